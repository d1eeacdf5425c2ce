"""One comparison, asked for in bytes and answered in bytes: what runs in the comparer's process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from switchover.values import ReadingError, decode

from ..comparing import failures
from ..comparing.answers import Answer, Judged, judge
from ..comparing.showing import shorten, type_of
from ..records import Difference, Failure, Outcome
from ..records.comparison import Record
from ..records.spelling import spelled
from ..rules import Rulebook
from ..rules.functions import applied

__all__ = ["ANSWERED", "MOST_TEXT", "Judge", "Judgement", "Question", "SeenAs", "Told", "asked"]

ANSWERED = frozenset({"returned", "raised"})
MOST_TEXT = 64 * 2**10
"""Characters of a document's text that are kept in the file of observations."""

SeenAs = Callable[[Any], Any] | str


class Question(NamedTuple):
    """Two answers to one input. A side that gave none has no document."""

    control: Answer
    candidate: Answer
    given: bytes | None = None
    """The document of the input, `(args, kwargs)`."""
    with_texts: bool = False


class Told(Record, frozen=True, kw_only=True):
    """What is said of one answer."""

    type: str
    failure: Failure | None = None
    preview: str | None = None
    document: str | None = None


class Judgement(Record, frozen=True, kw_only=True):
    """What two answers mean, in a form that is safe to read."""

    outcome: Outcome
    differences: tuple[Difference, ...] = ()
    accepted: bool = False
    truncated: bool = False
    reason: str | None = None
    hits: dict[str, int] = {}  # noqa: RUF012 - msgspec copies it
    control: Told | None = None
    candidate: Told | None = None
    input: str | None = None


class Judge:
    """Answers questions under one set of rules."""

    def __init__(self, rulebook: Rulebook, seen_as: SeenAs | None) -> None:
        self._rulebook = rulebook
        self._seen_as = None if seen_as is None else _viewing(seen_as)
        self._hits = rulebook.hits

    def answer(self, question: Question) -> Judgement:
        """Compare what can be compared, and say what each side answered."""
        control, candidate, given, with_texts = question
        if self._rulebook.looks_at_input:
            args, kwargs = decode(given) if given else (None, None)
            self._rulebook.given(args, kwargs)
        judged = self._judged(control, candidate)
        is_match = judged.outcome is Outcome.MATCH  # of which nothing more is said
        return Judgement(
            outcome=judged.outcome,
            differences=judged.differences,
            accepted=judged.is_accepted,
            truncated=judged.truncated,
            reason=judged.reason,
            hits=self._new_hits(),
            control=None if is_match else told(control, with_texts=with_texts),
            candidate=None if is_match else told(candidate, with_texts=with_texts),
            input=_text(given, as_met=True) if with_texts and given and not is_match else None,
        )

    def _judged(self, control: Answer, candidate: Answer) -> Judged:
        if not ANSWERED.issuperset((control.state, candidate.state)):
            return Judged(Outcome.NOT_COMPARABLE)
        try:
            return judge(control, candidate, self._rulebook, seen_as=self._seen_as)
        except ReadingError as error:
            return Judged(Outcome.NOT_COMPARABLE, reason=str(error))
        except Exception as error:  # noqa: BLE001 - a comparison that fails is no match
            reason = f"the comparison raised {type(error).__name__}: {error}"
            return Judged(Outcome.NOT_COMPARABLE, reason=reason)

    def _new_hits(self) -> dict[str, int]:
        before, self._hits = self._hits, self._rulebook.hits
        return {name: n - before[name] for name, n in self._hits.items() if n > before[name]}


def _viewing(seen_as: SeenAs) -> Callable[[Any], Any]:
    return lambda tree: applied(seen_as, tree, "as")


def told(answer: Answer, *, with_texts: bool) -> Told | None:
    """Say what a side answered; None where it gave no answer, or one that cannot be read."""
    if answer.state not in ANSWERED:
        return None
    try:
        value = decode(answer.document)[1]
    except (ReadingError, IndexError, TypeError):
        return None
    is_error = answer.state == "raised"
    return Told(
        type=type_of(value),
        failure=failures.failure(value) if is_error else None,
        preview=None if is_error else shorten(value),
        document=_text(answer.document) if with_texts else None,
    )


def _text(document: bytes, *, as_met: bool = False) -> str | None:
    """Write a document as text, up to a cap; None where it is longer, or cannot be written.

    An input is written with its keys as they were met, for it is given again.
    """
    if len(document) > MOST_TEXT:
        return None
    from switchover.values import to_text

    try:
        text = to_text(decode(document), as_met=as_met)
    except Exception:  # noqa: BLE001 - the comparison stands without its text
        return None
    return text if len(text) <= MOST_TEXT else None


_ENCODER = msgspec.json.Encoder()


def asked(judge_: Judge, question: tuple[Any, ...]) -> bytes:
    """Answer a question that came as plain tuples; what the comparer's process calls."""
    control, candidate, given, with_texts = question
    plain = Question(Answer(*control), Answer(*candidate), given, with_texts)
    judgement = judge_.answer(plain)
    try:
        return _ENCODER.encode(judgement)
    except UnicodeEncodeError:
        return _ENCODER.encode(spelled(msgspec.to_builtins(judgement)))
