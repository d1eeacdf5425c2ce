"""What `run`, `resume`, `signal` and `worker` do on Temporal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from switchover.engine import EngineError, Run
from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.run import RunResult, System, WallClock, find_system, new_id, system_names
from switchover.engine.store import Rereading, RunStore, Storage, open_storage, rows_elsewhere
from switchover.engine.temporal import (
    Host,
    RemoteRun,
    Start,
    begin,
    connected,
    ending_on_interrupt,
    found_server,
    is_served,
    log_to_python,
    open_runs,
    start_of,
    with_store,
)
from switchover.engine.tools import ToolRegistry

from .console import Console
from .exits import Exit
from .outcome import ending_of, resume_hint, show
from .reasons import reasons_told
from .session import reached
from .setup import RunSetup, check_tools, others_of, system_of, takes_routes, tools_of

__all__ = ["Served", "ServerPlace", "ran", "resumed", "served", "signaled"]

UNSERVED_S: Final = 5.0
"""Of waiting for a run before it is asked whether anybody serves its queue."""
OWN: Final = "switchover-run-"
"""Begins the name of a queue that one run has for itself; whoever runs or resumes it serves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPlace:
    """A server, and where the rows are.

    Attributes:
        on: ``temporal`` or ``temporal://HOST:PORT[/NAMESPACE]``.
        store: the store's address; a server of our own keeps its histories beside it.
    """

    on: str
    store: str = "memory:"

    @asynccontextmanager
    async def client(self, store: RunStore | None = None) -> AsyncIterator[Any]:
        """Give a client, within a block; with its runs' store it hands on values of any size."""
        log_to_python()
        kind, _, path = self.store.partition(":")
        file = f"{path}.temporal" if kind == "sqlite" else ""
        async with connected(found_server(self.on), file=file) as client:
            with reasons_told(Console()):
                yield with_store(client, store)

    def again(self, exec_id: str = "") -> str:
        """Say how to go on with a run."""
        return resume_hint(self.store, exec_id, on=self.on)


@dataclass(slots=True)
class Served:
    """What a worker needs, made from the setup of a run."""

    setup: RunSetup
    store: RunStore
    storage: Storage
    tools: ToolRegistry
    others: list[WorkflowConfig]
    triggered: list[tuple[RemoteRun, WorkflowConfig]] = field(default_factory=list)

    @classmethod
    def open(cls, setup: RunSetup, opened: tuple[RunStore, Storage], types: TaskTypes) -> Served:
        """Make it; raises ConfigError for tools that nobody bound."""
        store, beside = opened
        storage = open_storage(setup.storage, beside, environment=setup.environment)
        tools = tools_of(setup)
        others = others_of(setup, types)
        for workflow in others:
            check_tools(workflow, tools)
        return cls(setup, store, storage, tools, others)

    def host(self, systems: Iterable[str]) -> Host:
        """Give the steps and tools of these systems."""
        return Host(
            {name: self._system(name) for name in systems},
            tools=self.tools,
            is_quick=self.tools.is_quick,
            store=self.store,
            storage=self.storage,
            workflows=self.others,
            on_start=lambda run, workflow: self.triggered.append((run, workflow)),
        )

    def _system(self, name: str) -> System:
        found = find_system(name)
        return system_of(name, self.setup.routes) if takes_routes(found) else found

    def reread(self, exec_id: str) -> None:
        """See what the workers of other processes wrote of a run."""
        if isinstance(self.store, Rereading):
            self.store.reread(exec_id)

    @asynccontextmanager
    async def working(
        self, client: Any, queue: str, systems: Iterable[str], build_id: str = ""
    ) -> AsyncIterator[None]:
        """Serve a queue for as long as the block lasts."""
        async with (
            reached(self.storage),
            self.host(systems).worker(client, task_queue=queue, build_id=build_id),
        ):
            yield


def ran(
    console: Console,
    place: ServerPlace,
    served: Served,
    workflow: WorkflowConfig,
    data: Mapping[str, Any] | None,
    *,
    signals: Iterable[tuple[str, Mapping[str, Any]]],
    exec_id: str,
    queue: str,
) -> Exit:
    """Run a workflow to its end; without a queue of workers this process is its worker."""
    known = exec_id or new_id()
    setup = served.setup
    find_system(setup.system)  # a name that no worker could serve would wait without end
    start = start_of(
        workflow,
        data,
        system=setup.system,
        signals=signals,
        transitions=setup.transitions,
        notes=setup.notes(),
        exec_id=known,
    )

    async def main() -> Exit:
        async with place.client(served.store) as client:
            run = await begin(
                client, start, exec_id=known, task_queue=queue or f"{OWN}{known}", anew=True
            )
            if not console.as_json and place.store != "memory:":
                console.note(f"run {known} on {place.on}, rows in {place.store}")
            if queue:
                async with _telling(console, client, queue):
                    return await _result(console, served, run, workflow)
            async with served.working(client, f"{OWN}{known}", [setup.system]):
                return await _result(console, served, run, workflow)

    return _ended(console, main(), lambda: place.again(known))


