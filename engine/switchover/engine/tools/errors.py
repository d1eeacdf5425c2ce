"""What goes wrong when a tool is called."""

from __future__ import annotations

from typing import Any

from ..context import ToolCall
from ..errors import EngineError

__all__ = ["BindingError", "ToolError"]


class ToolError(EngineError):
    """A tool, agent or action failed, ran out of time, or is not bound."""

    def __init__(
        self, code: str, call: ToolCall, problem: str, *, retryable: bool = True, **details: Any
    ) -> None:
        place = f"{call.position}: " if call.position else ""
        super().__init__(
            code,
            f"{place}{call.kind} {call.id!r} {problem}",
            details={"kind": call.kind, "id": call.id, **details},
            retryable=retryable,
        )


class BindingError(EngineError):
    """A binding cannot be used: its import string, its signature, or its file."""

    def __init__(self, message: str, *, code: str = "BINDING") -> None:
        super().__init__(code, message, retryable=False)
