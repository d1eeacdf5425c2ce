"""A worker in a process of its own, to be killed: `worker_process.py ADDRESS QUEUE ROWS CALLS`."""

from __future__ import annotations

import asyncio
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from temporalio.client import Client

from switchover.engine.run import find_system, new_id
from switchover.engine.store import open_store
from switchover.engine.temporal import Host
from switchover.engine.tools import Binding, ToolRegistry


def both() -> list[str]:
    """The systems that are there; the old one goes some day."""
    return [name for name in ("legacy", "orchestrators") if find_spec(f"switchover.{name}")]


async def main(address: str, queue: str, rows: str, calls: Path) -> None:
    async def work(given: dict[str, object]) -> dict[str, object]:
        """Note the call by its idempotency key, and take a moment in which one may be killed."""
        with calls.open("a") as file:
            file.write(f"{new_id()} {given['n']}\n")
        await asyncio.sleep(0.02)
        return {"n": given["n"], "by": "work"}

    store, storage = open_store(rows, now=lambda: 0.0)
    tools = ToolRegistry([Binding(id="work", function=work)])
    systems = {name: find_system(name) for name in both()}
    host = Host(systems, tools=tools, store=store, storage=storage)
    async with host.worker(await Client.connect(address), task_queue=queue):
        print("ready", os.getpid(), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])))
