"""Runs a tool, an agent or an action."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec.structs import replace

from switchover.engine import TaskCall
from switchover.engine.config import TaskConfig
from switchover.engine.states import TaskState

from ..shared.base import BaseOrchestrator
from ..shared.rows import row_input
from .tool_call import tool_call

__all__ = ["BasicOrchestrator"]


class BasicOrchestrator(BaseOrchestrator):
    """A task whose work is one call of a tool; a failed call is tried again."""

    fails_its_activity: ClassVar[bool] = True

    def taken_over(self, state: TaskState, task: TaskConfig) -> TaskState:
        """Put into a child's row what its tool is given; its parent knew what was written only."""
        given = row_input(task)
        if given == state.input:
            return state
        state = replace(state, input=given)
        self.put(state)
        return state

    async def output(self, call: TaskCall) -> dict[str, Any] | None:
        """Return what the tool gave; what is no map stands under `result`."""
        asked = tool_call(call.run, call.task, call.state.input or {})
        given = await self.context.tools.call(asked)
        return given if given is None or isinstance(given, dict) else {"result": given}
