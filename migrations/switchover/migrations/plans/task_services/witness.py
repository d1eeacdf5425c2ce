"""Looks at single calls of a task system, while the control runs the workflow.

The run goes the control's way to its end. Each call of a type that is looked at is made a second
time, on the same request and the same rows, by the system under observation: on an overlay of the
stores, with the control's tool results and the ids that the control was given. Nothing of that
remains; what it returned and wrote is the call's document.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any, Final, TypeVar, cast

import msgspec

from switchover.engine import (
    Children,
    Created,
    EngineContext,
    EngineError,
    Execution,
    Run,
    SignalOutcome,
    TaskFailed,
    TaskResponse,
    TaskServices,
)
from switchover.engine.config import DEFAULT_TYPE, TaskConfig
from switchover.engine.rendering import plain
from switchover.engine.run import ServicesProxy, System
from switchover.engine.states import TaskState, WorkflowState
from switchover.engine.store import OverlayStorage, OverlayStore

from .document import (
    Labels,
    error_map,
    places,
    stored_map,
)
from .stand_ins import bindings
from .tape import (
    Listener,
    Player,
    SignalTape,
    Take,
    TapeRecorder,
)

__all__ = ["Witness"]

Answer = TypeVar("Answer")
SPARE_ID: Final = "beyond"


class Witness(ServicesProxy):
    """A `TaskServices` that is the control, and writes down what an observed system would do.

    Args:
        observed: the system whose calls are written down; the control itself, or the candidate.
        task_type: the type whose calls are looked at.
    """

    def __init__(
        self, context: EngineContext, control: System, observed: System, task_type: str
    ) -> None:
        self._context = context
        self._control = control
        self._observed = observed
        self._type = task_type
        self.documents: list[dict[str, Any]] = []

    async def answered(
        self,
        name: str,
        run: Run,
        task: TaskConfig,
        ask: Callable[[TaskServices], Awaitable[Answer]],
    ) -> Answer:
        """Let the control answer, and write down what the observed system answers."""
        real = _Scene(self._context)
        before = await real.answer(self._control, ask)
        if self._type == (task.type or DEFAULT_TYPE):
            seen = real
            if self._observed is not self._control:
                seen = _Scene(self._context, after=real)
                await seen.answer(self._observed, ask)
            document = await seen.document(run)
            self.documents.append({"call": name, "task": task.id, **document})
        await real.commit()
        return before()

    async def complete_workflow(self, run: Run) -> WorkflowState:
        """End the workflow."""
        return await self._control(self._context).complete_workflow(run)


class _Scene:
    """One call on overlays of the stores.

    Args:
        after: the scene whose tool results and ids are used again; None for the real call.
    """

    def __init__(self, context: EngineContext, *, after: _Scene | None = None) -> None:
        self._context = context
        self._after = after
        self._store = OverlayStore(context.store)
        self._storage = OverlayStorage(context.storage, now=context.now)
        self._signals = SignalTape(context.dispatcher if after is None else None)
        self._tools: Listener | Player = (
            Listener(cast(TapeRecorder, context.tools))
            if after is None
            else Player(after.takes, bindings(), waits=False)
        )
        self.ids: list[str] = []
        self._found: Any = None
        self._error: EngineError | None = None

    async def answer(
        self, system: System, ask: Callable[[TaskServices], Awaitable[Answer]]
    ) -> Callable[[], Answer]:
        """Make the call; what is returned gives or raises what the call did."""
        services = system(
            replace(
                self._context,
                store=self._store,
                storage=self._storage,
                tools=self._tools,
                dispatcher=self._signals,
                new_id=self._next_id,
            )
        )
        try:
            self._found = await ask(services)
        except EngineError as error:
            self._error = error
        return self._outcome

    def _outcome(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._found

    @property
    def takes(self) -> list[Take]:
        """The tool calls that were made."""
        return self._tools.takes

    async def commit(self) -> None:
        """Let the writes happen."""
        for row in self._store.written_tasks:
            self._context.store.put_task(row)
        for state in self._store.written_workflows:
            self._context.store.put_workflow(state)
        for key, value in (await self._storage.written()).items():
            await self._context.storage.store(key, value)
        for key in self._storage.deleted:
            await self._context.storage.delete(key)

    async def document(self, run: Run) -> dict[str, Any]:
        """Return what the call gave and did."""
        labels = Labels(self._store.tasks(run.workflow_exec_id), places(run.workflow))
        return {
            "result": None if self._error else _plain(self._found, labels),
            "error": _error(self._error),
            "rows": _rows(self._store.written_tasks, labels),
            "stored": stored_map(await self._storage.written(), labels),
            "calls": [labels.plain(take.plain()) for take in self.takes],
            "signals": labels.plain(self._signals.sent),
        }

    def _next_id(self) -> str:
        """Return the id that the control was given at this place, or one of our own."""
        number = len(self.ids)
        if self._after is None:
            made = self._context.new_id()
        else:
            given = self._after.ids
            made = given[number] if number < len(given) else f"{SPARE_ID}-{number}"
        self.ids.append(made)
        return made


def _rows(rows: Iterable[TaskState], labels: Labels) -> dict[str, Any]:
    return {labels.of(row.task_exec_id): labels.row(row) for row in rows}


def _error(error: EngineError | None) -> dict[str, Any] | None:
    """Return an error's class and code, and where it leads when the failure is handled."""
    if error is None:
        return None
    plain: dict[str, Any] = {"class": type(error).__name__, "code": error.code}
    if isinstance(error, TaskFailed) and error.response is not None:
        following = error.response.next_task
        plain["next"] = following.id if following else None
    return plain


def _plain(found: Any, labels: Labels) -> Any:
    """Return a call's result as plain data; rows are left to what was written."""
    match found:
        case Created():
            wait = msgspec.to_builtins(found.wait)
            return {
                "work": found.work.value,
                "wait": wait,
                "task": labels.plain(plain(found.task.data)),
            }
        case Children():
            rest = {"limit": found.limit, "aborts": found.abort_on_error}
            rows = [labels.of(item.row) for item in found.items]
            return {"children": rows, **rest, **msgspec.to_builtins(found.stop)}
        case Execution():
            return {"output": labels.plain(found.output), "error": error_map(found.error)}
        case TaskResponse():
            following = found.next_task
            return {"next": following.id if following else None, "succeeded": found.succeeded}
        case SignalOutcome():
            processor = found.processor
            return {
                "processor": None if processor is None else labels.plain(processor.data),
                "response": None if found.response is None else _plain(found.response, labels),
                "resumes": found.resumes,
            }
    raise TypeError(f"no call of a task type gives a {type(found).__qualname__}")
