"""Plant mutants, run the tests that reach them, say which survive: `make strength-proof`."""

import argparse
import hashlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from strength.anew import Anew
from strength.modules import ROOT, at_import, deciding, planned
from strength.named import named
from strength.reach import Reach
from strength.session import Planted, outcomes
from strength.trial import call, load_libraries
from switchover.shadow.mutation import Mutant, executed, sample

TESTS = (
    "tests/bench tests/reports tests/migrations tests/cli tests/shadow"
    " --ignore tests/bench/plugin --ignore tests/bench/launch --ignore tests/bench/profile"
    " --ignore tests/bench/leaks/test_watch.py --ignore tests/bench/memory/test_measure.py"
    " --ignore tests/bench/witness --ignore tests/bench/test_exercise.py"
    " --ignore tests/migrations/test_shipped.py --ignore tests/migrations/task_services"
    " --ignore tests/cli/test_engine_commands.py --ignore tests/cli/test_stores.py"
    " --ignore tests/cli/test_storages.py --ignore tests/cli/test_validate.py"
    " --ignore tests/shadow/mutation --ignore tests/bench/latency/test_side.py"
    " --ignore tests/reports/test_naming.py --ignore tests/shadow/test_surface.py"
)
"""What can reach a verdict without measuring for seconds."""
SLOW_S = 4.0
"""Seconds of computing. A test that takes longer measures, and may fail by chance: it kills nothing."""
LEAST = 0.95
EQUIVALENT = Path(__file__).with_name("equivalent.json")


def main() -> int:
    """Return 0 where at least 95 % of the mutants that are not equivalent were killed."""
    asked = arguments()
    load_libraries()
    reach = reached(asked.out, asked.tests.split(), jobs=asked.jobs)
    seed = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    by_hand = [each for each in named() if asked.only in each.file]
    drawn = drawn_mutants(reach, count=asked.count, seed=seed, only=asked.only)
    print(f"seed {seed}: {len(drawn)} mutants that tests execute, and {len(by_hand)} by hand")
    missed = 0
    counted = Counter[str]()
    survivors = list[Mutant]()
    for mutant, outcome in tried(
        [*by_hand, *drawn], reach, jobs=asked.jobs, quick=asked.quick, tests=asked.tests.split()
    ):
        if mutant in by_hand:
            missed += outcome != "killed"
        else:
            counted[outcome] += 1
        if outcome != "killed":
            survivors.append(mutant)
            print(f"{outcome}: {mutant}", flush=True)
    share = counted["killed"] / max(1, sum(counted.values()))
    rooms = Counter(each.file.partition("/")[0] for each in drawn)
    print(f"by hand: {len(by_hand) - missed} of {len(by_hand)} killed")
    print(
        f"killed {counted['killed']} of {sum(counted.values())}, {share:.1%}; by room: {dict(rooms)}"
    )
    asked.out.joinpath("survivors.json").write_text(
        json.dumps([each.key for each in sorted(survivors, key=lambda each: each.place)], indent=1)
    )
    return int(missed > 0 or share < LEAST or len(drawn) < min(asked.count, 400))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make strength-proof", description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, help="draw what was drawn then; a new one otherwise")
    parser.add_argument("--only", default="", help="mutate only files with this in their name")
    parser.add_argument("--tests", default=TESTS, help="run these, with options of pytest")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--quick", action="store_true", help="try no survivor a second time")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "strength")
    found = parser.parse_args()
    found.out.mkdir(parents=True, exist_ok=True)
    return found


