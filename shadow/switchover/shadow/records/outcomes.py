"""The words of a shadow run: sides, outcomes of an input, kinds of difference."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["BLIND", "UNLIKE", "Kind", "Outcome", "Side"]


class Side(StrEnum):
    """One of the two paths of a pair."""

    CONTROL = "control"
    CANDIDATE = "candidate"


class Outcome(StrEnum):
    """What one input came to. Every input has exactly one outcome.

    It says what happened, whatever the rules accept; what they accept is counted beside it.
    """

    MATCH = "match"
    """Both returned, and equal."""
    DIFFERENCE = "difference"
    """Both returned and differ, or both raised and the errors differ (of kind error)."""
    BOTH_RAISED = "both_raised"
    """Both raised the same: equal type, message, arguments and attributes."""
    CONTROL_RAISED = "control_raised"
    CANDIDATE_RAISED = "candidate_raised"
    TIMED_OUT = "timed_out"
    """At least one side did not answer in time; the observations say which."""
    DIED = "died"
    """The process of at least one side ended while it answered; the observations say which."""
    UNSTEADY = "unsteady"
    """The control, asked once more, differs from itself: never a pass, never the candidate's."""
    NOT_COMPARABLE = "not_comparable"
    """No difference was found, but a part of the answers cannot be compared; the reason is kept."""


UNLIKE: Final = frozenset({Outcome.DIFFERENCE, Outcome.CONTROL_RAISED, Outcome.CANDIDATE_RAISED})
"""Both sides answered, and not the same."""
BLIND: Final = frozenset(
    {Outcome.TIMED_OUT, Outcome.DIED, Outcome.UNSTEADY, Outcome.NOT_COMPARABLE}
)
"""Nothing can be said: a side gave no answer, or none that can be compared or counted on."""


class Kind(StrEnum):
    """How two values differ at a path."""

    CHANGED = "changed"
    MISSING = "missing"
    """The control has it, the candidate does not."""
    EXTRA = "extra"
    """The candidate has it, the control does not."""
    TYPE = "type"
    ORDER = "order"
    ERROR = "error"
    """One side raised, or both did and not the same."""
    TIMED_OUT = "timed_out"
    """A side did not answer in time."""
    DIED = "died"
    """The process of a side ended before it answered."""
    NOT_COMPARABLE = "not_comparable"
    """Nothing can say whether the values are equal."""
