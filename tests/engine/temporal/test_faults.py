"""Workers and servers that are killed: every run ends as one that nothing happened to."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from engine.temporal.proxy import Wire
from engine.temporal.worker_process import both
from temporal_ground import program
from temporalio.client import Client

from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.run import new_id
from switchover.engine.store import open_store
from switchover.engine.temporal import DevServer, RemoteRun, begin, start_of

FLOW = """\
id: every-type
tasks:
  - {id: first, tool: work, with: {n: 1}, on_success: {next: fan}}
  - id: fan
    type: parallel
    tasks:
      - {id: left, tool: work, with: {n: 2}}
      - {id: right, tool: work, with: {n: 3}}
    on_success: {next: each}
  - id: each
    type: collection
    items: [4, 5, 6]
    task: {id: "one-{{ .index }}", tool: work, with: {n: "{{ .item }}"}}
    on_success: {next: steps}
  - id: steps
    type: composite
    tasks:
      - {id: inner, tool: work, with: {n: 7}}
    on_success: {next: choose}
  - {id: choose, type: router, condition: '"a"', routes: {a: sum}}
  - {id: sum, type: aggregate, outputs: {n: "{{ .tasks.first.output.n }}"}, on_success: {next: hold}}
  - {id: hold, type: wait, wait_for: go, condition: "true", timeout: 10m, on_success: {next: last}}
  - {id: last, tool: work, with: {n: 8}}
"""
CALLS = 8


KINDS = {"basic", "parallel", "collection", "composite", "router", "aggregate", "wait"}


def worker(
    address: str, queue: str, rows: str, *files: Path, jumps: bool = False
) -> subprocess.Popen[bytes]:
    """Start one; its clock jumps by days each time that it is read, where that is asked for."""
    command = [sys.executable, str(Path(__file__).with_name("worker_process.py"))]
    environment = {**os.environ, **({"JUMPS": "1"} if jumps else {})}
    return subprocess.Popen([*command, address, queue, rows, *map(str, files)], env=environment)


def shape(rows: Any) -> str:
    """What every run of the flow has to come to; a signal's own id and moment are its own."""
    text = json.dumps(
        [
            (row.task_id, row.status.value, "" if row.task_id == "hold" else row.output)
            for row in rows
        ],
        sort_keys=True,
    )
    return re.sub(r'"last_updated": [0-9.]+', "", text)


async def begun(client: Client, queue: str, runs: int) -> list[RemoteRun]:
    """Begin runs of both systems in turns, their signal on its way."""
    workflow = parse_workflow(FLOW, engine_types(), name="flow.yaml")
    made: list[RemoteRun] = []
    for number in range(runs):
        system, exec_id = "orchestrators" if number % 2 else both()[0], f"run-{number}"
        start = start_of(workflow, system=system, signals=[("go", {})], exec_id=exec_id)
        made.append(await begin(client, start, exec_id=exec_id, task_queue=queue))
    return made


async def statuses(runs: list[RemoteRun]) -> Counter[str]:
    """Wait for the end of all."""
    states = await asyncio.wait_for(asyncio.gather(*(run.result() for run in runs)), 600)
    return Counter(state.status.value for state in states)


def assert_unbroken(ended: Counter[str], rows: str, calls: Path, *, runs: int) -> None:
    """Every run has ended as one that nothing happened to."""
    assert ended == {"SUCCESS": runs}
    store, _ = open_store(rows, now=time.time)
    shapes = {shape(store.tasks(f"run-{number}")) for number in range(1, runs, 2)}
    store.close()
    assert len(shapes) == 1, "a run of the orchestrators differs from the others"
    assert_a_key_for_each_call(calls, runs=runs)


def assert_a_key_for_each_call(calls: Path, *, runs: int) -> None:
    """As many keys as the flow has calls, however often one was made."""
    keys = [line.split()[0] for line in calls.read_text().splitlines()]
    assert len(set(keys)) == runs * CALLS, "a call without its own key, or a key for two calls"


