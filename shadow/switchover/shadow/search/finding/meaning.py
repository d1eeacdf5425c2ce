"""What two answers of a search mean: alike, a find, or nothing that could be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from switchover.values import encode

from ...comparing.answers import Answer
from ...records import Comparison, Difference, Outcome
from ...records.outcomes import UNLIKE
from ...rules import Rule, Rulebook
from ...running.comparer import ForkedComparer
from ...running.judging import Judge, Question, SeenAs
from ...running.outcomes import compared
from ..changes.mutator import Input
from ..sides.probe import ProbedCall
from ..sides.sides import Two

__all__ = ["Answers", "Meaning", "Said", "Signature"]

Signature = tuple[str, ...]
"""What differences of one cause have in common."""
_BLIND: Final = frozenset((Outcome.TIMED_OUT, Outcome.DIED))


class Said(StrEnum):
    """What an input came to in a search."""

    ALIKE = "alike"
    ACCEPTED = "accepted"
    """It differs as a rule expects."""
    UNLIKE = "unlike"
    DENIED = "denied"
    """A side wanted to do what the search does not let it, so its answer says nothing."""
    LIMITED = "limited"
    """A call was over its time or memory, on both sides."""
    REWORDED = "reworded"
    """Both raised the same error, neither by a `raise` of its own, with other words."""
    OUTSIDE = "outside"
    """Both raised, on something absent or None that was never so in a record."""
    BLIND = "not comparable"


class Meaning(NamedTuple):
    """What an input came to, and by which differences."""

    said: Said
    signatures: frozenset[Signature] = frozenset()
    comparison: Comparison | None = None


class Answers:
    """Says what answers mean under one set of rules.

    Args:
        rules: Differences that are expected.
        seen_as: What both sides' values are compared after.
    """

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        seen_as: SeenAs | None = None,
        today: dt.date | None = None,
    ) -> None:
        rulebook = Rulebook(rules, today=today)
        self._needs_input = rulebook.looks_at_input
        self._comparer = ForkedComparer(Judge(rulebook, seen_as))
        self._known: dict[tuple[bytes, bytes], Meaning] = {}

    def close(self) -> None:
        self._comparer.close()

    def mean(self, given: Input, two: Two, *, index: int = 0, in_full: bool = False) -> Meaning:
        """Say what an input came to.

        `index` is what the comparison is numbered with; `in_full` it holds documents as text.
        """
        mine, theirs = two
        if mine.denied or theirs.denied:
            return Meaning(Said.DENIED)
        if _is_limited(mine, theirs):
            return Meaning(Said.LIMITED)
        if mine.document and mine.document == theirs.document and mine.state == theirs.state:
            return Meaning(Said.ALIKE)
        if _is_reworded(mine, theirs):
            return Meaning(Said.REWORDED)
        if given.is_beyond and mine.error and theirs.error:
            return Meaning(Said.OUTSIDE)
        return self._compared(given, two, index=index, in_full=in_full)

    def _compared(self, given: Input, two: Two, *, index: int, in_full: bool) -> Meaning:
        key = two.control.document, two.candidate.document
        if not (in_full or self._needs_input) and all(key) and key in self._known:
            return self._known[key]
        document = encode(given.call, aliases=True) if in_full or self._needs_input else None
        mine, theirs = (Answer(one.state, one.document) for one in two)
        question = Question(mine, theirs, document, in_full)
        replies = [_Reply(one) for one in two]
        found = compared(index, replies[0], replies[1], self._comparer.ask(question))
        meaning = _meaning(found)
        if len(self._known) < 4096:
            self._known[key] = meaning._replace(comparison=None)
        return meaning


class _Reply:
    """What came of a call, with the names that a run's replies have."""

    def __init__(self, tried: ProbedCall) -> None:
        self.state, self.document = tried.state, tried.document
        self.wall_s = self.cpu_s = tried.wall_s
        self.reason = tried.reason


def _meaning(found: Comparison) -> Meaning:
    if found.outcome in _BLIND or (found.outcome in UNLIKE and not found.accepted):
        signatures = frozenset(
            _signature(found, one) for one in found.differences if one.rule is None
        )
        return Meaning(Said.UNLIKE, signatures or frozenset([(found.outcome.value,)]), found)
    if found.accepted:
        return Meaning(Said.ACCEPTED, comparison=found)
    said = Said.BLIND if found.outcome is Outcome.NOT_COMPARABLE else Said.ALIKE
    return Meaning(said, comparison=found)


def _signature(found: Comparison, one: Difference) -> Signature:
    types = one.control_type or "", one.candidate_type or ""
    return (found.outcome.value, one.folded, one.kind.value, *types, one.loose_cause)


def _is_limited(control: ProbedCall, candidate: ProbedCall) -> bool:
    return all(
        one.state in {"timed_out", "died"} or one.error == "MemoryError"
        for one in (control, candidate)
    )


def _is_reworded(control: ProbedCall, candidate: ProbedCall) -> bool:
    if control.error is None or control.error != candidate.error:
        return False
    return not (control.deliberate or candidate.deliberate)
