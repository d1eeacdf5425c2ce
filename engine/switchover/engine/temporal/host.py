"""A worker's side of the engine: systems, store and tools behind one Temporal plugin."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.plugin import SimplePlugin
from temporalio.worker import Worker, WorkerDeploymentConfig

from ..config import WorkflowConfig
from ..context import EngineContext, ToolCall, Tools
from ..run.activities import Activities
from ..run.dispatch import TriggerDispatcher
from ..run.engine import System
from ..run.ids import new_id
from ..run.input import check_payload
from ..run.lifecycle import Lifecycle
from ..run.triggers import Triggers
from ..store import DurableStore, MemoryStorage, MemoryStore, RunStore, Storage
from .activities import StepActivities
from .aside import aside_of, with_store
from .book import BOOK
from .deferring import DeferredTools
from .patience import PatientStorage, PatientStore
from .remote import RemoteRun, begin, start_of
from .workflow import WorkflowRun

__all__ = ["Host", "plugin"]

GRACE: Final = timedelta(seconds=10)
"""How long calls may end by themselves when a worker shuts down."""
PATIENCE_S: Final = 60.0
"""Of wall time in one go of a workflow, before it counts as blocked."""
DEPLOYMENT: Final = "switchover"


class Host:
    """What the steps of runs need in the process that takes them.

    Args:
        systems: the task systems by name; each run names the one it is on.
        tools: are called by activities of their own, but for those that are quick.
        is_quick: whether a call is cheaper to make within its step.
        store: rows, durable after each step; workers that serve one queue share it, so that any of
            them can go on with a run.
        workflows: those that signals of other workflows may start.
        on_start: is told of every run that is started here by a signal.
        now: the clock that rows are dated by; no time limit hangs on it.
    """

    def __init__(
        self,
        systems: Mapping[str, System],
        *,
        tools: Tools,
        is_quick: Callable[[ToolCall], bool] = lambda _: False,
        store: RunStore | None = None,
        storage: Storage | None = None,
        workflows: Iterable[WorkflowConfig] = (),
        on_start: Callable[[RemoteRun, WorkflowConfig], None] = lambda *_: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._on_start = on_start
        self.store: RunStore = store or MemoryStore()
        self._client: Client | None = None
        self._is_versioned = False
        kept = storage or MemoryStorage(now=now)
        lifecycle = Lifecycle(store=self.store, now=now)
        context = EngineContext(
            store=PatientStore(self.store),
            storage=PatientStorage(kept),
            tools=DeferredTools(tools, is_quick=is_quick),
            dispatcher=TriggerDispatcher(
                Triggers(workflows), start=self._triggered, check=check_payload
            ),
            new_id=new_id,
            now=now,
        )
        self.activities = StepActivities(
            {name: Activities(system(context), lifecycle) for name, system in systems.items()},
            store=self.store,
            storage=kept,
            tools=tools,
        )

    def worker(
        self, client: Client, *, task_queue: str, build_id: str = "", **options: Any
    ) -> Worker:
        """Give a worker of Temporal that takes the steps of runs; `async with` runs it.

        What is too large for a history is kept in the store, unless it lives in this process alone
        and the client was not given it (`with_store`).

        With a `build_id` its runs are pinned to workers of the same one, until they begin a new
        history or somebody moves them.
        """
        if aside_of(client) is None:
            is_shared = isinstance(self.store, DurableStore)  # or its callers could not find it
            client = with_store(client, self.store, keeps=is_shared)
        self.activities.keep_aside(aside_of(client))
        self._client, self._is_versioned = client, bool(build_id)
        if build_id:
            version = WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build_id)
            options["deployment_config"] = WorkerDeploymentConfig(
                version=version,
                use_worker_versioning=True,
                default_versioning_behavior=VersioningBehavior.PINNED,
            )
        options.setdefault("graceful_shutdown_timeout", GRACE)
        worker = Worker(client, task_queue=task_queue, plugins=[plugin(self)], **options)
        return patient(worker)

    async def _triggered(
        self, workflow: WorkflowConfig, data: dict[str, Any], exec_id: str
    ) -> None:
        sender, client = activity.info(), self._client
        entry = BOOK.find(str(sender.workflow_id))
        assert client is not None, "a step runs in a worker, which has a client"
        assert entry is not None, "a step runs beside its workflow"
        start = start_of(workflow, data, system=entry.system)
        run = await begin(
            client,
            start,
            exec_id=exec_id,
            task_queue=sender.task_queue,
            eager=not self._is_versioned,
        )
        self._on_start(run, workflow)


def patient(worker: Worker) -> Worker:
    """Let a workflow take a while on a busy machine: no code of a user runs in it.

    After two seconds the SDK breaks into its thread, as into one that a user's code blocks, and
    cannot always let go of its run then. There is no option for it but the one to debug.
    """
    inner = getattr(worker, "_workflow_worker", None)
    if getattr(inner, "_deadlock_timeout_seconds", None) is not None:
        inner._deadlock_timeout_seconds = PATIENCE_S  # type: ignore[union-attr]  # noqa: SLF001
    return worker


def plugin(host: Host | None = None) -> SimplePlugin:
    """All of it as one plugin: for a client, a worker (which needs a host) and a replayer."""
    return SimplePlugin(
        "switchover",
        workflows=[WorkflowRun],
        activities=host.activities.all() if host else None,
    )