def under_faults(tmp_path: Path, *, runs: int, kills: int, seed: int) -> None:
    """Begin runs of both systems; kill the worker, and once the server, at random moments."""
    rng, queue = random.Random(seed), new_id()
    rows, calls = f"sqlite:{tmp_path / 'rows.db'}", tmp_path / "calls"
    server = DevServer(program("temporal"), file=str(tmp_path / "history.db"))
    server.start()
    serving = worker(server.address, queue, rows, calls)

    async def main() -> Counter[str]:
        nonlocal serving
        client = await server.client()
        all_runs = await begun(client, queue, runs)
        for number in range(kills):
            await asyncio.sleep(rng.uniform(1.5, 3.0))
            serving.kill()
            serving.wait()
            if number == kills // 2:
                server.kill()
                server.start()
                await server.client()
            serving = worker(server.address, queue, rows, calls)
        return await statuses(all_runs)

    try:
        ended = asyncio.run(main())
    finally:
        serving.kill()
        serving.wait()
        server.kill()
    assert_unbroken(ended, rows, calls, runs=runs)


def test_runs_end_as_unbroken_ones_when_worker_and_server_are_killed(tmp_path: Path) -> None:
    """One kill of each, in the suite; the key of a call that was made twice says so."""
    under_faults(tmp_path, runs=4, kills=1, seed=1)


@pytest.mark.proof
def test_two_hundred_runs_end_as_unbroken_ones(tmp_path: Path) -> None:
    """Ten kills of the worker and one of the server, at random moments."""
    under_faults(tmp_path, runs=200, kills=10, seed=int(os.environ.get("SEED", "7")))


@pytest.mark.proof
@pytest.mark.parametrize("system", both())
def test_a_run_survives_a_kill_within_each_task_type(system: str, tmp_path: Path) -> None:
    """Between two rows of a step; each time Temporal waits ten seconds for the worker that died."""
    queue, calls, deaths = new_id(), tmp_path / "calls", tmp_path / "deaths"
    deaths.touch()
    rows = f"sqlite:{tmp_path / 'rows.db'}"
    workflow = parse_workflow(FLOW, engine_types(), name="flow.yaml")
    server = DevServer(program("temporal"), file=str(tmp_path / "history.db"))
    server.start()
    serving = worker(server.address, queue, rows, calls, deaths)

    async def main() -> str:
        nonlocal serving
        client = await server.client()
        start = start_of(workflow, system=system, signals=[("go", {})], exec_id="run")
        run = await begin(client, start, exec_id="run", task_queue=queue)
        ended = asyncio.ensure_future(run.result())
        end = time.monotonic() + 400
        while not ended.done():
            assert time.monotonic() < end, deaths.read_text()
            if serving.poll() is not None:
                serving = worker(server.address, queue, rows, calls, deaths)
            await asyncio.sleep(0.1)
        return ended.result().status.value

    try:
        assert asyncio.run(main()) == "SUCCESS"
    finally:
        serving.kill()
        serving.wait()
        server.kill()
    assert set(deaths.read_text().split()) == KINDS
    store, _ = open_store(rows, now=time.time)
    assert {row.status.value for row in store.tasks("run")} == {"SUCCESS"}
    assert Counter(row.task_id for row in store.tasks("run")).most_common(1)[0][1] == 1
    store.close()
    assert_a_key_for_each_call(calls, runs=1)