def reached(out: Path, tests: list[str], *, jobs: int) -> dict[str, dict]:
    """Give the tests that pass, with seconds and lines; run anew is what changed since last time."""
    file, now = out / f"reach-{_digest(tests)}.json", _digests()
    known, changed = still_true(file, now)
    if changed:
        print(f"seeing which lines each test reaches, but for {len(known)} known", flush=True)
        pid = os.fork()
        if not pid:
            log = os.open(out / "reach.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(log, 1)
            os.dup2(log, 2)
            try:
                plugin = Reach(file, jobs=jobs, slow_s=SLOW_S, known=known, files=now)
                call("", None, [f"--timeout={8 * SLOW_S}", *tests], plugin)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    found = json.loads(file.read_text())["tests"]
    return {name: each for name, each in found.items() if each["seconds"] < SLOW_S}


def still_true(file: Path, now: dict[str, str]) -> tuple[dict[str, dict], set[str]]:
    """Give what is known of tests that did not change, nor a module they reach; and what changed."""
    if not file.exists():
        return {}, set(now)
    then = json.loads(file.read_text())
    both = {*now, *then["files"]}
    changed = {name for name in both if now.get(name) != then["files"].get(name)}
    kept = {
        name: each
        for name, each in then["tests"].items()
        if name.partition("::")[0] not in changed and changed.isdisjoint(each["lines"])
    }
    return kept, changed


def drawn_mutants(reach: dict[str, dict], *, count: int, seed: int, only: str) -> list[Mutant]:
    """Draw from what tests execute, but for what is known to change nothing."""
    lines: dict[str, set[int]] = {}
    for test in reach.values():
        for file, found in test["lines"].items():
            lines.setdefault(file, set()).update(found)
    equivalent = {tuple(each["key"]) for each in json.loads(EQUIVALENT.read_text())}
    for _, path in deciding():
        if found := lines.get(path.relative_to(ROOT).as_posix()):
            found |= at_import(path)
    everything = [
        mutant
        for _, path in deciding()
        if only in str(path)
        for mutant in executed(planned(path), lines)
        if mutant.key not in equivalent
    ]
    return sample(everything, count, seed=seed)


def tried(
    drawn: list[Mutant], reach: dict[str, dict], *, jobs: int, quick: bool, tests: list[str]
) -> Iterator[tuple[Mutant, str]]:
    """Try the mutants, several at a time: by swapped code first, what that kills is dead.

    What lives on is tried again in a process that imports the mutated module, where what ran while
    the tests were collected is mutated too.
    """
    sources = {mutant.file: (ROOT / mutant.file).read_text() for mutant in drawn}
    todo = [
        Planted(
            file=mutant.file,
            source=sources[mutant.file],
            mutated=mutant.applied(sources[mutant.file]),
            tests=reaching(mutant, reach),
        )
        for mutant in drawn
    ]
    alive = set(range(len(drawn)))
    doubted = set[str]()
    for index, outcome in outcomes(todo, tests, jobs=jobs):
        if index is None:
            doubted.add(outcome)
            print(f"fails without a mutant, and kills none: {outcome}", flush=True)
        elif outcome == "killed" or (quick and outcome == "survived"):
            alive.discard(index)
            yield drawn[index], outcome
    again = sorted(alive)
    anew = Anew(jobs=jobs).outcomes([todo[index].without(doubted) for index in again])
    for place, outcome in anew:
        yield drawn[again[place]], outcome


def reaching(mutant: Mutant, reach: dict[str, dict]) -> dict[str, float]:
    """Give the tests that reach a mutant with their seconds, the quickest first."""
    imported = at_import(ROOT / mutant.file)
    found = {
        name: test["seconds"]
        for name, test in reach.items()
        if (lines := test["lines"].get(mutant.file))
        and not mutant.lines.isdisjoint(imported.union(lines))
    }
    return {name: found[name] for name in sorted(found, key=found.__getitem__)}


def _digest(tests: list[str]) -> str:
    """Stand for what all tests share: what was asked for, and the modules they are helped by.

    Those stand beside the tests that are asked for, or above them.
    """
    digest = hashlib.sha256(" ".join(tests).encode())
    asked = [ROOT / word for word in tests if word.startswith("tests/")]
    left_out = [ROOT / after for word, after in pairwise(tests) if word == "--ignore"]
    for path in sorted((ROOT / "tests").rglob("*.py")):
        helps = not path.name.startswith("test_") and any(
            path.is_relative_to(each) or each.is_relative_to(path.parent) for each in asked
        )
        if helps and not any(path.is_relative_to(each) for each in left_out):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _digests() -> dict[str, str]:
    files = [*(path for _, path in deciding()), *(ROOT / "tests").rglob("test_*.py")]
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in files
    }


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
