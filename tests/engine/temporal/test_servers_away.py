"""The servers of rows and of values are killed while runs go on: each ends as an unbroken one."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest
from engine.store.postgres_server import Server as Postgres
from engine.temporal.test_faults import FLOW, shape
from engine.temporal.worker_process import both
from orchestrators.shared.storage.conftest import Server as Redis
from orchestrators.shared.storage.conftest import running

from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.run import find_system, new_id
from switchover.engine.store import PostgresStore, RedisStorage
from switchover.engine.temporal import Host, RemoteRun, begin, start_of
from switchover.engine.tools import Binding, ToolRegistry

pytest.importorskip("psycopg", reason="psycopg is not installed")
AWAY_S = 1.5
LONGEST_S = 90
DAY_S = 86400.0


class Jumping:
    """A clock that goes a day back or forth each time that it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> float:
        self.asked += 1
        return 1_800_000_000.0 + DAY_S * (-self.asked if self.asked % 2 else self.asked)


@pytest.fixture
def postgres() -> Any:
    server = Postgres()
    server.start()
    yield server
    server.close()


@pytest.fixture
def redis(tmp_path: Path) -> Any:
    with running(tmp_path) as server:
        yield server


def under_store_faults(
    temporal: Any, postgres: Postgres, redis: Redis, *, runs: int, kills: int
) -> list[str]:
    """Kill both servers in the middle of runs of both systems, on a worker whose clock jumps.

    Returns the idempotency key of each call of a tool.
    """
    workflow = parse_workflow(FLOW, engine_types(), name="flow.yaml")
    calls: list[str] = []

    async def work(given: dict[str, Any]) -> dict[str, Any]:
        calls.append(new_id())
        await asyncio.sleep(0.02)
        return {"n": given["n"], "by": "work"}

    store = PostgresStore(postgres.url, durability="full")
    queue = new_id()
    ids = [f"{system}-{number}-{queue}" for system in both() for number in range(runs)]

    async def main() -> list[str]:
        url = f"redis://127.0.0.1:{redis.port}/0"
        storage = RedisStorage.opened(url, namespace="away")
        host = Host(
            {name: find_system(name) for name in both()},
            tools=ToolRegistry([Binding(id="work", function=work)]),
            store=store,
            storage=storage,
            now=Jumping(),
        )
        async with host.worker(temporal.client, task_queue=queue):
            for exec_id in ids:
                start = start_of(workflow, system=exec_id.partition("-")[0], signals=[("go", {})])
                await begin(temporal.client, start, exec_id=exec_id, task_queue=queue)
            results = asyncio.gather(
                *(RemoteRun(temporal.client, exec_id).result() for exec_id in ids)
            )
            for number in range(kills):
                enough = len(ids) + (8 * len(ids) - len(ids)) * number // kills
                while len(calls) < enough and not results.done():
                    await asyncio.sleep(0.01)
                redis.kill()
                await asyncio.to_thread(postgres.stop, signal.SIGQUIT)
                await asyncio.sleep(AWAY_S)
                await asyncio.to_thread(postgres.start)
                redis.start()
            states = await asyncio.wait_for(results, LONGEST_S + 4 * runs)
        await storage.close()
        return [state.status.value for state in states]

    assert temporal.run(main()) == ["SUCCESS"] * len(ids)
    for system in both():
        shapes = {shape(store.tasks(each)) for each in ids if each.startswith(system)}
        assert len(shapes) == 1, "one run differs from the other"
    assert {row.status.value for each in ids for row in store.tasks(each)} == {"SUCCESS"}
    store.close()
    assert len(set(calls)) == 8 * len(ids), "a call without its own key, or a key for two calls"
    return calls


def test_rows_and_values_come_back_and_no_task_fails(
    temporal: Any, postgres: Postgres, redis: Redis
) -> None:
    """Both servers are killed once."""
    calls = under_store_faults(temporal, postgres, redis, runs=2, kills=1)
    assert len(set(calls)) == len(calls), "a tool was called twice"


@pytest.mark.proof
def test_two_hundred_runs_end_as_unbroken_ones_while_both_servers_are_killed(
    temporal: Any, postgres: Postgres, redis: Redis
) -> None:
    """Six times, a hundred runs of each system on one worker.

    A tool whose worker is so busy that its heartbeat stays away is called again, with its key.
    """
    under_store_faults(temporal, postgres, redis, runs=200 // len(both()), kills=6)
