"""Runs a case under a task system, in virtual time, and gives its document."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from switchover.engine.context import EngineContext
from switchover.engine.run.clock import VirtualClock
from switchover.engine.run.engine import Engine, System
from switchover.engine.run.result import RunResult
from switchover.engine.run.services import TaskServices
from switchover.engine.store import MemoryStorage, MemoryStore
from switchover.engine.tools import EchoTools, ToolRegistry
from switchover.migrations.plans.task_services.case import Case
from switchover.migrations.plans.task_services.document import (
    Labels,
    rows_map,
    stored_map,
    workflow_map,
)
from switchover.migrations.plans.task_services.stand_ins import bindings
from switchover.migrations.plans.task_services.tape import Player, Recorder, SignalTape, Take

EXEC_ID = "run"


@dataclass(slots=True, kw_only=True)
class Played:
    """What a run left behind."""

    case: Case
    result: RunResult
    stored: dict[str, Any]
    takes: list[Take]
    unrecorded: list[Take] = field(default_factory=list)
    signals: list[dict[str, Any]]

    def document(self) -> dict[str, Any]:
        """Return everything that the run did, without ids and times."""
        labels = Labels(self.result.tasks, self.case.places)
        return {
            **workflow_map(self.result, labels),
            **rows_map(self.result.tasks, labels),
            "stored": stored_map(self.stored, labels),
            "calls": [labels.plain(take.plain()) for take in self.takes],
            "unrecorded": [labels.plain(take.plain()) for take in self.unrecorded],
            "signals": labels.plain(self.signals),
        }


def record(case: Case, system: System) -> Played:
    """Run a case with stand-in tools and keep what they were asked and gave."""
    clock = VirtualClock()
    recorder = Recorder(tools_for(case), clock.now)
    return _play(case, system, clock, recorder)


def replay(case: Case, system: System, takes: list[Take]) -> Played:
    """Run a case with the answers that were recorded."""
    player = Player(takes, tools_for(case))
    played = _play(case, system, VirtualClock(), player)
    played.unrecorded = player.unrecorded
    return played


def tools_for(case: Case) -> ToolRegistry:
    """Return the stand-ins for a case's tools."""
    return ToolRegistry(bindings(), unbound=EchoTools() if case.echoes else None)


def _play(case: Case, system: System, clock: VirtualClock, tools: Recorder | Player) -> Played:
    signals = SignalTape()
    storage = MemoryStorage(now=clock.now)

    def taped(context: EngineContext) -> TaskServices:
        return system(replace(context, dispatcher=signals))

    engine = Engine(taped, tools=tools, store=MemoryStore(), storage=storage, clock=clock)

    async def main() -> tuple[RunResult, dict[str, Any]]:
        return await run_to_end(engine, case), {
            key: await storage.load(key) for key in await storage.keys("")
        }

    result, stored = clock.run(main())
    return Played(case=case, result=result, stored=stored, takes=tools.takes, signals=signals.sent)


async def run_to_end(engine: Engine, case: Case) -> RunResult:
    """Start a case, do to it what happens to it, and return its result."""
    try:
        running = await engine.start(
            case.workflow, case.input, signals=case.signals, workflow_exec_id=EXEC_ID
        )
        if case.cancel_after_s is not None:
            await _canceled_after(running.cancel, running.ended, case.cancel_after_s)
        result = await running.result()
        await engine.settle()
        return result
    finally:
        await engine.close()


async def _canceled_after(
    cancel: Callable[[], Any], ended: Callable[[], Any], seconds: float
) -> None:
    try:
        async with asyncio.timeout(seconds):
            await ended()
    except TimeoutError:
        await cancel()
