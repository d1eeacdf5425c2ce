"""Drives one workflow through its task system. Nothing here knows a task's type.

Everything that is not deterministic goes through the environment: the same loop runs in-process,
replays after a crash, and fits a durable workflow service. Each step has a key that depends on
nothing but the path the run took to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from ..config import TaskConfig
from ..durations import parse_duration
from ..errors import EngineError
from ..states import TaskError, WorkflowState
from ..store import StoreError
from .activities import Activities, Started, task_call
from .background import Background
from .causes import cause_of
from .children import run_children
from .environment import ActivityOptions, RunEnvironment
from .lifecycle import RunFailure, TriggerRun
from .options import COMPLETION, STATUS, merged
from .place import placed
from .services import (
    Child,
    Children,
    CreateState,
    Run,
    TaskCall,
    TaskFailed,
    TaskResponse,
)
from .settings import Settings
from .waiting import Waiting

__all__ = ["Loop", "sleep_s", "workflow_error"]

SHOWN: Final = 6  # tasks that the error of an endless loop names
FAILED: Final = "workflow_execution_error"


class Loop:
    """One run of one workflow.

    Nothing of it is shared with another run but the activities.
    """

    def __init__(
        self,
        run: Run,
        *,
        activities: Activities,
        environment: RunEnvironment,
        settings: Settings,
    ) -> None:
        self._run = run
        self._activities = activities
        self._environment = environment
        self._settings = settings
        self._options = merged(settings.options, run.workflow.options)
        self._background = Background()

    @property
    def has_left(self) -> bool:
        """Whether children go on in the background, of a container that has ended."""
        return self._background.has_left

    async def run(
        self,
        data: dict[str, Any],
        *,
        first: str = "",
        number: int = 0,
        task: TaskConfig | None = None,
    ) -> WorkflowState:
        """Trigger the workflow, run it to its end, and return its row.

        Whatever still runs in the background when the workflow has ended (children that lost a
        race) is canceled then; the rows of its tasks stay as they are.

        `data` is the workflow's input, validated; `first` the id of the task to begin with, by
        default the first of the file. A run that goes on in a new history is given the `number` of
        transitions that it has made, and the `task` where it does so within one.
        """
        activity, lifecycle = self._environment.activity, self._activities.lifecycle
        request = TriggerRun(run=self._run, input=data)
        await activity("trigger", lifecycle.trigger, request, STATUS)
        try:
            await self._steps(task or self._run.workflow.first_task(first), number)
            return await activity("complete", self._activities.complete, self._run, COMPLETION)
        except StoreError:
            raise  # what cannot write cannot write a failure either; the run stays to be resumed
        except EngineError as error:
            failure = RunFailure(run=self._run, error=workflow_error(error))
            return await activity("fail", lifecycle.fail, failure, STATUS)
        finally:
            await self._background.cancel()

    async def _steps(self, task: TaskConfig | None, number: int) -> None:
        came_from = deque[str](maxlen=SHOWN)
        while task is not None:
            if not task.id:
                text = "the task to go to has no id"
                raise EngineError("NEXT_ID_EMPTY", text, retryable=False)
            if number > self._settings.transitions:
                raise _endless(number - 1, task, came_from)
            # Not before the first task: a history would begin with the wish for the next one. And
            # only where nothing is lost on the way: no child behind its container, no task that
            # its id does not lead to again.
            is_free = bool(came_from) and self._background.is_idle and self._is_found(task)
            self._environment.checkpoint(number, task, is_free=is_free)
            key = f"{number}:{task.id}"
            request = CreateState(run=self._run, task=task)
            with self._environment.within(key):
                if number and (text := task.sleep):  # a pause lies between two tasks
                    await self._environment.sleep(f"{key}/sleep", sleep_s(task, text))
                with placed(task):
                    response = await self._task(key, request, depth=0, lost={})
            came_from.append(task.id)
            task, number = response.next_task, number + 1

    async def _task(
        self, key: str, request: CreateState, *, depth: int, lost: dict[str, TaskError]
    ) -> TaskResponse:
        """Run a task and what is below it; an error that ends it adds to `lost` whom it ended."""
        if depth > self._settings.deepest:
            text = f"tasks nest {depth} levels deep; the limit is {self._settings.deepest}"
            raise EngineError("DEPTH", text, retryable=False)
        options = self._options_of(request.task)
        started = await self._start(key, request, options)
        if started.created is not None:
            call = task_call(request, started.created)
            if started.children is not None:
                return await self._container(
                    key, started.children, call, depth, options=options, lost=lost
                )
            if started.created.wait is not None and started.response is not None:
                waiting = Waiting(self._activities, self._environment, self._nested(call, depth))
                return await waiting.wait(
                    key, started.created.wait, call, response=started.response, options=options
                )
        assert started.response is not None, "a task that has no children has responded"
        return started.response

    async def _start(self, key: str, request: CreateState, options: ActivityOptions) -> Started:
        try:
            start = self._activities.start
            return await self._environment.activity(key, start, request, options)
        except TaskFailed as error:  # failed, and its row says where the run goes on
            if error.response is None:
                raise
            return Started(response=error.response)

    async def _container(
        self,
        key: str,
        children: Children,
        call: TaskCall,
        depth: int,
        *,
        options: ActivityOptions,
        lost: dict[str, TaskError],
    ) -> TaskResponse:
        progress = self._environment.progress(key)

        async def run_child(index: int, child: Child) -> TaskResponse:
            request = CreateState(run=self._run, task=child.task, row=child.row)
            step = f"{key}/{index}:{child.task.id}"
            try:
                with self._environment.within(step), placed(child.task):
                    return await self._task(step, request, depth=depth + 1, lost=progress.causes)
            except EngineError as error:
                # The child has no response and its row does not say why: the container that writes
                # its end is told, by way of the call below.
                progress.causes[child.row] = cause_of(error)
                raise

        room = self._environment.room
        try:
            await run_children(children, run_child, self._background, progress=progress, room=room)
        except EngineError:
            # The container ends without a response as well, so the one around it writes these rows.
            lost.update(progress.causes)
            raise
        if progress.causes:
            call = msgspec.structs.replace(call, causes=dict(progress.causes))
        try:
            respond = self._activities.container_response
            return await self._environment.activity(f"{key}/response", respond, call, options)
        except TaskFailed as error:
            if error.response is None:
                raise
            return error.response

    def _nested(self, call: TaskCall, depth: int) -> Any:
        async def run_processor(key: str, processor: TaskConfig) -> TaskResponse:
            request = CreateState(run=call.run, task=processor)
            with placed(processor):
                return await self._task(key, request, depth=depth + 1, lost={})

        return run_processor

    def _is_found(self, task: TaskConfig) -> bool:
        """Whether its id alone leads to a task again: one that a route brought is in no list."""
        found = self._run.workflow.find(task.id)
        return found is not None and found.data is task.data

    def _options_of(self, task: TaskConfig) -> ActivityOptions:
        return merged(self._options, task.options) if "config" in task.data else self._options


def _endless(count: int, task: TaskConfig, came_from: Iterable[str]) -> EngineError:
    way = " → ".join([*came_from, task.id])
    place = task.position()
    text = (
        f"the run has gone from one task to the next {count} times, which is its limit, lastly"
        f" … → {way}; give its loop a way out, or the run a higher limit"
    )
    details = {"task": task.id, **({"position": str(place)} if place else {})}
    return EngineError("TRANSITIONS", text, details=details, retryable=False)


def sleep_s(task: TaskConfig, text: str) -> float:
    """Read how long to sleep before a task. Raises EngineError SLEEP_INVALID."""
    try:
        return max(parse_duration(text), 0.0)
    except ValueError as error:
        place = task.position("sleep")
        text = f"{place}: " if place else ""
        message = f"{text}sleep of task {task.id!r}: {error}"
        raise EngineError("SLEEP_INVALID", message, retryable=False) from None


def workflow_error(error: EngineError) -> TaskError:
    """Give what a workflow's row says about the error that ended it."""
    details = {**error.details, "code": error.code}
    return TaskError(message=error.message, code=FAILED, details=details)
