"""What two answers to one input mean. Pure: nothing here calls a side or writes a file."""

from __future__ import annotations

from typing import Any, NamedTuple

from .comparison import Found, compare_under
from .errors import NotComparableError
from .observe import Answer
from .paths import ARGS, KWARGS, ROOT
from .proof import prove
from .records import Difference, Failure, Kind, Outcome
from .rulebook import Rulebook
from .shorten import shorten, type_name

__all__ = ["Judgement", "judge"]


class Judgement(NamedTuple):
    """An outcome with its differences, or with the reason why there are none to show."""

    outcome: Outcome
    found: Found = Found()
    reason: str | None = None

    @property
    def is_accepted(self) -> bool:
        return bool(self.found.differences) and self.found.is_accepted


MATCH = Judgement(Outcome.MATCH)


def judge(control: Answer, candidate: Answer, changed: Any, rulebook: Rulebook) -> Judgement:
    """Compare two answers.

    Args:
        control: What the control answered.
        candidate: What the candidate answered.
        changed: Both sides' `(args, kwargs)` as the calls left them, or None where no call
            could change them.
        rulebook: The rules, which count their uses.
    """
    if control.timed_out or candidate.timed_out:
        return Judgement(Outcome.TIMED_OUT, reason=_late(control, candidate))
    if control.failure or candidate.failure:
        return _raised(control, candidate, rulebook)
    try:
        return _returned(control.value, candidate.value, changed, rulebook)
    except NotComparableError as error:
        return Judgement(Outcome.NOT_COMPARABLE, reason=str(error))
    except Exception as error:  # noqa: BLE001 - whatever a value does to the comparison
        reason = f"the comparison raised {type(error).__name__}: {error}"
        return Judgement(Outcome.NOT_COMPARABLE, reason=reason)


def _late(control: Answer, candidate: Answer) -> str:
    sides = [
        name
        for name, answer in (("control", control), ("candidate", candidate))
        if answer.timed_out
    ]
    return f"{' and '.join(sides)} timed out"


def _returned(control: Any, candidate: Any, changed: Any, rulebook: Rulebook) -> Judgement:
    if changed is None:
        found = compare_under(control, candidate, rulebook)
    elif prove((control, changed[0]), (candidate, changed[1])):
        return MATCH
    else:
        (args, kwargs), (other_args, other_kwargs) = changed
        found = _joined(
            compare_under(control, candidate, rulebook),
            compare_under(args, other_args, rulebook, root=ARGS),
            compare_under(kwargs, other_kwargs, rulebook, root=KWARGS),
        )
    return MATCH if found.is_equal else Judgement(Outcome.DIFFERENCE, found)


def _joined(*parts: Found) -> Found:
    differences = tuple(difference for part in parts for difference in part.differences)
    return Found(differences, any(part.truncated for part in parts))


def _raised(control: Answer, candidate: Answer, rulebook: Rulebook) -> Judgement:
    if control.failure == candidate.failure:
        return Judgement(Outcome.BOTH_RAISED)
    difference = Difference(
        path="$",
        folded="$",
        kind=Kind.ERROR,
        control=_shown(control),
        candidate=_shown(candidate),
        control_type=_type(control),
        candidate_type=_type(candidate),
    )
    rule = rulebook.accepting(ROOT, difference, None, None)
    return Judgement(_outcome(control, candidate), Found((difference.under(rule),)))


def _outcome(control: Answer, candidate: Answer) -> Outcome:
    if candidate.failure is None:
        return Outcome.CONTROL_RAISED
    return Outcome.DIFFERENCE if control.failure else Outcome.CANDIDATE_RAISED


def _shown(answer: Answer) -> str:
    failure = answer.failure
    return f"{failure.type}: {failure.message}" if failure else shorten(answer.value)


def _type(answer: Answer) -> str:
    failure: Failure | None = answer.failure
    return failure.type if failure else type_name(type(answer.value))
