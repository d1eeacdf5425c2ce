"""What the tests of the old services share: workflows from text, stand-in tools, a virtual clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answers_of_tools import Ended, Ids, Tool

from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.config.load import parse_workflow
from switchover.engine.context import EngineContext, ToolCall
from switchover.engine.run import Engine, VirtualClock
from switchover.engine.run.result import RunResult
from switchover.engine.states import TaskState, WorkflowState
from switchover.engine.store import MemoryStorage, MemoryStore
from switchover.legacy import LegacyServices, services, strict_services

WORKFLOWS = Path(__file__).parents[3] / "shared" / "workflows"


class Rows(MemoryStore):
    """A store that remembers which workflows it has seen, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, None] = {}

    def put_workflow(self, state: WorkflowState) -> None:
        self.seen[state.workflow_exec_id] = None
        super().put_workflow(state)


class StandIns:
    """Tools and agents that answer in process; an unknown one echoes its input."""

    def __init__(self, answers: Mapping[str, Tool] | None = None) -> None:
        self.answers = dict(answers or {})
        self.calls: list[ToolCall] = []

    async def call(self, request: ToolCall) -> Any:
        self.calls.append(request)
        answer = self.answers.get(request.id) or self.answers.get(request.action or "")
        result = answer(request) if answer else filled(request)
        return await result if hasattr(result, "__await__") else result


def filled(request: ToolCall) -> dict[str, Any]:
    """The input, and for what the output schema requires besides a fitting value."""
    schema = request.output_schema or {}
    properties = schema.get("properties", {})
    required = schema.get("required", [])
    return {**request.input, **{name: fitting(name, properties[name]) for name in required}}


def fitting(name: str, schema: Mapping[str, Any]) -> Any:
    match schema.get("type"):
        case "number":
            return 21.5
        case "integer":
            return 7
        case "array":
            return [f"{name}-{letter}" for letter in "ab"]
        case _:
            return f"some {name}"


@dataclass
class Outcome(Ended):
    """What runs came to: the first is the one that was asked for."""

    result: RunResult
    others: list[RunResult]
    store: MemoryStore
    storage: MemoryStorage
    tools: StandIns

    def rows(self, task_id: str) -> list[TaskState]:
        return [row for row in self.result.tasks if row.task_id == task_id]

    def row(self, task_id: str) -> TaskState:
        (row,) = self.rows(task_id)
        return row

    def statuses(self) -> list[tuple[str, str]]:
        return [(row.task_id, row.status.value) for row in self.result.tasks]


def workflow(text: str, name: str = "flow.yaml") -> WorkflowConfig:
    return parse_workflow(text, TaskTypes(), name=name)


def run(
    definition: WorkflowConfig | str,
    data: Mapping[str, Any] | None = None,
    *,
    tools: Mapping[str, Tool] | None = None,
    signals: Iterable[tuple[str, Mapping[str, Any]]] = (),
    others: Iterable[WorkflowConfig] = (),
    strict: bool = False,
) -> Outcome:
    """Run a workflow, and what it triggers, to the end under a virtual clock."""
    flow = workflow(definition) if isinstance(definition, str) else definition
    clock, store, stands = VirtualClock(), Rows(), StandIns(tools)
    storage = MemoryStorage(now=clock.now)

    async def main() -> None:
        engine = Engine(
            strict_services if strict else services,
            tools=stands,
            store=store,
            storage=storage,
            clock=clock,
            workflows=others,
        )
        await engine.start(flow, data, signals=signals, workflow_exec_id="run-1")
        await engine.settle()
        await engine.close()

    clock.run(main())
    states = [store.workflow(exec_id) for exec_id in store.seen]
    first, *rest = [RunResult.of(state, store) for state in states if state is not None]
    return Outcome(first, rest, store, storage, stands)


class Dispatched:
    """A dispatcher that remembers what it was given."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any], str]] = []

    async def dispatch(
        self, *, signal_id: str, payload: dict[str, Any], correlation_id: str
    ) -> None:
        self.calls.append((signal_id, payload, correlation_id))


@dataclass
class Parts:
    """The parts of one task system, each within reach of a test."""

    context: EngineContext
    store: MemoryStore
    storage: MemoryStorage
    tools: StandIns
    dispatcher: Dispatched

    def services(self) -> LegacyServices:
        return services(self.context)


def parts(tools: Mapping[str, Tool] | None = None, now: float = 1000.0) -> Parts:
    store, storage = MemoryStore(), MemoryStorage(now=lambda: now)
    stands, dispatcher = StandIns(tools), Dispatched()
    context = EngineContext(
        store=store,
        storage=storage,
        tools=stands,
        dispatcher=dispatcher,
        new_id=Ids(),
        now=lambda: now,
    )
    return Parts(context, store, storage, stands, dispatcher)
