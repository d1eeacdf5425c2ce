"""Tools whose calls leave the step that makes them, to be made by an activity of their own.

A step that calls a tool ends with `ToolDueError`; the workflow has the call made and takes the step
again, with the answers so far. A step makes the same calls in the same order each time: its ids,
rows and inputs are the same, so that it finds what it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import msgspec

from ..context import ToolCall, Tools
from ..errors import EngineError

__all__ = ["DeferredTools", "ToolAnswer", "ToolDueError", "answering"]


class ToolDueError(BaseException):
    """A step cannot go on before this call is made. No Exception: a step must not handle it."""

    def __init__(self, call: ToolCall) -> None:
        super().__init__(call.id)
        self.call = call


class ToolAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a call gave: an output, or the error that it raised, as plain data."""

    call: ToolCall
    output: Any = None
    error: dict[str, Any] | None = None

    @classmethod
    def failed(cls, call: ToolCall, error: EngineError) -> ToolAnswer:
        """Give the answer that raises this error again."""
        return cls(call=call, error=error.plain())

    def given(self) -> Any:
        """Return the output, or raise the error."""
        if self.error is None:
            return self.output
        raise EngineError(**self.error)


_answers: ContextVar[Iterator[ToolAnswer] | None] = ContextVar("switchover.answers", default=None)


@contextmanager
def answering(answers: Sequence[ToolAnswer]) -> Iterator[None]:
    """Let the calls of this step be answered in order, and the next one after them be due."""
    token = _answers.set(iter(answers))
    try:
        yield
    finally:
        _answers.reset(token)


class DeferredTools:
    """The tools of a step: quick ones are called there, others by an activity.

    Args:
        is_quick: whether a call is cheaper to make at once; it is made again when its worker dies.
    """

    def __init__(self, tools: Tools, *, is_quick: Callable[[ToolCall], bool]) -> None:
        self._tools = tools
        self._is_quick = is_quick

    async def call(self, request: ToolCall) -> Any:
        """Give the answer to a call that was made, or leave the step.

        Raises:
            ToolDueError: it has to be made first.
            EngineError: ``STEP_CHANGED`` when the step asks for something else than before.
        """
        if self._is_quick(request):
            return await self._tools.call(request)
        answers = _answers.get()
        answer = None if answers is None else next(answers, None)
        if answer is None:
            raise ToolDueError(request)
        if (answer.call.kind, answer.call.id, answer.call.action) != (
            request.kind, request.id, request.action,
        ):  # fmt: skip
            text = f"the step called {answer.call.id!r} and now calls {request.id!r}"
            raise EngineError("STEP_CHANGED", text, retryable=False)
        return answer.given()
