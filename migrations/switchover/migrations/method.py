"""How the pairs of a run are measured, beyond what their plans say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from switchover import bench
from switchover.bench import Answers, BenchError, Calls, PairRecord
from switchover.ground.written import Position, Problem
from switchover.reports import RecordsError, read_run

from .problem import InputError

__all__ = ["AS_PLANNED", "Method", "read_then"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How to measure.

    Attributes:
        against: A git revision that each control is taken from, for its latency; "" for here.
        then: Earlier records by the name of their pair, that each candidate is judged against.
        callers: Concurrent callers of the code under test, for latency.
        calls: Whether repeated calls are timed, or first ones; "auto" sees whether a cache answers.
        answers: "differ" measures sides that answer differently, where nothing compared them.
        explain: Profile both sides whatever the verdict, not only where the candidate is too slow.
        covers: See what the corpus reaches of both sides; a pair whose plan asks for a share always
            is seen.
        mutates: Try mutants of the candidate of each pair with rules for some seconds, to see which
            of them the rules hide.
        pin: Bind each launch to one core, where work in parallel cannot gain.
    """

    against: str = ""
    then: Mapping[str, PairRecord] | None = None
    callers: int = 1
    explain: bool = False
    calls: Calls = "auto"
    answers: Answers = "same"
    covers: bool = False
    mutates: bool = False
    pin: bool = True


AS_PLANNED = Method()
"""Nothing beyond the plans."""


def read_then(place: Path) -> dict[str, PairRecord]:
    """Read earlier measurements by the name of their pair.

    `place` is what `switchover bench --json` printed, or the records of a run, or its folder.

    Raises:
        InputError: there are none, they cannot be read, or two pairs have one name.
    """
    if not place.exists():
        raise _refused(place, "no such record")
    try:
        records = list(_records(place))
    except (RecordsError, BenchError) as error:
        raise _refused(place, str(error).removeprefix(f"{place}: ")) from error
    if not records:
        raise _refused(place, "holds no measurement")
    twice = [name for name, count in Counter(one.name for one in records).items() if count > 1]
    if twice:
        raise _refused(place, f"two pairs are named {twice[0]}", "give the records of one plan")
    return {record.name: record for record in records}


def _records(place: Path) -> Iterable[PairRecord]:
    if place.is_dir() or _holds(place, "plans"):
        plans = read_run(place).plans
        return [pair.bench for plan in plans for pair in plan.pairs if pair.bench is not None]
    if _holds(place, "latency"):
        return [bench.records.read(place, PairRecord)]
    return bench.records.read(place, bench.SuiteRecord).pairs


def _holds(place: Path, key: str) -> bool:
    """Tell whether a file is a JSON object with that key; what it is otherwise its reader says."""
    try:
        return key in msgspec.json.decode(place.read_bytes(), type=dict[str, msgspec.Raw])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return False


def _refused(place: Path, what: str, remedy: str = "") -> InputError:
    remedy = remedy or "give what 'switchover bench --json' printed, or the folder of a run"
    return InputError([Problem(message=what, position=Position(str(place)), remedy=remedy)])
