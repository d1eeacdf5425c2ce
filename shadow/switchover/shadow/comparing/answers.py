"""What two answers to one input mean. Pure: nothing here calls a side or writes a file."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from switchover.values import decode

from ..records import Difference, Outcome
from ..rules import Rulebook
from ..rules.paths import ARGS, KWARGS, ROOT
from . import failures
from .places import only_part, path_of
from .walk import MOST, Blind, Walk

__all__ = ["Answer", "Judged", "judge"]

_ROOTS: Final = {1: ROOT, 2: ARGS, 3: KWARGS}
"""Where the parts of an answer lie: its value or error, and its arguments after the call."""
_BOTH_RETURNED: Final = ("returned", "returned")


class Judged(NamedTuple):
    """An outcome with its differences, or with the reason why there are none to show."""

    outcome: Outcome
    differences: tuple[Difference, ...] = ()
    truncated: bool = False
    reason: str | None = None
    """What could not be compared; the outcome is a difference all the same where one was found."""

    @property
    def is_accepted(self) -> bool:
        """True where there are differences, and rules accept every one."""
        return (
            bool(self.differences)
            and not self.truncated
            and self.reason is None
            and all(found.rule for found in self.differences)
        )


class Answer(NamedTuple):
    """What a side answered."""

    state: str
    """`returned` or `raised`."""
    document: bytes
    """Of `(state, value or error, args, kwargs)`, the last two as the call left them."""


def judge(
    control: Answer,
    candidate: Answer,
    rulebook: Rulebook,
    *,
    seen_as: Any = None,
    most: int = MOST,
) -> Judged:
    """Compare two answers whose documents are not equal byte by byte.

    Raises:
        ReadingError: One of them cannot be read within its limits.
    """
    states = control.state, candidate.state
    if not rulebook.is_shaping and seen_as is None and states == _BOTH_RETURNED:
        place, x, y = only_part(control.document, candidate.document) or ((), None, None)
        root = _ROOTS.get(place[0][1]) if place else None
        if root is not None:
            walk = Walk(rulebook, most=most)
            walk.run(x, y, path_of(place[1:], root))
            return _judged(walk, states)
    a, b = decode(control.document), decode(candidate.document)
    walk = Walk(rulebook, most=most)
    unseen: list[Blind] = []
    if "raised" in (a[0], b[0]):  # a stream that raised is a value with an error in it
        finding, unseen = failures.told(a[1], b[1], (a[0], b[0]))
        walk.blind += unseen
        if finding is not None:
            walk.report(finding)
    else:
        left, right = walk.errors(a[1], b[1], ROOT)
        if seen_as is not None:
            left, right = seen_as(left), seen_as(right)
        walk.run(left, right, ROOT)
    if states[0] == states[1]:
        walk.run(a[2], b[2], ARGS)
        walk.run(a[3], b[3], KWARGS)
    return _judged(walk, states, is_seen=not unseen)


def _judged(walk: Walk, states: tuple[str, str], *, is_seen: bool = True) -> Judged:
    """Say what a walk over two answers came to; `is_seen` says that their errors are alike."""
    differs = bool(walk.found) or walk.truncated
    outcome = _outcome(states, differs=differs)
    reason = "; ".join(map(str, walk.blind)) or None
    is_all_accepted = not walk.truncated and all(found.rule for found in walk.found)
    if reason and is_all_accepted and not (outcome is Outcome.BOTH_RAISED and is_seen):
        outcome = Outcome.NOT_COMPARABLE
    return Judged(outcome, tuple(walk.found), walk.truncated, reason)


def _outcome(states: tuple[str, str], *, differs: bool) -> Outcome:
    if states == ("returned", "raised"):
        return Outcome.CANDIDATE_RAISED
    if states == ("raised", "returned"):
        return Outcome.CONTROL_RAISED
    if differs:
        return Outcome.DIFFERENCE
    return Outcome.BOTH_RAISED if states[0] == "raised" else Outcome.MATCH
