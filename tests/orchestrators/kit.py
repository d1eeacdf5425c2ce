"""What these tests share: workflows from text, run to their end under a virtual clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from answers_of_tools import Ended, Ids, Tool

from switchover import orchestrators
from switchover.engine.config import TaskConfig, TaskTypes, WorkflowConfig
from switchover.engine.config.load import parse_workflow
from switchover.engine.context import EngineContext, ToolCall
from switchover.engine.run import Engine, VirtualClock
from switchover.engine.run.engine import System
from switchover.engine.run.result import RunResult
from switchover.engine.run.services import Run, TaskCall
from switchover.engine.states import Status, TaskState, WorkflowState
from switchover.engine.store import MemoryStorage, MemoryStore, Storage
from switchover.orchestrators.shared.context import OrchestratorContext

TYPES = TaskTypes()


@dataclass
class Tools:
    """Answer in process; a tool that is not named gives back its input."""

    answers: Mapping[str, Tool] = field(default_factory=dict)
    calls: list[ToolCall] = field(default_factory=list)

    async def call(self, request: ToolCall) -> Any:
        self.calls.append(request)
        answer = self.answers.get(request.id)
        result = dict(request.input) if answer is None else answer(request)
        return await result if hasattr(result, "__await__") else result


@dataclass
class Sent:
    """A dispatcher that keeps what it is given."""

    calls: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)

    async def dispatch(
        self, *, signal_id: str, payload: dict[str, Any], correlation_id: str
    ) -> None:
        self.calls.append((signal_id, payload, correlation_id))


@dataclass
class Outcome(Ended):
    """What a run came to."""

    result: RunResult
    tools: Tools
    storage: Storage

    def row(self, task_id: str) -> TaskState:
        (found,) = [row for row in self.result.tasks if row.task_id == task_id]
        return found

    def statuses(self) -> dict[str, str]:
        return {row.task_id: row.status.value for row in self.result.tasks}

    def called(self) -> list[str]:
        return [str(call.input.get("name", call.id)) for call in self.tools.calls]


def workflow(text: str) -> WorkflowConfig:
    return parse_workflow(text, TYPES, name="flow.yaml")


def run(
    text: str,
    data: Mapping[str, Any] | None = None,
    *,
    system: System = orchestrators.services,
    tools: Mapping[str, Tool] | None = None,
    signals: Iterable[tuple[str, Mapping[str, Any]]] = (),
) -> Outcome:
    """Run a workflow to its end."""
    clock, given = VirtualClock(), Tools(tools or {})
    storage = MemoryStorage(now=clock.now)

    async def main() -> RunResult:
        engine = Engine(system, tools=given, store=MemoryStore(), storage=storage, clock=clock)
        running = await engine.start(workflow(text), data, signals=signals, workflow_exec_id="run")
        result = await running.result()
        await engine.close()
        return result

    return Outcome(clock.run(main()), given, storage)


@dataclass
class Parts:
    """The parts of one task system, each within reach of a test."""

    context: EngineContext
    store: MemoryStore
    storage: MemoryStorage
    tools: Tools
    sent: Sent

    @property
    def services(self) -> orchestrators.OrchestratedServices:
        return orchestrators.services(self.context)

    @property
    def shared(self) -> OrchestratorContext:
        """The parts of the orchestrators, open for all built-in types."""
        parts = OrchestratorContext.of(self.context)
        factory = orchestrators.default_factory()
        parts.directory.open(lambda name: factory.build(name, parts))
        return parts


def parts(tools: Mapping[str, Tool] | None = None) -> Parts:
    store, storage = MemoryStore(), MemoryStorage(now=lambda: 1000.0)
    given, sent = Tools(tools or {}), Sent()
    context = EngineContext(
        store=store, storage=storage, tools=given, dispatcher=sent, new_id=Ids(), now=lambda: 1000.0
    )
    return Parts(context, store, storage, given, sent)


def task(data: Mapping[str, Any]) -> TaskConfig:
    return TYPES.task({"CWD": ".", **data})


def run_of(*tasks: Mapping[str, Any], **more: Any) -> Run:
    data = {"id": "flow", "CWD": ".", "tasks": [{"CWD": ".", **each} for each in tasks], **more}
    return Run(workflow=WorkflowConfig(data, TYPES), workflow_exec_id="run")


def begun(kit: Parts, given: Mapping[str, Any] | None = None) -> None:
    """Put the workflow's row."""
    kit.store.put_workflow(
        WorkflowState(
            workflow_id="flow",
            workflow_exec_id="run",
            status=Status.RUNNING,
            input=dict(given or {}),
        )
    )


def row(
    config: TaskConfig, exec_id: str = "x", status: Status = Status.PENDING, **more: Any
) -> TaskState:
    return TaskState(
        task_exec_id=exec_id,
        task_id=config.id,
        workflow_id="flow",
        workflow_exec_id="run",
        status=status,
        execution_type=config.execution_type,
        **more,
    )


def call(on: Run, config: TaskConfig, state: TaskState, child: str | None = None) -> TaskCall:
    return TaskCall(run=on, task=config, state=state, row=child)
