"""From two replies and a judgement to the comparison that a run keeps. Pure."""

from __future__ import annotations

from typing import Any, Final

from ..records import Comparison, Difference, Kind, Observation, Outcome
from ..records.spelling import spelled
from .judging import ANSWERED, Judgement, Told

__all__ = ["compared", "matched", "observation", "silent", "was_unsteady"]

_SILENT: Final = {"timed_out": Outcome.TIMED_OUT, "died": Outcome.DIED}
_KINDS: Final = {"timed_out": Kind.TIMED_OUT, "died": Kind.DIED}


def observation(reply: Any, told: Told | None = None) -> Observation:
    """Say how one call went.

    Args:
        reply: Of the worker.
        told: What it answered, where that is to be said.
    """
    state = reply.state
    return Observation(
        wall_s=reply.wall_s,
        cpu_s=reply.cpu_s,
        failure=told.failure if told else None,
        timed_out=state == "timed_out",
        died=state == "died",
        reason=None if state in ANSWERED else spelled(reply.reason) or state.replace("_", " "),
        preview=told.preview if told else None,
        document=told.document if told else None,
    )


def matched(index: int, control: Any, candidate: Any) -> Comparison:
    """Two returned values whose documents are equal."""
    return Comparison(
        index=index,
        outcome=Outcome.MATCH,
        control=observation(control),
        candidate=observation(candidate),
    )


def compared(index: int, control: Any, candidate: Any, judgement: Judgement) -> Comparison:
    """Two replies that had to be looked at."""
    outcome, differences, reason = judgement.outcome, judgement.differences, judgement.reason
    if not ANSWERED.issuperset((control.state, candidate.state)):
        outcome, differences, reason = silent(control, candidate, judgement)
    elif outcome is Outcome.NOT_COMPARABLE:
        differences = (*differences, _blind(judgement))
    is_match = outcome is Outcome.MATCH
    return Comparison(
        index=index,
        outcome=outcome,
        control=observation(control, None if is_match else judgement.control),
        candidate=observation(candidate, None if is_match else judgement.candidate),
        differences=differences,
        accepted=judgement.accepted and not reason,
        truncated=judgement.truncated,
        reason=reason,
        input=None if is_match else judgement.input,
    )


def _blind(judgement: Judgement) -> Difference:
    """Give what is not comparable a place among the groups, so that it is told with its input."""
    reason = judgement.reason or "nothing can say whether the answers are equal"
    path, found, why = reason.partition(": ")
    is_placed = found and path.startswith("$")
    control, candidate = judgement.control, judgement.candidate
    return Difference(
        path=path if is_placed else "$",
        folded=path if is_placed else "$",
        kind=Kind.NOT_COMPARABLE,
        control=_said(control),
        candidate=_said(candidate),
        control_type=control.type if control else None,
        candidate_type=candidate.type if candidate else None,
        cause=(why if is_placed else reason)[:200],
        loose_cause="",
    )


def silent(
    control: Any, candidate: Any, judgement: Judgement
) -> tuple[Outcome, tuple[Difference, ...], str]:
    """Say what came of an input to which a side gave no answer."""
    replies = (
        ("control", control, judgement.control),
        ("candidate", candidate, judgement.candidate),
    )
    outcomes = [
        _SILENT.get(r.state, Outcome.NOT_COMPARABLE) for _, r, _ in replies if _is_silent(r)
    ]
    outcome = next(
        (one for one in (Outcome.DIED, Outcome.TIMED_OUT) if one in outcomes),
        Outcome.NOT_COMPARABLE,
    )
    if "not_called" in (control.state, candidate.state):  # of what did not run nothing is known
        outcome = Outcome.NOT_COMPARABLE
    reason = "; ".join(f"{side}: {_why(reply)}" for side, reply, _ in replies if _is_silent(reply))
    kind = next(
        (_KINDS[r.state] for _, r, _ in replies if _SILENT.get(r.state) is outcome),
        Kind.NOT_COMPARABLE,
    )
    shown = [_shown(reply, told) for _, reply, told in replies]
    types = [_type(reply, told) for _, reply, told in replies]
    difference = Difference(
        path="$",
        folded="$",
        kind=kind,
        control=shown[0],
        candidate=shown[1],
        control_type=types[0],
        candidate_type=types[1],
        cause="",
        loose_cause="",
    )
    return outcome, (difference,), reason


def _is_silent(reply: Any) -> bool:
    return reply.state not in ANSWERED


def _why(reply: Any) -> str:
    said = reply.state.replace("_", " ")
    reason = spelled(reply.reason)
    return f"{said}: {reason}" if reason and reason != said else said


def _shown(reply: Any, told: Told | None) -> str:
    if _is_silent(reply):
        return _why(reply)
    return "an answer that cannot be read" if told is None else _said(told) or ""


def _said(told: Told | None) -> str | None:
    """Give an error as its type and message, a value as it is shown."""
    if told is None or told.failure is None:
        return told.preview if told else None
    return f"{told.failure.type}: {told.failure.message}"


def _type(reply: Any, told: Told | None) -> str | None:
    if _is_silent(reply):
        return str(reply.state)
    return told.type if told else None


def was_unsteady(first: Comparison, itself: Comparison) -> Comparison | None:
    """Return the comparison as unsteady, where the control differs from itself; else None.

    Args:
        first: Of control and candidate.
        itself: Of the control's first answer and its second.
    """
    is_steady = itself.outcome in (Outcome.MATCH, Outcome.BOTH_RAISED, Outcome.NOT_COMPARABLE)
    if is_steady or itself.accepted:
        return None
    from msgspec.structs import replace

    return replace(
        first,
        outcome=Outcome.UNSTEADY,
        unsteady=itself.differences,
        accepted=False,
        reason=UNSTEADY,
    )


UNSTEADY: Final = (
    "the control, asked once more, answers otherwise; a seed, a frozen clock or a rule for what "
    "differs would make it steady"
)
