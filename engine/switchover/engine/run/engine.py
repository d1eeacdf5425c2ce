"""Runs workflows in this process, any number at once, over one store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Final
from weakref import WeakValueDictionary

from ..config import WorkflowConfig
from ..config.places import Places
from ..context import EngineContext, Tools
from ..errors import EngineError
from ..plain_json import is_name, storable
from ..states import WorkflowState
from ..store import Claiming, Journal, MemoryStorage, MemoryStore, RunStore, Storage
from .activities import Activities
from .clock import Clock, WallClock
from .codec import Codec
from .dispatch import TriggerDispatcher
from .ids import new_id
from .inprocess import InProcess
from .input import check_payload, prepared
from .lifecycle import Lifecycle
from .loop import Loop
from .mailbox import Mailbox, send_signal, sent
from .options import merged
from .record import KEY, RunStart
from .running import Running
from .services import Run, TaskServices
from .settings import Settings
from .triggers import Triggers

__all__ = ["Engine", "System"]

NO_PAST: Final[Mapping[str, bytes]] = {}

System = Callable[[EngineContext], TaskServices]


class Engine:
    """A task system with a store, tools and a clock; starts, resumes and signals runs.

    Args:
        system: makes the task system from its parts.
        store: rows, signals and, where it can, a journal; in memory by default.
        workflows: those that signals of other workflows may start.
        on_start: is told of every run that begins, those that signals start included.
    """

    def __init__(
        self,
        system: System,
        *,
        tools: Tools,
        store: RunStore | None = None,
        storage: Storage | None = None,
        clock: Clock | None = None,
        workflows: Iterable[WorkflowConfig] = (),
        settings: Settings | None = None,
        on_start: Callable[[Running], None] = lambda _: None,
    ) -> None:
        self.clock = clock or WallClock()
        self.store: RunStore = store or MemoryStore()
        self._journal: Journal | None = self.store if isinstance(self.store, Journal) else None
        self.triggers = Triggers(workflows)
        self._settings = settings or Settings()
        self._on_start = on_start
        self._runs: dict[str, Running] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._mailboxes: dict[str, Mailbox] = {}
        self._lifecycle = Lifecycle(store=self.store, now=self.clock.now)
        self._storage: Storage = storage or MemoryStorage(now=self.clock.now)
        context = EngineContext(
            store=self.store,
            storage=self._storage,
            tools=tools,
            dispatcher=TriggerDispatcher(self.triggers, start=self._triggered, check=check_payload),
            new_id=new_id,
            now=self.clock.now,
        )
        self._activities = Activities(system(context), self._lifecycle)

    @property
    def runs(self) -> tuple[Running, ...]:
        """The runs that have not ended."""
        return tuple(self._runs.values())

    async def start(
        self,
        workflow: WorkflowConfig,
        data: Mapping[str, Any] | None = None,
        *,
        first: str = "",
        signals: Iterable[tuple[str, Mapping[str, Any]]] = (),
        workflow_exec_id: str = "",
    ) -> Running:
        """Start a run and return its handle; one that is running here already is that run.

        The run is durable when this returns, before its first step.

        `data` is completed with the schema's defaults and validated. `signals`, names and
        payloads, wait in the run's mailbox from the beginning; `first` is the id of the task to
        begin with.

        Raises:
            EngineError: ``INPUT`` for an input that does not fit, ``ACTIVITY_OPTIONS`` for options
                of the workflow that cannot be used, ``SIGNAL_PAYLOAD``, ``EXEC_ID``; ``RUN_EXISTS``
                when the store has a run of that id. Nothing of such a run is kept.
        """
        exec_id = workflow_exec_id or new_id()
        if not is_name(exec_id):
            text = f"the exec id {storable(exec_id)!r} has a null or half a letter in it"
            raise EngineError("EXEC_ID", text, retryable=False)
        async with self._turn(exec_id):
            if exec_id in self._runs:
                return self._runs[exec_id]
            given = prepared(workflow, data)
            merged(self._settings.options, workflow.options)  # or nobody could go on with the run
            self._claim(exec_id)
            if workflow_exec_id:
                self._refuse_known(workflow_exec_id)
            now = self.clock.now()
            record = RunStart(
                workflow=workflow.data,
                input=given,
                first=first,
                waiting=tuple(
                    sent(name, payload, workflow_id=exec_id, now=now) for name, payload in signals
                ),
                places=Places.of(workflow.data, workflow.source),
                notes=dict(self._settings.notes),
            )
            if self._journal is not None:
                record.save(self._journal, exec_id)
                await self.store.flush()
            return self._launch(Run(workflow=workflow, workflow_exec_id=exec_id), record)

    async def resume(self, workflow_exec_id: str) -> Running:
        """Go on with a run from its journal; what was done is not done again.

        One that is running here already is that run, and one that has ended stays as it is.

        Raises:
            EngineError: ``RUN_UNKNOWN``; ``RUN_BUSY`` when another process runs it;
                ``STORE_JOURNAL`` when the store keeps no journal.
        """
        journal = self._kept()
        async with self._turn(workflow_exec_id):
            if workflow_exec_id in self._runs:
                return self._runs[workflow_exec_id]
            await self.store.flush()
            record = self.record(workflow_exec_id)
            self._claim(workflow_exec_id)
            run = Run(
                workflow=record.definition(self._settings.types), workflow_exec_id=workflow_exec_id
            )
            state = self.store.workflow(workflow_exec_id)
            if state is not None and state.status.is_terminal:
                return self._go(run, record.input, _over(state))
            past = journal.entries(workflow_exec_id)
            return self._launch(run, record, past)

    def _turn(self, workflow_exec_id: str) -> asyncio.Lock:
        """Give what lets one caller at a time start or resume a run: it takes several steps."""
        return self._turns.setdefault(workflow_exec_id, asyncio.Lock())

    def record(self, workflow_exec_id: str) -> RunStart:
        """Give what a run was started with."""
        return RunStart.load(self._kept(), workflow_exec_id)

    def _refuse_known(self, workflow_exec_id: str) -> None:
        state = self.store.workflow(workflow_exec_id)
        if state is not None or self._is_recorded(workflow_exec_id):
            how = "and has not begun" if state is None else f"and is {state.status.value}"
            text = f"run {workflow_exec_id!r} is in this store already, {how}; nothing was run"
            raise EngineError("RUN_EXISTS", text, retryable=False)

    def _is_recorded(self, workflow_exec_id: str) -> bool:
        return self._journal is not None and KEY in self._journal.entries(workflow_exec_id)

    def _claim(self, workflow_exec_id: str) -> None:
        if isinstance(self.store, Claiming) and not self.store.claim(workflow_exec_id):
            text = f"run {workflow_exec_id!r} is running in another process"
            raise EngineError("RUN_BUSY", text, retryable=False)

    def _kept(self) -> Journal:
        if self._journal is None:
            text = "this store keeps no journal, so its runs cannot be resumed"
            raise EngineError("STORE_JOURNAL", text, retryable=False)
        return self._journal

    async def signal(
        self, workflow_exec_id: str, name: str, payload: Mapping[str, Any] | None = None
    ) -> None:
        """Send a signal to a run, of this engine or of the store; durable when this returns.

        Raises:
            EngineError: ``RUN_UNKNOWN``, or ``RUN_ENDED`` when nobody can receive it any more.
        """
        now = self.clock.now()
        if workflow_exec_id in self._runs:
            signal = sent(name, payload, workflow_id=workflow_exec_id, now=now)
            await self._mailbox(workflow_exec_id).send(signal)
        else:
            await send_signal(self.store, workflow_exec_id, name, payload, now=now)

    async def settle(self) -> None:
        """Return when every run, those that others started included, has ended."""
        while self._runs:
            await asyncio.gather(*(run.ended() for run in self.runs))

    async def close(self) -> None:
        """Stop every run where it stands, to be resumed later, and make that durable."""
        for run in self.runs:
            await run.stop()
        await self.store.flush()

    def _launch(self, run: Run, record: RunStart, past: Mapping[str, bytes] = NO_PAST) -> Running:
        exec_id = run.workflow_exec_id
        self._mailbox(exec_id).begin(record.waiting)
        environment = InProcess(
            exec_id,
            store=self.store,
            mailbox=self._mailbox(exec_id),
            clock=self.clock,
            codec=Codec(run.workflow),
            journal=self._journal,
            past=past,
        )
        loop = Loop(
            run,
            activities=self._activities,
            environment=environment,
            settings=self._settings,
        )
        return self._go(run, record.input, loop.run(record.input, first=record.first))

    def _go(
        self, run: Run, data: dict[str, Any], work: Coroutine[Any, Any, WorkflowState]
    ) -> Running:
        exec_id = run.workflow_exec_id
        running = Running(
            run, data, store=self.store, storage=self._storage, lifecycle=self._lifecycle
        )
        self._runs[exec_id] = running
        running.go(work, ended=lambda: self._forget(exec_id))
        self._on_start(running)
        return running

    def _forget(self, workflow_exec_id: str) -> None:
        del self._runs[workflow_exec_id]
        self._mailboxes.pop(workflow_exec_id, None)

    def _mailbox(self, workflow_exec_id: str) -> Mailbox:
        mailbox = self._mailboxes.get(workflow_exec_id)
        if mailbox is None:
            mailbox = Mailbox(
                self.store, workflow_exec_id, now=self.clock.now, poll_s=self._settings.poll_s
            )
            self._mailboxes[workflow_exec_id] = mailbox
        return mailbox

    async def _triggered(
        self, workflow: WorkflowConfig, data: dict[str, Any], exec_id: str
    ) -> None:
        if exec_id in self._runs or self.store.workflow(exec_id) is not None:
            return
        if self._is_recorded(exec_id):
            await self.resume(exec_id)
        else:
            await self.start(workflow, data, workflow_exec_id=exec_id)


async def _over(state: WorkflowState) -> WorkflowState:
    """Do nothing: the run has ended."""
    return state
