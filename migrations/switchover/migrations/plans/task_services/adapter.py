"""One task system that sends each call to the old or the new side.

Which side a task type runs on is data, changed at run time; which side a *run* uses is decided when
the run first meets the type, and stays. A workflow that began a wait on the old side ends it there,
whatever was switched in between.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from switchover.engine.run.services import (
    Children,
    Created,
    CreateState,
    Execution,
    ProcessSignal,
    Run,
    SignalOutcome,
    TaskCall,
    TaskResponse,
    TaskServices,
)
from switchover.engine.states import WorkflowState

Side = Literal["control", "candidate"]
DEFAULT: Final = "basic"
"""What a task without a type is."""
RUNS_KEPT: Final = 100_000
"""Runs whose sides are remembered; the one not used for longest goes first."""


class Routing:
    """Says which side each task type runs on; safe to change from any thread.

    Args:
        candidate_types: the types that run on the candidate to begin with.
    """

    def __init__(self, *candidate_types: str) -> None:
        self._sides: Mapping[str, Side] = MappingProxyType(
            dict.fromkeys(candidate_types, "candidate")
        )
        self._lock = threading.Lock()

    def switch(self, side: Side, *types: str) -> None:
        """Send the types to a side, from the next run on that meets them."""
        with self._lock:
            self._sides = MappingProxyType({**self._sides, **dict.fromkeys(types, side)})

    def side(self, task_type: str) -> Side:
        """Return the side of a type; one that nobody switched is on the control."""
        return self._sides.get(task_type, "control")

    @property
    def sides(self) -> Mapping[str, Side]:
        """The types that were switched, each with its side."""
        return self._sides


class MigrationServices:
    """A `TaskServices` in front of two others; sticky per run and type."""

    def __init__(self, control: TaskServices, candidate: TaskServices, routing: Routing) -> None:
        self._services: Mapping[Side, TaskServices] = {"control": control, "candidate": candidate}
        self._routing = routing
        self._chosen: OrderedDict[str, dict[str, Side]] = OrderedDict()

    async def create_state(self, request: CreateState) -> Created:
        """Make (or find) the task's row."""
        return await self._of(request.run, request.task.type).create_state(request)

    async def prepare_children(self, call: TaskCall) -> Children:
        """Make the rows of a container's children."""
        return await self._for(call).prepare_children(call)

    async def execute(self, call: TaskCall) -> Execution:
        """Do the task's own work."""
        return await self._for(call).execute(call)

    async def handle_response(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Persist what came of it and decide where to go."""
        return await self._for(call).handle_response(call, execution)

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        """Decide what a signal, or the end of the time, means for a waiting task."""
        return await self._for(request.call).process_signal(request)

    async def container_response(self, call: TaskCall) -> TaskResponse:
        """Answer for a container whose children have run."""
        return await self._for(call).container_response(call)

    async def complete_workflow(self, run: Run) -> WorkflowState:
        """End the workflow on the candidate if all of it ran there, and forget the run."""
        sides = set(self._chosen.pop(run.workflow_exec_id, {}).values())
        side: Side = "candidate" if sides == {"candidate"} else "control"
        return await self._services[side].complete_workflow(run)

    def side_of(self, run: Run, task_type: str) -> Side:
        """Return the side of a type in a run, decided now if the run has not met the type yet."""
        chosen = self._chosen.get(run.workflow_exec_id)
        if chosen is None:
            if len(self._chosen) >= RUNS_KEPT:
                self._chosen.popitem(last=False)
            chosen = self._chosen[run.workflow_exec_id] = {}
        else:
            self._chosen.move_to_end(run.workflow_exec_id)
        return chosen.setdefault(task_type, self._routing.side(task_type))

    def _for(self, call: TaskCall) -> TaskServices:
        return self._of(call.run, call.task.type)

    def _of(self, run: Run, task_type: str) -> TaskServices:
        return self._services[self.side_of(run, task_type or DEFAULT)]
