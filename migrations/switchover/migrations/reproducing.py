"""Turns a difference of a run into a failing test: found by its signature, proved by running."""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from switchover.ground.written import Position, Problem
from switchover.reports import (
    Acceptance,
    PairRun,
    PlanRun,
    RunRecord,
    acceptances,
    alone_by,
    read_run,
    rule_end,
)
from switchover.shadow import Comparison, read_comparisons
from switchover.shadow.recording import Unwritable, needed_classes
from switchover.shadow.records import Group
from switchover.shadow.reproduce import CannotWriteError, Reproducible, alone, through
from switchover.shadow.search import smallest
from switchover.values import RebuildError, ValuesError, from_text, rebuild

from .problem import InputError, MigrationError, writing
from .source import Lines

__all__ = ["NotReproducedError", "Reproduced", "reproduce"]

FAILED = 1
"""What pytest ends with where tests failed."""
TEST_S = 120.0
"""Seconds that the test may take when it is proved."""
LEAST_LETTERS = 4
"""Of a signature."""
NOT_TOLD = "a test without it does not tell the control from the candidate"


class NotReproducedError(MigrationError):
    """The difference is not there any more, or no test can show it."""

    remedy = "compare again with `switchover shadow`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduced:
    """A test that was written.

    Attributes:
        needs_switchover: It compares both sides by `switchover`; otherwise the candidate is all.
        proved: It was run and failed; False where pytest is not installed here.
        why: Why it needs `switchover`, where it does.
    """

    file: Path
    signature: str
    input: str
    needs_switchover: bool
    proved: bool
    why: str | None = None


def reproduce(
    signature: str,
    runs: Sequence[Path],
    *,
    pair: str | None = None,
    file: Path | None = None,
    force: bool = False,
) -> Reproduced:
    """Write a failing test for a group of differences.

    Args:
        signature: Of the group, or its beginning.
        runs: Folders of runs; the first that has the group is taken.
        pair: Its name, or `plan/pair`, where more than one shows the group; all are looked at.
        file: Where to; by default `test_SIGNATURE.py`.
        force: Whether a file that is there is written over.

    Raises:
        InputError: No run has such a group, several groups begin so, several pairs have it, or the
            file is there already.
        NotReproducedError: The test that was written does not fail.
    """
    found = _found(signature, runs, pair)
    target = file or Path(f"test_{found.group.signature}.py")
    if target.exists() and not force:
        remedy = "use --force, or --file for another name"
        raise InputError(
            [Problem(message="is there already", position=Position(str(target)), remedy=remedy)]
        )
    difference = _difference(found)
    ways, why = _ways(difference)
    proved: bool | None = None
    for way in ways:
        proved = _proved(target, way(difference), way(_with_control(difference)))
        if proved is not False:
            why = (why or NOT_TOLD) if way is through else None
            break
    if proved is False:
        raise NotReproducedError(
            f"{difference.signature}: no test was written, for none fails here with the candidate "
            "and passes with the control in its place; was the difference mended, or does it "
            "depend on what ran before?"
        )
    return Reproduced(
        file=target,
        signature=difference.signature,
        input=difference.comparison.input or "",
        needs_switchover=why is not None,
        proved=proved is True,
        why=why,
    )


Way = Callable[[Reproducible], str]
"""Writes the test of a difference."""


def _ways(difference: Reproducible) -> tuple[list[Way], str | None]:
    """Give the ways to write its test, those without `switchover` first; and why there is none."""
    ways = dict[str, Way]()
    why = None
    for way in (alone, partial(alone, by_fields=True), partial(alone, on_instance=True)):
        try:
            ways.setdefault(way(difference), way)
        except (CannotWriteError, ValuesError) as error:
            why = str(error)
    return [*ways.values(), through], why


def _with_control(difference: Reproducible) -> Reproducible:
    """Put the control in the candidate's place: the test of it must pass."""
    return difference._replace(candidate=difference.control)


# --- the difference


class _Found(NamedTuple):
    """A group of differences, and where it was found."""

    place: Path
    run: RunRecord
    plan: PlanRun
    pair: PairRun
    group: Group

    @property
    def pair_named(self) -> str:
        """The name of the pair, with that of its plan."""
        return f"{self.plan.name}/{self.pair.name}"


def _found(signature: str, runs: Sequence[Path], pair: str | None) -> _Found:
    shown = [one for place in runs for one in _shown(place)]
    asked = [one for one in shown if pair is None or pair in {one.pair.name, one.pair_named}]
    found = [
        one
        for one in asked
        if len(signature) >= LEAST_LETTERS and one.group.signature.startswith(signature)
    ]
    if not found:
        there = [one.group.signature for one in asked] or [
            f"--pair {one.pair_named}" for one in shown
        ]
        what = f"no difference {signature!r}" + ("" if pair is None else f" of pair {pair!r}")
        raise _not_found(what, runs, there)
    position = Position(str(found[0].place))
    names = sorted({one.group.signature for one in found if one.place == found[0].place})
    if names[1:]:
        what = f"{signature!r} is the beginning of several"
        remedy = f"name one: {', '.join(names)}"
        raise InputError([Problem(message=what, position=position, remedy=remedy)])
    # like differences of several pairs have one signature
    pairs = sorted({one.pair_named for one in found if one.group.signature == names[0]})
    if pairs[1:]:
        what = f"several pairs show {names[0]}"
        remedy = f"name one: {', '.join(f'--pair {name}' for name in pairs)}"
        raise InputError([Problem(message=what, position=position, remedy=remedy)])
    return found[0]