def resumed(
    console: Console,
    place: ServerPlace,
    exec_id: str | None,
    open_served: Callable[[RunSetup], Served],
    types: TaskTypes,
    store: RunStore,
) -> Exit:
    """Go on with a run, or with all that have no other worker, to their ends."""

    async def main() -> Exit:
        code = Exit.PASS
        async with place.client(store) as client:
            exec_ids = [exec_id] if exec_id else await open_runs(client, prefix=OWN)
            if not exec_ids:
                console.note(f"every run on {place.on} has ended, or is served by workers")
            for one in exec_ids:
                went = await _resumed(console, client, RemoteRun(client, one), open_served, types)
                code = went if went is not Exit.PASS else code
        return code

    return _ended(console, main(), lambda: place.again(exec_id or ""))


async def _resumed(
    console: Console,
    client: Any,
    run: RemoteRun,
    open_served: Callable[[RunSetup], Served],
    types: TaskTypes,
) -> Exit:
    start: Start = await run.start()
    served, queue = open_served(RunSetup.of(dict(start.notes))), await run.queue()
    workflow = start.workflow(types)
    exec_id = run.workflow_exec_id
    served.reread(exec_id)
    if served.store.workflow(exec_id) is None and await run.has_rows():
        raise rows_elsewhere(exec_id)
    if not queue.startswith(OWN):
        async with _telling(console, client, queue):
            return await _result(console, served, run, workflow)
    async with served.working(client, queue, [start.system]):
        return await _result(console, served, run, workflow)


def signaled(
    place: ServerPlace,
    exec_id: str,
    name: str,
    payload: Mapping[str, Any],
    store: RunStore | None = None,
) -> None:
    """Send a signal to a run; with its store, one of any size."""

    async def main() -> None:
        async with place.client(store) as client:
            await RemoteRun(client, exec_id).signal(name, payload)

    WallClock().run(main())


def served(
    console: Console, place: ServerPlace, served: Served, *, queue: str, build_id: str
) -> Exit:
    """Serve a queue until Ctrl-C or what ends a job; calls get a moment to end by themselves."""

    async def main() -> Exit:
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, over.set)
        async with place.client() as client:
            systems = _served(console, served.setup.routes)
            async with served.working(client, queue, systems, build_id):
                address = client.service_client.config.target_host
                console.note(f"serving {', '.join(systems)} on queue {queue} of {address}")
                await over.wait()
        return Exit.PASS

    return WallClock().run(main())


def _served(console: Console, routes: str) -> list[str]:
    """Name the systems that a worker serves: all that import, with routes where it has any."""
    found = []
    for name in system_names():
        try:
            system = find_system(name)
        except EngineError as error:
            console.note(f"not served: {error}")
            continue
        if routes or not takes_routes(system):
            found.append(name)
    return found


async def _result(
    console: Console, served: Served, begun: RemoteRun, workflow: WorkflowConfig
) -> Exit:
    """Wait for a run, and those that it triggers here, and show how they ended."""
    shown: list[Run] = []
    results: list[RunResult] = []
    waiting = [(begun, workflow)]
    while waiting:
        run, workflow = waiting.pop(0)
        state = await run.result()
        served.reread(run.workflow_exec_id)
        if served.store.workflow(run.workflow_exec_id) is None:
            raise rows_elsewhere(run.workflow_exec_id)
        results.append(RunResult.of(state, served.store))
        shown.append(Run(workflow=workflow, workflow_exec_id=run.workflow_exec_id))
        known = {one.workflow_exec_id for one in shown} | {
            one.workflow_exec_id for one, _ in waiting
        }
        waiting += [one for one in served.triggered if one[0].workflow_exec_id not in known]
    show(console, shown, served.store, results)
    return ending_of(results)


@asynccontextmanager
async def _telling(console: Console, client: Any, queue: str) -> AsyncIterator[None]:
    """Say, while a block waits for a run, that nobody serves its queue."""

    async def tell() -> None:
        await asyncio.sleep(UNSERVED_S)
        if not await is_served(client, queue):
            console.note(f"no worker serves queue {queue} yet: begin one with `switchover worker`")

    telling = asyncio.ensure_future(tell())
    try:
        yield
    finally:
        telling.cancel()


def _ended(console: Console, main: Coroutine[Any, Any, Exit], again: Callable[[], str]) -> Exit:
    """Run it, and say how to go on when it was interrupted."""
    try:
        with ending_on_interrupt():
            return WallClock().run(main)
    except KeyboardInterrupt:
        console.error(f"interrupted; {again()}")
        return Exit.INTERRUPTED
