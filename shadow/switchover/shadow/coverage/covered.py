"""Both sides of a pair in workers that tell, for each input, the answer and the branches taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from switchover.values.worker import Reply

from ..errors import UsageError
from ..running.sides import Function, opened
from .branch import Branch
from .inside import WATCHER
from .map import Map

__all__ = ["Covered", "CoveredRun", "Reached"]


class Reached(NamedTuple):
    """What one side did with one input."""

    reply: Reply
    """Its answer, as in a run without coverage; times are longer, for each step was looked at."""
    branches: frozenset[Branch] | None
    """The branches that it took; None where it gave no answer, or nothing tells them."""


class CoveredRun(NamedTuple):
    """What became of one input."""

    number: int
    call: Any
    control: Reached
    candidate: Reached


class Covered:
    """A pair under coverage; a context. `control` and `candidate` gather what was reached.

    Args:
        control: import string, callable or `Target`.
        candidate: likewise.
        seed: of text hashes.
        timeout_s: for each call; those under coverage take several times as long.

    Raises:
        UsageError: a side is neither callable nor an import string, or cannot be loaded.
    """

    def __init__(
        self,
        control: Function,
        candidate: Function,
        *,
        seed: int = 0,
        timeout_s: float | None = 30.0,
    ) -> None:
        self.control, self.candidate = Map(), Map()
        self._pair = opened(
            control, candidate, seed, timeout_s, isolate=True, pool=None, watcher=WATCHER
        )

    def __enter__(self) -> Covered:
        self._pair.__enter__()
        problems = self._pair.check()
        if problems:
            self._pair.close()
            raise UsageError("; ".join(problems))
        return self

    def __exit__(self, *_: object) -> None:
        self._pair.close()

    def runs(self, inputs: Iterable[Any]) -> Iterator[CoveredRun]:
        """Call both sides with each `(args, kwargs)`, and give what became of it, in order.

        It may be called again: the same workers go on, and the maps are added to.
        """
        for number, call, control, candidate in self._pair.replies(inputs):
            yield CoveredRun(
                number,
                call,
                Reached(control, self.control.add(control.more)),
                Reached(candidate, self.candidate.add(candidate.more)),
            )
