"""Writes down what tools were asked and gave, and gives it again without them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import msgspec

from switchover.ground import clip

from ..context import ToolCall, Tools
from ..errors import EngineError
from ..rendering import plain
from .errors import ToolError

__all__ = ["RecordedCall", "RecordingTools", "ReplayingTools"]


class RecordedCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call and what came of it.

    Attributes:
        error: code, message and details, when it raised.
    """

    kind: str
    id: str
    action: str | None
    input: dict[str, Any]
    output: Any = None
    error: dict[str, Any] | None = None


class RecordingTools:
    """Calls other tools and keeps every call with its result, in the order of the answers."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self.calls: list[RecordedCall] = []

    async def call(self, request: ToolCall) -> Any:
        given = plain(request.input)
        try:
            output = await self._tools.call(request)
        except EngineError as error:
            self.calls.append(_recorded(request, given, error=error.plain()))
            raise
        self.calls.append(_recorded(request, given, output=deepcopy(output)))
        return output


class ReplayingTools:
    """Answers calls as they were answered when they were recorded.

    Equal calls are answered in their recorded order; the order among different ones is free.
    """

    def __init__(self, calls: Iterable[RecordedCall]) -> None:
        self._answers: dict[bytes, deque[RecordedCall]] = {}
        for call in calls:
            self._answers.setdefault(_key(call), deque()).append(call)

    @property
    def unused(self) -> list[RecordedCall]:
        """The recorded calls that nobody made again."""
        return [call for answers in self._answers.values() for call in answers]

    async def call(self, request: ToolCall) -> Any:
        """Return the recorded output, or raise the recorded error.

        Raises:
            ToolError: ``TOOL_UNRECORDED`` for a call that was not recorded, naming it.
        """
        answers = self._answers.get(_key(request))
        if not answers:
            action = f" (action {request.action!r})" if request.action else ""
            text = f"{action} was not recorded with the input {clip(repr(request.input), 200)}"
            raise ToolError("TOOL_UNRECORDED", request, text.strip(), retryable=False)
        recorded = answers.popleft()
        if recorded.error is not None:
            raise EngineError(**recorded.error)
        return deepcopy(recorded.output)


def _recorded(request: ToolCall, given: dict[str, Any], **answer: Any) -> RecordedCall:
    return RecordedCall(
        kind=request.kind, id=request.id, action=request.action, input=given, **answer
    )


def _key(call: ToolCall | RecordedCall) -> bytes:
    asked = (call.kind, call.id, call.action, plain(call.input))
    return msgspec.json.encode(asked, order="deterministic")