@pytest.mark.proof
def test_a_worker_that_was_stopped_and_comes_back_late_writes_nothing(tmp_path: Path) -> None:
    """Another one has ended its run meanwhile: its rows stay those of the other."""
    queue, calls = new_id(), tmp_path / "calls"
    rows = f"sqlite:{tmp_path / 'rows.db'}"
    workflow = parse_workflow(FLOW, engine_types(), name="flow.yaml")
    server = DevServer(program("temporal"), file=str(tmp_path / "history.db"))
    server.start()
    stopped = worker(server.address, queue, rows, calls)
    second = None

    async def main() -> str:
        nonlocal second
        client = await server.client()
        start = start_of(workflow, system="orchestrators", signals=[("go", {})], exec_id="run")
        run = await begin(client, start, exec_id="run", task_queue=queue)
        while not calls.exists():
            await asyncio.sleep(0.005)
        stopped.send_signal(signal.SIGSTOP)
        second = worker(server.address, queue, rows, calls)
        return (await asyncio.wait_for(run.result(), 120)).status.value

    def kept() -> list[tuple[str, str, float]]:
        store, _ = open_store(rows, now=time.time)
        found = [(row.task_exec_id, row.status.value, row.updated_at) for row in store.tasks("run")]
        store.close()
        return found

    try:
        assert asyncio.run(main()) == "SUCCESS"
        before = kept()
        stopped.send_signal(signal.SIGCONT)
        time.sleep(5)
        assert stopped.poll() is None
        assert kept() == before
    finally:
        for one in (stopped, second):
            if one is not None:
                one.kill()
                one.wait()
        server.kill()


def behind_a_wire(tmp_path: Path, *, runs: int, cuts: int, cut_s: float, jumps: bool) -> None:
    """Cut the network between worker and server at random moments, again and again."""
    rng, queue = random.Random(3), new_id()
    rows, calls = f"sqlite:{tmp_path / 'rows.db'}", tmp_path / "calls"
    server = DevServer(program("temporal"), file=str(tmp_path / "history.db"))
    server.start()
    serving: list[subprocess.Popen[bytes]] = []

    async def main() -> Counter[str]:
        wire = Wire(server.address)
        serving.append(worker(await wire.open(), queue, rows, calls, jumps=jumps))
        client = await server.client()
        all_runs = await begun(client, queue, runs)
        while not calls.exists():
            await asyncio.sleep(0.01)
        for _ in range(cuts):
            await asyncio.sleep(rng.uniform(0.05, 0.5))
            wire.cut()
            await asyncio.sleep(cut_s)
            wire.mend()
        ended = await statuses(all_runs)
        assert serving[0].poll() is None, "the worker ended"
        assert wire.passed, "nothing went over the wire"
        await wire.close()
        return ended

    try:
        ended = asyncio.run(main())
    finally:
        for one in serving:
            one.kill()
            one.wait()
        server.kill()
    assert_unbroken(ended, rows, calls, runs=runs)


def test_runs_end_as_unbroken_ones_when_the_network_is_cut(tmp_path: Path) -> None:
    """Once between worker and server, whose clocks differ by days that change."""
    behind_a_wire(tmp_path, runs=2, cuts=1, cut_s=1.0, jumps=True)


@pytest.mark.proof
def test_two_hundred_runs_end_as_unbroken_ones_on_a_network_that_is_cut(tmp_path: Path) -> None:
    """Ten cuts, some longer than Temporal waits for a worker; the worker's clock jumps by days."""
    behind_a_wire(tmp_path, runs=200, cuts=10, cut_s=4.0, jumps=True)


def test_a_server_that_is_killed_takes_nothing_with_it(tmp_path: Path) -> None:
    """Its histories are in the file that the next one opens."""
    file = str(tmp_path / "history.db")
    workflow = parse_workflow(FLOW, engine_types(), name="flow.yaml")
    server = DevServer(program("temporal"), file=file)

    async def main() -> str:
        server.start()
        client = await server.client()
        start = start_of(workflow, system="orchestrators", exec_id="kept")
        await begin(client, start, exec_id="kept", task_queue="nobody")
        server.kill()
        server.start()
        client = await server.client()
        return (await RemoteRun(client, "kept").start()).system

    try:
        assert asyncio.run(main()) == "orchestrators"
    finally:
        server.kill()