def _shown(place: Path) -> list[_Found]:
    run = read_run(place)
    return [
        _Found(place, run, plan, pair, group)
        for plan in run.plans
        for pair in plan.pairs
        for group in _groups(pair)
    ]


def _not_found(what: str, runs: Sequence[Path], there: Iterable[str]) -> InputError:
    names = ", ".join(dict.fromkeys(there))
    remedy = f"there is {names}" if names else "run 'switchover check'"
    position = Position(", ".join(map(str, runs)) or "nowhere")
    return InputError([Problem(message=what, position=position, remedy=remedy)])


def _groups(pair: PairRun) -> tuple[Group, ...]:
    return pair.shadow.groups if pair.shadow else ()


def _difference(found: _Found) -> Reproducible:
    place, pair, group = found.place, found.pair, found.group
    assert pair.shadow is not None
    folder = place if place.is_dir() else place.parent
    comparison = _small(pair, group, _comparison(pair, group, folder))
    accepted = _acceptance(found)
    return Reproducible(
        signature=group.signature,
        said=f"{group.path} {group.kind.value.replace('_', ' ')}",
        control=pair.control,
        candidate=pair.candidate,
        comparison=comparison,
        rule=accepted.toml,
        why_no_rule=accepted.why_not,
        command=_command(pair, group),
        seed=pair.shadow.seed,
    )


def _comparison(pair: PairRun, group: Group, folder: Path) -> Comparison:
    """Read the smallest of the inputs that show the group, of those that the run tells."""
    assert pair.shadow is not None
    wanted = {one.index for one in group.exemplars}
    file = Path(pair.shadow.observations or "")
    for place in (file, folder / file.name, *folder.rglob(file.name)):
        if pair.shadow.observations and place.is_file():
            found = [one for one in read_comparisons(place) if one.index in wanted and one.input]
            if found:
                return min(found, key=lambda one: len(one.input or ""))
    remedy = "run the comparison again; a difference of the control from itself has no test"
    what = f"the run has kept no input of {group.signature}"
    raise InputError([Problem(message=what, position=Position(str(file)), remedy=remedy)])


def _small(pair: PairRun, group: Group, comparison: Comparison) -> Comparison:
    """Make the input small, where it can be made again without classes of the user's."""
    try:
        args, kwargs = rebuild(from_text(comparison.input or ""))
    except (RebuildError, ValuesError):
        return comparison
    call = (tuple(args), dict(kwargs))
    try:
        found = smallest(pair.control, pair.candidate, call, group.signature)
    except ValuesError:
        return comparison
    return comparison if found is None else found[1]


def _command(pair: PairRun, group: Group) -> str:
    if pair.command:
        return alone_by(pair.command, group.exemplars[0].index)
    words = ["switchover", "shadow", "--control", pair.control, "--candidate", pair.candidate]
    words += ["--corpus", pair.corpus.name]
    for name in sorted(_classes(Path(pair.corpus.name))):
        words += ["--class", name]
    return shlex.join(words)


def _classes(corpus: Path) -> set[str]:
    """Name the classes that the inputs of a file hold: what reads it must be told them."""
    found = set[str]()
    with suppress(InputError, OSError):  # it is no file, or there is none
        for _, body in Lines(corpus).lines():
            if isinstance(body, Problem):
                continue
            # what cannot be read has no class
            with suppress(UnicodeError, ValuesError, AttributeError, Unwritable):
                record = from_text(body.decode(), bare=True)
                found |= needed_classes((record.get("args"), record.get("kwargs")))
    return found


def _acceptance(found: _Found) -> Acceptance:
    """Give the rule that the report of the run offers for the group."""
    groups = _groups(found.pair)
    pair = found.pair.name if len(found.plan.pairs) > 1 else None
    offered = acceptances(groups, pair=pair, expires=rule_end(found.run.started))
    return offered[groups.index(found.group)]


# --- the proof


def _proved(target: Path, text: str, with_control: str) -> bool | None:
    """Write the test, and say whether it fails as it is and passes with the control.

    None where pytest is not installed. A test that is not proved is not left behind.
    """
    before = target.read_text("utf-8") if target.exists() else None
    with writing(target):
        target.write_text(text, "utf-8")
    if importlib.util.find_spec("pytest") is None:
        return None
    is_proved = False
    try:
        is_proved = _ended(target) == FAILED and _passes(with_control)
    finally:
        if not is_proved:
            target.unlink() if before is None else target.write_text(before, "utf-8")
    return is_proved


def _passes(text: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="switchover-") as folder:
        file = Path(folder) / "test_control.py"
        file.write_text(text, "utf-8")
        return _ended(file) == 0


def _ended(file: Path) -> int | None:
    """Run a test file; None where it takes too long."""
    here = os.pathsep.join(one or str(Path.cwd()) for one in sys.path)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header"]
    try:
        return subprocess.run(  # noqa: S603 - the interpreter that runs this
            [*words, str(file)],
            capture_output=True,
            timeout=TEST_S,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": here, "PYTHONDONTWRITEBYTECODE": "1"},
        ).returncode
    except subprocess.TimeoutExpired:
        return None
