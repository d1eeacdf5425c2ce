"""The old task services behind the seam of the run loop."""

from __future__ import annotations

from datetime import UTC, datetime

from switchover.engine import (
    Children,
    Created,
    CreateState,
    EngineContext,
    EngineError,
    Execution,
    ProcessSignal,
    Run,
    SignalOutcome,
    TaskCall,
    TaskResponse,
)
from switchover.engine.conditions import WAIT_NAMES, CelConditions
from switchover.engine.config import WaitTask
from switchover.engine.rendering import Policy, as_written
from switchover.engine.states import WorkflowState

from .options import STRICT, Options
from .services.collection_normalizer import CollectionNormalizer
from .services.config_manager import ConfigManager
from .services.context_builder import ContextBuilder
from .services.normalizer import Normalizer
from .services.output_transformer import OutputTransformer
from .services.parent_updater import ParentUpdater
from .services.signal_dispatcher import SignalDispatcher
from .services.task_responder import TaskResponder
from .services.wait_task_manager import WaitTaskManager
from .use_cases.complete_workflow import CompleteWorkflow
from .use_cases.container_response import ContainerResponse
from .use_cases.create_child import CreateChildTasks
from .use_cases.create_state import CreateTaskState
from .use_cases.evaluate_router import EvaluateRouter
from .use_cases.execute_task import ExecuteTask
from .use_cases.execute_wait import ExecuteWait
from .use_cases.handle_response import HandleResponse

__all__ = ["LegacyServices", "services", "strict_services"]


class LegacyServices:
    """A task system: each call goes to the use case that the old activities went to."""

    def __init__(self, context: EngineContext, options: Options) -> None:
        policy = Policy(
            typed=False,
            clock=lambda: datetime.fromtimestamp(context.now(), UTC),
            result=as_written,
        )
        contexts = ContextBuilder(context.store)
        normalizer = Normalizer(contexts, policy)
        renderer = normalizer.plain
        configs = ConfigManager(context)
        collections = CollectionNormalizer(contexts, renderer, options)
        transformer = OutputTransformer(contexts, renderer)
        parents = ParentUpdater(context)
        responder = TaskResponder(context, contexts, transformer, parents, renderer)
        waits = CelConditions(WAIT_NAMES, are_blanks_equal=True)
        router = EvaluateRouter(contexts, renderer, CelConditions(), options)
        dispatcher = SignalDispatcher(context.dispatcher)
        self._create_state = CreateTaskState(context, configs, normalizer, collections)
        self._create_children = CreateChildTasks(context, configs, options)
        self._execute = ExecuteTask(context, router, ExecuteWait(context), transformer, dispatcher)
        self._handle = HandleResponse(context, responder)
        self._waits = WaitTaskManager(context, waits, normalizer, parents)
        self._respond = ContainerResponse(context, responder, options)
        self._complete = CompleteWorkflow(context, contexts, renderer)
        self._responder = responder

    async def create_state(self, request: CreateState) -> Created:
        return await self._create_state.create(request)

    async def prepare_children(self, call: TaskCall) -> Children:
        return await self._create_children.create(call)

    async def execute(self, call: TaskCall) -> Execution:
        return await self._execute.execute(call)

    async def handle_response(self, call: TaskCall, execution: Execution) -> TaskResponse:
        return self._handle.handle(call, execution)

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        task = request.call.task
        if not isinstance(task, WaitTask):
            raise EngineError("TYPE_UNSUPPORTED", f"task {task.id!r} is not a wait task")
        outcome = self._waits.decide(request, task)
        if outcome.response is not None and request.call.row is not None:
            self._responder.copy_to_child(request.call.row, outcome.response.state)
        return outcome

    async def container_response(self, call: TaskCall) -> TaskResponse:
        return self._respond.respond(call)

    async def complete_workflow(self, run: Run) -> WorkflowState:
        return self._complete.complete(run)


def services(context: EngineContext) -> LegacyServices:
    """Make the old task services, with the leniencies that workflows in use need."""
    return LegacyServices(context, Options())


def strict_services(context: EngineContext) -> LegacyServices:
    """Make the old task services to the letter."""
    return LegacyServices(context, STRICT)
