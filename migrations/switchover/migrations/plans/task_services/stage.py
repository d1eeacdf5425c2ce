"""Runs a case under a task system, in virtual time, and gives its document."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from switchover.engine import EngineContext, EngineError, TaskServices
from switchover.engine.run import Engine, Running, RunResult, System, VirtualClock, prepared
from switchover.engine.states import TaskState
from switchover.engine.store import MemoryStorage, Storage
from switchover.engine.tools import EchoTools

from .anew import Anew
from .case import Case
from .document import (
    Labels,
    history_map,
    places,
    rows_map,
    stored_map,
    workflow_map,
)
from .ledger import RowLedger, StorageLedger
from .stand_ins import bindings
from .tape import RUN, Player, SignalTape, Take, TapeRecorder

__all__ = ["SITUATIONS", "record", "replay", "run_to_end"]

EXEC_ID: Final = "run"
SITUATIONS: Final = ("alone", "after", "beside", "anew")
"""How a case is run: on an engine of its own; after, or at the same time as, a run of the same
workflow with other values; with a task system made anew for every call, which knows what is kept
and nothing else, as after the process has died."""


@dataclass(slots=True, kw_only=True)
class Played:
    """What a run left behind."""

    case: Case
    began: float
    result: RunResult
    put: list[TaskState]
    stored: dict[str, Any]
    lives: dict[str, tuple[float | None, str | None]]
    released: list[str]
    takes: list[Take]
    unrecorded: list[Take] = field(default_factory=list)
    signals: list[dict[str, Any]]

    def document(self) -> dict[str, Any]:
        """Return everything that the run did, without ids, its times counted from its beginning."""
        labels = Labels(self.result.tasks, places(self.case.workflow), began=self.began)
        mine = {row.task_exec_id for row in self.result.tasks}
        return {
            **workflow_map(self.result, labels),
            **rows_map(self.result.tasks, labels),
            "history": history_map(self.put, labels),
            "stored": stored_map(self.stored, labels, mine),
            "lives": stored_map(self.lives, labels, mine),
            "released": EXEC_ID in self.released,
            "calls": [labels.plain(take.plain()) for take in self.takes if take.run == EXEC_ID],
            "unrecorded": [
                labels.plain(take.plain()) for take in self.unrecorded if take.run == EXEC_ID
            ],
            "signals": [
                labels.plain(sent) for sent in self.signals if sent["correlation_id"] == EXEC_ID
            ],
        }


def record(case: Case, system: System, situation: str = "alone") -> Played:
    """Run a case with stand-in tools and keep what they were asked and gave."""
    clock = VirtualClock()
    recorder = TapeRecorder(bindings(), _unbound(case), clock.now)
    return _play(case, system, clock, recorder, situation)


def replay(
    case: Case,
    system: System,
    takes: list[Take],
    situation: str = "alone",
    *,
    storage: Storage | None = None,
) -> Played:
    """Run a case with the answers that were recorded, on a storage of its own if one is given."""
    player = Player(takes, bindings(), _unbound(case))
    played = _play(case, system, VirtualClock(), player, situation, storage)
    played.unrecorded = player.unrecorded
    return played


def _unbound(case: Case) -> EchoTools | None:
    return EchoTools() if case.echoes else None


def _play(
    case: Case,
    system: System,
    clock: VirtualClock,
    tools: TapeRecorder | Player,
    situation: str,
    within: Storage | None = None,
) -> Played:
    signals, store = SignalTape(), RowLedger()
    kept = within or MemoryStorage(now=clock.now)
    storage = StorageLedger(kept, case.breaks)

    def taped(context: EngineContext) -> TaskServices:
        parts = replace(context, dispatcher=signals)
        return Anew(system, parts) if situation == "anew" else system(parts)

    began: dict[str, float] = {}

    def started(running: Running) -> None:
        began[running.workflow_exec_id] = clock.now()

    engine = Engine(taped, tools=tools, store=store, storage=storage, clock=clock, on_start=started)

    async def main() -> tuple[RunResult, dict[str, Any]]:
        return await run_to_end(engine, case, situation), {
            key: await kept.load(key) for key in await kept.keys("")
        }

    result, stored = clock.run(main())
    return Played(
        case=case,
        began=began[EXEC_ID],
        result=result,
        put=[row for row in store.tasks_put if row.workflow_exec_id == EXEC_ID],
        stored=stored,
        lives=storage.lives,
        released=storage.released,
        takes=tools.takes,
        signals=signals.sent,
    )


async def run_to_end(engine: Engine, case: Case, situation: str = "alone") -> RunResult:
    """Start a case, do to it what happens to it, and return its result."""
    try:
        return await _PLAYS[situation](engine, case)
    finally:
        await engine.close()


async def _run(engine: Engine, case: Case, exec_id: str = EXEC_ID) -> RunResult:
    RUN.set(exec_id)
    running = await engine.start(
        case.workflow, case.input, signals=case.signals, workflow_exec_id=exec_id
    )
    for seconds, name, payload in case.later:
        await _within(running, seconds)
        if not running.is_done:
            await engine.signal(exec_id, name, payload)
    if case.cancel_after_s is not None and not await _within(running, case.cancel_after_s):
        await running.cancel()
    result = await running.result()
    await engine.settle()
    return result


async def _within(running: Running, seconds: float) -> bool:
    """Let time pass, or the run end if that comes first; say whether it has ended."""
    try:
        async with asyncio.timeout(seconds):
            await running.ended()
    except TimeoutError:
        return False
    return True


async def _after(engine: Engine, case: Case) -> RunResult:
    """Run the same workflow on other values first."""
    await asyncio.create_task(_run(engine, other(case), "before"))
    return await _run(engine, case)


async def _beside(engine: Engine, case: Case) -> RunResult:
    """Run the same workflow on other values at the same time, begun a step earlier."""
    neighbour = asyncio.create_task(_run(engine, other(case), "neighbour"))
    await asyncio.sleep(0)
    result = await asyncio.create_task(_run(engine, case))
    await neighbour
    return result


_PLAYS: Final[Mapping[str, Callable[[Engine, Case], Awaitable[RunResult]]]] = {
    "alone": _run,
    "anew": _run,
    "after": _after,
    "beside": _beside,
}


def other(case: Case) -> Case:
    """Return the case with other values of the same types, so that each tells whose it is.

    Where the workflow's schema refuses them it stays as it is.
    """
    signals = tuple((name, _other(payload)) for name, payload in case.signals)
    later = tuple((seconds, name, _other(payload)) for seconds, name, payload in case.later)
    changed = replace(case, input=_other(case.input), signals=signals, later=later)
    try:
        prepared(case.workflow, changed.input)
    except EngineError:
        return case
    return changed


def _other(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _other(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_other(item) for item in value]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return f"{value} (another's)" if isinstance(value, str) else value
