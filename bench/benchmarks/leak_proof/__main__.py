"""The leak and memory proof: run trials into a JSONL file (resumable), and make the table of it.

python bench/benchmarks/leak_proof run [--minutes 30] [--kinds leak,clean,memory,same]
python bench/benchmarks/leak_proof table
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import table
import workloads

from switchover.bench import leaks, memory
from switchover.bench.environment import machine

HERE = Path(__file__).parent
COMMIT = machine.commit(HERE) or "unknown"
RESULTS = HERE.parents[1] / "proof" / "leaks.jsonl"
TRIALS = {"leak": 40, "clean": 40, "memory": 20, "same": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    kind: str
    case: str
    control: str
    candidate: str
    number: int

    @property
    def key(self) -> tuple[str, str, int]:
        return self.kind, self.case, self.number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["run", "table"])
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--kinds", default=",".join(TRIALS))
    options = parser.parse_args()
    if options.command == "run":
        run(options.kinds.split(","), until=time.monotonic() + 60 * options.minutes)
    table.write(RESULTS)


def run(kinds: list[str], *, until: float) -> None:
    """Run what is missing, the same number of every case first, until the time is up."""
    sys.path.insert(0, str(HERE))
    RESULTS.parent.mkdir(exist_ok=True)
    done = {(line["kind"], line["case"], line["number"]) for line in table.read(RESULTS)}
    for trial in plan(kinds):
        if time.monotonic() > until:
            return
        if trial.key not in done:
            with RESULTS.open("a") as file:
                file.write(json.dumps(result(trial)) + "\n")


def plan(kinds: list[str]) -> Iterator[Trial]:
    cases = {
        "leak": workloads.LEAKS,
        "clean": workloads.CLEAN,
        "memory": workloads.MEMORY,
        "same": {case: (control, control) for case, (control, _) in workloads.MEMORY.items()},
    }
    for number in range(max(TRIALS.values())):
        for kind in kinds:
            for case, (control, candidate) in cases[kind].items():
                if number < TRIALS[kind]:
                    yield Trial(
                        kind=kind, case=case, control=control, candidate=candidate, number=number
                    )


def result(trial: Trial) -> dict[str, object]:
    draw = random.Random(f"{trial.key}")
    control, candidate = f"workloads:{trial.control}", f"workloads:{trial.candidate}"
    started = time.monotonic()
    line = {"kind": trial.kind, "case": trial.case, "number": trial.number}
    if trial.kind in {"leak", "clean"}:
        inputs = [((draw.randrange(5, 200),), {}) for _ in range(draw.randrange(1, 12))]
        record = leaks.watch(control, candidate, inputs)
        leaking = [each.name for each in record.signals if each.finding == "leak"]
        traced = any(f"in {trial.candidate}" in trace.site for trace in record.traces)
        line |= {"signals": leaking, "traced": traced, "calls": record.candidate_calls}
    else:
        inputs = [((draw.randrange(100, 3000),), {}) for _ in range(draw.randrange(1, 5))]
        record = memory.measure(control, candidate, inputs, seed=trial.number, gates=("peak",))
        line |= {"ratio": record.metrics[0].ratio if record.metrics else None}
    return line | {
        "verdict": record.verdict,
        "reasons": record.reasons,
        "seconds": round(time.monotonic() - started, 2),
        "load": round(os.getloadavg()[0], 1),
        "commit": COMMIT,
    }


if __name__ == "__main__":
    main()
