"""The process that compares: it reads documents and runs the functions of rules.

The parent of a run reads no document. So no value, however hostile, and no function of a rule can
stop it: a comparer that dies, or takes longer than its limit, is replaced, and the comparison that
it was at is *not comparable*.
"""

from __future__ import annotations

from functools import partial
from typing import Final, Protocol

import msgspec

from switchover.values.worker import Call, Worker, held

from ..records import Outcome
from .judging import Judge, Judgement, Question, asked

__all__ = ["LIMIT_S", "Comparer", "ForkedComparer", "NearComparer"]

LIMIT_S: Final = 30.0
"""Seconds that one comparison may take."""
_WHY: Final = {
    "timed_out": "the comparison took too long",
    "died": "the comparison ended its process",
}


class Comparer(Protocol):
    """Answers questions, one at a time."""

    def ask(self, question: Question) -> Judgement: ...

    def close(self) -> None: ...


class NearComparer:
    """Compares in this process."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._decoder = msgspec.json.Decoder(Judgement)

    def ask(self, question: Question) -> Judgement:
        """Compare now; what comes of it is written and read as from another process."""
        return self._decoder.decode(asked(self._judge, tuple(question)))

    def close(self) -> None:
        """Do nothing."""


class ForkedComparer:
    """Compares in a fork of this process, which holds the functions of the rules.

    Args:
        judge: What the fork answers by.
        limit_s: Seconds that one comparison may take.
    """

    def __init__(self, judge: Judge, limit_s: float = LIMIT_S) -> None:
        target = held(partial(asked, judge), name="the comparison")
        self._worker = Worker(target, timeout_s=limit_s, raw=True)
        self._decoder = msgspec.json.Decoder(Judgement)
        self._worker.start()

    def ask(self, question: Question) -> Judgement:
        """Have it compared; a comparer that fails at it is replaced."""
        reply = self._worker.answer(Call((tuple(question),)))
        try:
            if reply.state == "returned":
                return self._decoder.decode(reply.document)
            why = reply.reason or reply.document.decode("utf-8", "replace")
        except msgspec.DecodeError as error:
            why = f"its answer cannot be read: {error}"
        told = _WHY.get(reply.state, "the comparison failed")
        return Judgement(outcome=Outcome.NOT_COMPARABLE, reason=f"{told}: {why}")

    def close(self) -> None:
        """End the process."""
        self._worker.close()
