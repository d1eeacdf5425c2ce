"""Takes the route that a router's condition names."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from switchover.engine import TaskCall
from switchover.engine.conditions import CelConditions
from switchover.engine.config import RouterTask, TaskConfig
from switchover.engine.states import TaskState

from ..shared.base import BaseOrchestrator
from ..shared.context import OrchestratorContext
from ..shared.narrowing import narrowed
from .route import route_target, selected
from .selector import Selector

__all__ = ["RouterOrchestrator"]


class RouterOrchestrator(BaseOrchestrator):
    """A task whose work is a choice; its choice goes before its transitions."""

    fails_its_activity: ClassVar[bool] = True

    def __init__(self, context: OrchestratorContext) -> None:
        super().__init__(context)
        self._selector = Selector(context.variables, CelConditions())

    async def output(self, call: TaskCall) -> dict[str, Any]:
        """Return the selector and the route that it takes."""
        task = narrowed(call.task, RouterTask)
        key = selected(task, self._selector.select(call.run, task, call.state.parent_state_id))
        target = route_target(call.run, task, key)
        return {"condition": key, "route_taken": target.id, "router_type": "conditional"}

    def success_target(self, call: TaskCall, given: TaskState) -> TaskConfig:
        """Return the task at the end of the route, whatever `outputs` make of the choice."""
        chosen = cast(dict[str, Any], given.output)["condition"]
        return route_target(call.run, narrowed(call.task, RouterTask), chosen)
