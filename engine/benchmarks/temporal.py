"""Measure ten sequential tasks on the tuned dev server, and many runs at once on one worker.

Runs whose tools are quick (within their steps, which are local activities), runs whose tools are
activities of their own, and runs of a plain Temporal program of ten local activities take turns on
one server, so that a busy machine slows all of them alike. Targets: 4 ms a task for quick tools,
held against the quickest tenth of the rounds, what it costs when nobody else takes the processor
away; 1,000 runs, begun in one moment and again twice, end without an error, and leave the worker as
large as the first thousand did. Needs the extra `temporal` and the
`temporal` program. Run: python engine/benchmarks/temporal.py [RUNS_AT_ONCE]
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

from switchover.engine.config import WorkflowConfig, engine_types
from switchover.engine.errors import EngineError
from switchover.engine.run import find_system, new_id
from switchover.engine.store import RunStore, Storage, open_store
from switchover.engine.temporal import (
    DevServer,
    Host,
    RemoteRun,
    Start,
    begin,
    found_server,
    log_to_python,
    start_of,
)
from switchover.engine.tools import Binding, ToolRegistry

TASKS, ROUNDS, WARM, AT_ONCE, WAVES = 10, 30, 5, 1000, 3
TARGET_MS = 4.0
FLAT_MB = 16.0  # from the first wave to the last: so much malloc keeps or gives back by chance
PAUSE_S = 0.2  # before a refused start is tried again; twice as long each time
TRIES = 10
LIMIT = timedelta(seconds=10)


def echo(given: dict[str, object]) -> dict[str, object]:
    return given


def flow() -> WorkflowConfig:
    tasks = [
        {
            "id": f"t{number}",
            "type": "basic",
            "tool": "echo",
            "with": {"n": number},
            "on_success": {"next": f"t{number + 1}"} if number < TASKS - 1 else {},
        }
        for number in range(TASKS)
    ]
    return WorkflowConfig({"id": "ten", "tasks": tasks}, engine_types())


def host(*, quick: bool, store: RunStore | None = None, storage: Storage | None = None) -> Host:
    tools = ToolRegistry([Binding(id="echo", function=echo, quick=quick)])
    systems = {"orchestrators": find_system("orchestrators")}
    return Host(systems, tools=tools, is_quick=tools.is_quick, store=store, storage=storage)


@activity.defn
async def plain_step(given: dict[str, int]) -> dict[str, int]:
    return given


@workflow.defn(sandboxed=False)
class Plain:
    """What somebody would write by hand who wants ten local activities one after the other."""

    @workflow.run
    async def run(self, count: int) -> int:
        for number in range(count):
            await workflow.execute_local_activity(
                plain_step, {"n": number}, start_to_close_timeout=LIMIT
            )
        return count


FLOW = flow()


async def plain(client: Client, queue: str) -> None:
    await client.execute_workflow(
        Plain.run, TASKS, id=new_id(), task_queue=queue, request_eager_start=True
    )


async def one(client: Client, queue: str) -> None:
    start, exec_id = start_of(FLOW, system="orchestrators"), new_id()
    state = await (await begun(client, start, exec_id, queue)).result()
    assert state.status.value == "SUCCESS", state


async def begun(client: Client, start: Start, exec_id: str, queue: str) -> RemoteRun:
    """Begin a run as a client does: again after a pause where the server refuses it."""
    for number in range(TRIES):
        try:
            return await begin(client, start, exec_id=exec_id, task_queue=queue)
        except EngineError as error:
            if error.code != "TEMPORAL":
                raise
            await asyncio.sleep(PAUSE_S * 2**number)
    raise AssertionError(f"{TRIES} starts were refused")


async def sequences(client: Client) -> dict[str, list[float]]:
    """Milliseconds a task of each way, round by round."""
    ways = {"quick": one, "called": one, "plain": plain}
    times: dict[str, list[float]] = {name: [] for name in ways}
    async with (
        host(quick=True).worker(client, task_queue="quick"),
        host(quick=False).worker(client, task_queue="called"),
        Worker(client, task_queue="plain", workflows=[Plain], activities=[plain_step]),
    ):
        for number in range(WARM + ROUNDS):
            names = [*ways][number % len(ways) :] + [*ways][: number % len(ways)]
            for name in names:
                began = time.perf_counter()
                await ways[name](client, name)
                times[name].append((time.perf_counter() - began) * 1000 / TASKS)
    return {name: found[WARM:] for name, found in times.items()}


def quickest(times: list[float]) -> float:
    """The tenth part of the rounds was at most this slow."""
    return sorted(times)[len(times) // 10]


SHOWN = {
    "quick": "quick tools, within their steps",
    "called": "tools as activities of their own",
    "plain": "a plain program of local activities",
}


def memory_mb() -> float:
    """What of this process is in memory just now."""
    page = 4096 / 1e6
    return int(Path("/proc/self/statm").read_text().split()[1]) * page


async def peak_of(work: Callable[[], Any]) -> float:
    """Megabytes at the highest point of some work."""
    peak, working = 0.0, asyncio.ensure_future(work())
    while not (await asyncio.wait([working], timeout=0.1))[0]:
        peak = max(peak, memory_mb())
    working.result()
    return peak


async def waves(client: Client, at_once: int) -> bool:
    """Run all at once, again and again, with rows in a file; whether what is held stays flat."""

    async def wave() -> None:
        await asyncio.gather(*(one(client, "many") for _ in range(at_once)))

    with tempfile.TemporaryDirectory() as folder:
        store, storage = open_store(f"sqlite:{folder}/runs.db", now=time.time)
        held: list[tuple[float, int]] = []
        made = host(quick=True, store=store, storage=storage)
        async with made.worker(client, task_queue="many"):
            await one(client, "many")
            print(f"{at_once} runs at once; before {memory_mb():.0f} MB")
            for _ in range(WAVES):
                began = time.perf_counter()
                peak = await peak_of(wave)
                took = time.perf_counter() - began
                await asyncio.sleep(1.0)  # the last ones leave the cache
                gc.collect()
                held.append((memory_mb(), len(gc.get_objects())))
                print(
                    f"  {took:6.1f} s, {took * 1000 / at_once / TASKS:.2f} ms a task, no error;"
                    f" at most {peak:.0f} MB, then {held[-1][0]:.0f} MB"
                )
        store.close()
    grown = held[-1][0] - held[0][0]
    objects = (held[-1][1] - held[0][1]) / (at_once * (WAVES - 1))
    is_flat = grown <= FLAT_MB and objects < 1
    print(
        f"from the first wave to the last {grown:+.0f} MB and {objects:+.2f} objects of Python a"
        f" run; target {FLAT_MB:+g} MB, less than one object; {'met' if is_flat else 'missed'}"
    )
    return is_flat


async def main(at_once: int) -> int:
    log_to_python()
    server = DevServer(found_server("temporal").program)
    server.start()
    try:
        client = await server.client()
        times = await sequences(client)
        for name, found in times.items():
            pairs = zip(found, times["plain"], strict=True)
            ratio = statistics.median(mine / theirs for mine, theirs in pairs)
            print(
                f"{SHOWN[name]:<36} {quickest(found):6.2f} ms a task, median"
                f" {statistics.median(found):6.2f}, {ratio:.2f} x the plain program"
            )
        missed = quickest(times["quick"]) > TARGET_MS
        print(f"target for quick tools: {TARGET_MS:g} ms a task; {'missed' if missed else 'met'}")
        missed |= not await waves(client, at_once)
    finally:
        server.stop()
    return int(missed)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else AT_ONCE)))
