"""What a task costs: ten trivial tasks in sequence, and collections of growing length.

All ways of running take turns within each round, in an order that changes from round to round, so
that a busy machine slows all of them alike; each time is also given as a multiple of the run in
memory of the same round. Targets, in milliseconds per task, are held against the quickest tenth of
the rounds: what the code costs when nobody else takes the processor away (timeit reasons alike).
With the address of a PostgreSQL server, at which a schema is made, its rows are held against
SQLite's at equal durability. Run: python engine/benchmarks/run_loop.py [--rounds N] [--system NAME]
[--postgres postgresql://USER@HOST/DATABASE?schema=NAME]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib.util
import sys
import tempfile
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.run import Engine, find_system
from switchover.engine.states import Status
from switchover.engine.store import open_store
from switchover.engine.tools import Binding, ToolRegistry

TASKS = 10
TARGETS_MS = {"memory": 0.1, "sqlite normal": 0.15, "sqlite full": 1.0}
SIZES = (1_000, 10_000)
GROWTH = 12.0
POSTGRES_TIMES = 3.0  # of SQLite's time for a task, both with full durability

Way = Callable[[], Awaitable[object]]


def trivial(given: dict[str, Any]) -> dict[str, Any]:
    return given


TOOLS = ToolRegistry([Binding(id="trivial", function=trivial, quick=True)])


def sequence() -> WorkflowConfig:
    tasks = [
        {
            "id": f"t{number}",
            "type": "basic",
            "tool": "trivial",
            "CWD": ".",
            "with": {"n": number},
            **({"on_success": {"next": f"t{number + 1}"}} if number + 1 < TASKS else {}),
        }
        for number in range(TASKS)
    ]
    return WorkflowConfig({"id": "sequence", "CWD": ".", "tasks": tasks}, TaskTypes())


def collection() -> WorkflowConfig:
    child = {"id": "c-{{ .index }}", "type": "basic", "tool": "trivial", "CWD": "."}
    task = {
        "id": "all", "type": "collection", "items": "{{ .workflow.input.items }}",
        "task": child, "CWD": ".",
    }  # fmt: skip
    return WorkflowConfig({"id": "collection", "CWD": ".", "tasks": [task]}, TaskTypes())


def engine(system: str, folder: Path, way: str, postgres: str = "") -> Engine:
    kind, _, durability = way.partition(" ")
    places = {"memory": "memory:", "postgres": postgres}
    address = places.get(kind, f"sqlite:{folder / durability}.db")
    store, storage = open_store(
        address, now=lambda: 0.0, durability="full" if durability == "full" else "normal"
    )
    return Engine(find_system(system), tools=TOOLS, store=store, storage=storage)


def workflow_way(made: Engine) -> Way:
    flow = sequence()

    async def run() -> None:
        result = await (await made.start(flow)).result()
        assert result.status is Status.SUCCESS, result.error
        assert len(result.tasks) == TASKS

    return run


async def plain() -> None:
    """Ten coroutines, awaited one after the other: nothing is kept, nothing can be resumed."""

    async def step(given: dict[str, Any]) -> dict[str, Any]:
        return trivial(given)

    for number in range(TASKS):
        await asyncio.create_task(step({"n": number}))


def dbos_way(folder: Path) -> Way | None:
    """The same ten steps as a DBOS workflow on SQLite, where DBOS is installed."""
    if importlib.util.find_spec("dbos") is None:
        return None
    from dbos import DBOS  # pyright: ignore[reportMissingImports]  # only `make bench` installs it

    address = f"sqlite:///{folder / 'dbos.db'}"
    DBOS(
        config={"name": "bench", "system_database_url": address, "log_level": "ERROR"}  # type: ignore[arg-type,unused-ignore]  # a TypedDict where it is installed
    )

    @DBOS.step()
    async def step(given: dict[str, Any]) -> dict[str, Any]:
        return trivial(given)

    @DBOS.workflow()
    async def steps() -> None:
        for number in range(TASKS):
            await step({"n": number})

    DBOS.launch()
    return steps


async def timed(way: Way) -> tuple[float, float]:
    """Milliseconds per task on the clock, and of processor time in all threads."""
    begun, busy = perf_counter(), process_time()
    await way()
    scale = 1000 / TASKS
    return (perf_counter() - begun) * scale, (process_time() - busy) * scale


def quickest(times: list[float]) -> float:
    """The tenth part of the rounds was at most this slow."""
    return sorted(times)[len(times) // 10]


async def sequences(system: str, rounds: int, folder: Path, postgres: str) -> bool:
    stores = [*TARGETS_MS, *(["postgres full"] if postgres else [])]
    engines = {name: engine(system, folder, name, postgres) for name in stores}
    ways: dict[str, Way] = {name: workflow_way(made) for name, made in engines.items()}
    ways["plain asyncio"] = plain
    dbos = dbos_way(folder)
    if dbos is not None:
        ways["DBOS sqlite"] = dbos
    names = list(ways)
    times: dict[str, list[float]] = {name: [] for name in names}
    busy: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 3):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            cost, cpu = await timed(ways[name])
            if turn >= 3:
                times[name].append(cost)
                busy[name].append(cpu)
    print(f"{TASKS} trivial tasks in sequence ({system}), {rounds} rounds")
    print(f"{'':16}{'ms/task':>10}{'quickest':>10}{'CPU':>8}{'× memory':>10}{'target':>9}")
    passed = True
    for name in names:
        ratio = median(a / b for a, b in zip(times[name], times["memory"], strict=True))
        middle, best, target = median(times[name]), quickest(times[name]), TARGETS_MS.get(name)
        missed = target is not None and best > target
        passed &= not missed
        limit = "" if target is None else f"{target:.2f}"
        note = "  missed" if missed else ""
        print(
            f"{name:16}{middle:10.3f}{best:10.3f}{median(busy[name]):8.3f}{ratio:10.1f}{limit:>9}{note}"
        )
    if postgres:
        pairs = zip(times["postgres full"], times["sqlite full"], strict=True)
        ratio = median(a / b for a, b in pairs)
        passed &= ratio <= POSTGRES_TIMES
        print(f"postgres is {ratio:.2f} x sqlite, both full; target {POSTGRES_TIMES:g} x")
    if dbos is None:
        print("DBOS sqlite: not installed (requirements/bench.txt brings it)")
    else:
        from dbos import DBOS  # pyright: ignore[reportMissingImports]  # only `make bench` installs it

        DBOS.destroy()
    for made in engines.values():
        await made.close()
        made.store.close()
    return passed


async def collected(system: str, size: int) -> tuple[float, float]:
    """Seconds and peak bytes of a collection of that many items; the two in runs of their own."""
    flow = collection()

    async def run() -> None:
        made = Engine(find_system(system), tools=TOOLS)
        result = await (await made.start(flow, {"items": list(range(size))})).result()
        assert result.status is Status.SUCCESS, result.error
        assert len(result.tasks) == size + 1

    gc.collect()
    begun = perf_counter()
    await run()
    seconds = perf_counter() - begun
    gc.collect()
    tracemalloc.start()
    await run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak


async def collections(system: str) -> bool:
    await collected(system, 100)
    pairs = [[await collected(system, size) for size in SIZES] for _ in range(3)]
    passed = True
    print(f"\ncollections of {SIZES[0]:,} and {SIZES[1]:,} items ({system})")
    print(f"{'':16}{SIZES[0]:>10,}{SIZES[1]:>10,}{'ratio':>9}{'target':>9}")
    for index, (name, unit, scale) in enumerate((("time", "s", 1.0), ("peak memory", "MB", 1e-6))):
        small, large = (min(pair[n][index] for pair in pairs) * scale for n in (0, 1))
        ratio = large / small
        missed = ratio >= GROWTH
        passed &= not missed
        note = "  missed" if missed else ""
        label = f"{name} ({unit})"
        print(f"{label:16}{small:10.2f}{large:10.2f}{ratio:9.1f}{GROWTH:9.1f}{note}")
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--system", default="legacy")
    parser.add_argument("--postgres", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fast = asyncio.run(
            sequences(options.system, options.rounds, Path(folder), options.postgres)
        )
        linear = asyncio.run(collections(options.system))
    return 0 if fast and linear else 1


if __name__ == "__main__":
    sys.exit(main())
