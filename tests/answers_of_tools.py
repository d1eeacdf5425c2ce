"""What stands in for tools and ids where a task system is tried, and what its runs came to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.engine import EngineError, ToolCall
from switchover.engine.run import RunResult

Tool = Callable[[ToolCall], Any]


def fails(message: str = "boom") -> Tool:
    """A tool that always fails."""

    def call(request: ToolCall) -> Any:
        raise EngineError("TOOL", message)

    return call


class Ids:
    """Exec ids that count."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"id-{self.count}"


class Ended:
    """What a run came to, in short."""

    result: RunResult

    @property
    def status(self) -> str:
        return self.result.status.value

    @property
    def output(self) -> Any:
        return self.result.output
