"""Runs a tool, an agent or an action."""

from typing import Any, ClassVar

from switchover.engine.run.services import TaskCall
from switchover.orchestrators.basic.tool_call import tool_call
from switchover.orchestrators.shared.base import BaseOrchestrator


class BasicOrchestrator(BaseOrchestrator):
    """A task whose work is one call of a tool; a failed call is tried again."""

    fails_its_activity: ClassVar[bool] = True

    async def output(self, call: TaskCall) -> dict[str, Any] | None:
        """Return what the tool gave; what is no map stands under `result`."""
        given = await self.context.tools.call(tool_call(call.run, call.task))
        return given if given is None or isinstance(given, dict) else {"result": given}
