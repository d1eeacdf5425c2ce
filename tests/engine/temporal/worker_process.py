"""A worker in a process of its own, to be killed: `worker_process.py ADDRESS QUEUE ROWS CALLS`.

With JUMPS in its environment its clock does. With a fifth argument, a file, it kills itself: once in the middle of a step of each task type, of
which that file then has the name.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from temporalio.client import Client

from switchover.engine.run import find_system, new_id
from switchover.engine.store import open_store
from switchover.engine.temporal import Host
from switchover.engine.tools import Binding, ToolRegistry


def both() -> list[str]:
    """The systems that are there; the old one goes some day."""
    return [name for name in ("legacy", "orchestrators") if find_spec(f"switchover.{name}")]


class Dying:
    """A task system that kills its process once for each task type, between two rows of a step."""

    def __init__(self, services: Any, deaths: Path) -> None:
        self._services = services
        self._deaths = deaths

    def __getattr__(self, name: str) -> Any:
        return getattr(self._services, name)

    async def handle_response(self, call: Any, execution: Any) -> Any:
        response = await self._services.handle_response(call, execution)
        self._die(str(call.task.data.get("type") or "basic"))
        return response

    async def container_response(self, call: Any) -> Any:
        response = await self._services.container_response(call)
        self._die(str(call.task.data.get("type") or "basic"))
        return response

    def _die(self, kind: str) -> None:
        if kind not in self._deaths.read_text().split():
            with self._deaths.open("a") as file:
                file.write(f"{kind}\n")
            os.kill(os.getpid(), signal.SIGKILL)


def system(name: str, deaths: Path | None) -> Any:
    found = find_system(name)
    return found if deaths is None else lambda context: Dying(found(context), deaths)


async def main(
    address: str, queue: str, rows: str, calls: Path, deaths: Path | None = None
) -> None:
    async def work(given: dict[str, object]) -> dict[str, object]:
        """Note the call by its idempotency key, and take a moment in which one may be killed."""
        with calls.open("a") as file:
            file.write(f"{new_id()} {given['n']}\n")
        await asyncio.sleep(0.02)
        return {"n": given["n"], "by": "work"}

    store, storage = open_store(rows, now=lambda: time.time())
    tools = ToolRegistry([Binding(id="work", function=work)])
    systems = {name: system(name, deaths) for name in both()}
    host = Host(systems, tools=tools, store=store, storage=storage, now=lambda: time.time())
    async with host.worker(await Client.connect(address), task_queue=queue):
        print("ready", os.getpid(), flush=True)
        await asyncio.Event().wait()


def jumping() -> Callable[[], float]:
    """A clock that goes days back or forth each time that it is read."""
    rng, plain = random.Random(5), time.time
    return lambda: plain() + rng.uniform(-3, 3) * 86400


if __name__ == "__main__":
    if os.environ.get("JUMPS"):
        time.time = jumping()
    asyncio.run(main(*sys.argv[1:4], *map(Path, sys.argv[4:])))
