"""Runs the plan's comparisons against the new system as it is, or as a mutant made it."""

import marshal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from switchover.engine.errors import EngineError
from switchover.migrations import Pair
from switchover.migrations.plans.task_services import sides
from switchover.migrations.plans.task_services.agreed import agreed
from switchover.migrations.plans.task_services.pairs import plan
from switchover.migrations.plans.task_services.stage import SITUATIONS, record, replay
from switchover.shadow import compare

Place = tuple[str, tuple[str, ...]]
"""A pair and the arguments of one of its cases."""

ELSEWHERE = "kept in Redis"
AGREED = "agreed"
DIRECT = {
    "misused": (sides.misused_control, sides.misused_candidate),
    "uses of storage": (sides.kept_control, sides.kept_candidate),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """What the plan would report.

    Attributes:
        place: the path of the difference, or the idle rule.
        args: those of the case that showed it; none for an idle rule.
    """

    pair: str
    place: str
    args: tuple[str, ...] = ()

    @property
    def case(self) -> str:
        """The name of the case, or nothing."""
        return str(self.args[0]) if self.args else ""


@cache
def compared(seed: int = 0) -> tuple[Pair, ...]:
    """Return the pairs of the plan that compare; the others measure."""
    return tuple(pair for pair in plan(seed).pairs if not pair.name.startswith("cost"))


def drawn(seed: int) -> Iterator[Catch]:
    """Yield what is unexpected in the cases that this seed alone draws; the others are as ever."""
    known = {(pair.name, args) for pair in compared() for args, _ in pair.corpus}
    for pair in compared(seed):
        for args, _ in pair.corpus:
            if (pair.name, args) not in known:
                yield from judged(pair, args, candidate(pair.name, args), {})


def catches(seed: int = 0) -> Iterator[Catch]:
    """Yield every unexpected difference, and every rule that no longer meets its difference.

    Cases come in the order of `rank`, so that who wants only one soon has it.
    """
    pairs = compared(seed)
    hits = {pair.name: dict.fromkeys((rule.id for rule in pair.rules), 0) for pair in pairs}
    places = ((pair, args) for pair in pairs for args, _ in pair.corpus)
    for pair, args in sorted(places, key=lambda each: rank((each[0].name, each[1]))):
        yield from judged(pair, args, candidate(pair.name, args), hits[pair.name])
    for pair in pairs:
        for rule in pair.rules:
            if not hits[pair.name][rule.id]:
                yield Catch(pair=pair.name, place=f"rule {rule.id} at {rule.path} is never hit")


def rank(place: Place) -> tuple[bool, bytes]:
    """Order cases so that what a mutant changes is soon met: each once, and neighbours apart."""
    name, args = place
    again = args[-1] in SITUATIONS[1:]
    return again, blake2b(repr((name, args)).encode(), digest_size=8).digest()


def judged(pair: Pair, args: tuple[str, ...], new: Any, hits: dict[str, int]) -> Iterator[Catch]:
    """Yield the unexpected differences of one case, and count which rules the others need."""
    if _written(new) == _known(pair.name, args):
        return
    for difference in compare(control(pair.name, args), new, rules=pair.rules):
        if difference.rule is None:
            yield Catch(pair=pair.name, place=difference.path, args=args)
        else:
            hits[difference.rule] = hits.get(difference.rule, 0) + 1


@cache
def _known(pair: str, args: tuple[str, ...]) -> bytes:
    return _written(control(pair, args)) or b"unlike any other"


def _written(document: Any) -> bytes:
    """Return plain data with its types, told quicker than it is compared; nothing of the rest."""
    try:
        return marshal.dumps(document, 0)
    except ValueError:
        return b""


@cache
def control(pair: str, args: tuple[str, ...]) -> Any:
    """Return the control's document; it is the same whatever is planted into the candidate."""
    if pair in DIRECT:
        return DIRECT[pair][0](*args)
    if pair == AGREED:
        return agreed(args[0])
    return sides.calls_control(*args) if pair.startswith("calls") else taped(*args).document()


@cache
def taped(name: str, situation: str = "alone") -> Any:
    """Return the control's run of a case, whose answers the candidate gets."""
    return record(sides.find(name), sides.CONTROL, situation)


def candidate(pair: str, args: tuple[str, ...]) -> Any:
    """Return the candidate's document, or the exception that no run should end with."""
    try:
        if pair in DIRECT:
            return DIRECT[pair][1](*args)
        if pair.startswith("calls"):
            return sides.calls_candidate(*args)
        takes, (name, *situation) = taped(*args).takes, args
        if pair == ELSEWHERE:
            return sides.elsewhere(sides.find(name), takes)
        return replay(sides.find(name), sides.CANDIDATE, takes, *situation).document()
    except EngineError:
        raise
    except Exception as error:  # a mutant may break anything
        return {"exception": f"{type(error).__name__}: {error}"}


def row(number: str, what: str, found: list[Catch]) -> Mapping[str, str]:
    """Return what the table says of a mutant."""
    if not found:
        return {"number": number, "what": what, "verdict": "missed", "where": ""}
    first = found[0]
    where = f"{first.pair}: `{first.place}`" + (f" ({first.case})" if first.case else "")
    return {"number": number, "what": what, "verdict": "caught", "where": where}
