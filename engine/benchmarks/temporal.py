"""Measure ten sequential tasks on the tuned dev server, and many runs at once on one worker.

Targets: 4 ms a task where tools are quick (within their steps, which are local activities), ten
runs one after the other, the median; 1,000 runs at once end without an error. Needs the extra
`temporal` and the `temporal` program.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import sys
import time

from temporalio.client import Client

from switchover.engine.config import WorkflowConfig, engine_types
from switchover.engine.run import find_system, new_id
from switchover.engine.temporal import DevServer, Host, begin, found_server, log_to_python, start_of
from switchover.engine.tools import Binding, ToolRegistry

TASKS, RUNS, AT_ONCE = 10, 10, 1000
TARGET_MS = 4.0
STARTING = asyncio.Semaphore(32)


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


def host(*, quick: bool) -> Host:
    tools = ToolRegistry([Binding(id="echo", function=echo, quick=quick)])
    systems = {"orchestrators": find_system("orchestrators")}
    return Host(systems, tools=tools, is_quick=tools.is_quick)


async def one(client: Client, queue: str) -> float:
    start = start_of(flow(), system="orchestrators")
    began = time.perf_counter()
    async with STARTING:  # a dev server refuses a thousand requests in one moment
        run = await begin(client, start, exec_id=new_id(), task_queue=queue)
    state = await run.result()
    assert state.status.value == "SUCCESS", state
    return time.perf_counter() - began


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main(at_once: int) -> int:
    log_to_python()
    server = DevServer(found_server("temporal").program)
    server.start()
    missed = False
    try:
        client = await server.client()
        for quick in (True, False):
            queue = f"quick-{quick}"
            async with host(quick=quick).worker(client, task_queue=queue):
                times = [await one(client, queue) for _ in range(RUNS + 2)][2:]
            median = statistics.median(times) * 1000 / TASKS
            missed |= quick and median > TARGET_MS
            kind = "local activities" if quick else "an activity each"
            wanted = f"target {TARGET_MS:g}" if quick else "no target"
            print(f"{TASKS} tasks, tools as {kind:<18} {median:6.2f} ms a task ({wanted})")
        before = memory_mb()
        async with host(quick=True).worker(client, task_queue="many"):
            began = time.perf_counter()
            await asyncio.gather(*(one(client, "many") for _ in range(at_once)))
            took = time.perf_counter() - began
        grown = memory_mb() - before
        print(
            f"{at_once} runs at once: {took:.1f} s, {took * 1000 / at_once / TASKS:.2f} ms a task,"
        )
        print(f"no error, peak memory {grown:.0f} MB above before")
    finally:
        server.stop()
    return int(missed)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else AT_ONCE)))
