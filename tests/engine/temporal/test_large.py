"""Containers larger than a history: the run goes on in new ones, and ends as in memory.

The session's server suggests a new history after forty events, so that twelve children need several.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from engine.temporal.worker_process import both
from msgspec import to_builtins
from temporal_ground import program

from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.run import Engine, WallClock, find_system, new_id
from switchover.engine.run.result import RunResult
from switchover.engine.store import SqliteStore
from switchover.engine.temporal import DevServer, Host, begin, start_of, with_store
from switchover.engine.temporal.standing import Memory
from switchover.engine.tools import Binding, ToolRegistry

LONGEST_S = 150
CHILDREN = int(os.environ.get("CHILDREN", "12000"))
EACH = """\
  - id: all
    type: collection
    items: "{{ .workflow.input.items }}"
    mode: %s
    %s
    task: {id: "c-{{ .index }}", tool: work, with: {n: "{{ .item }}"}%s}
    on_success: {next: last}
"""
LAST = '  - {id: last, tool: work, with: {n: "{{ .tasks.all.status }}"}}\n'
NESTED = """\
  - id: all
    type: parallel
    tasks:
      - id: left
        type: collection
        items: "{{ .workflow.input.items }}"
        mode: sequential
        task:
          id: "l-{{ .index }}"
          type: composite
          tasks:
            - {id: one, tool: work, with: {n: 1}}
            - {id: two, tool: work, with: {n: 2}}
      - id: right
        type: collection
        items: "{{ .workflow.input.items }}"
        task: {id: "r-{{ .index }}", tool: work, with: {n: "{{ .item }}"}}
    on_success: {next: last}
"""
RETRIED = ", config: {retry_policy: {maximum_attempts: 2, initial_interval: 50ms}}"
FLOWS = {
    "sequential": EACH % ("sequential", "batch: 1", "") + LAST,
    "parallel": EACH % ("parallel", "", "") + LAST,
    "retried": EACH % ("parallel", "max_workers: 3", RETRIED) + LAST,
    "nested": NESTED + LAST,
}


PASSING = re.compile(r'"last_updated": [0-9.]+|[0-9a-f]{26}|\d{4}-\d\d-\d\d[T ][0-9:.]+Z?')


async def work(given: dict[str, Any]) -> dict[str, Any]:
    """Fail for every seventh item."""
    if isinstance(given["n"], int) and given["n"] % 7 == 3:
        raise RuntimeError(f"{given['n']} is refused")
    return {"n": given["n"]}


def shown(result: RunResult, *, in_order: bool) -> Any:
    """Without ids and moments; what runs side by side makes its rows in any order."""
    names = {row.task_exec_id: row.task_id for row in result.tasks}
    rows = [
        (row.task_id, row.status.value, row.output, row.error, names.get(row.parent_state_id or ""))
        for row in result.tasks
    ]
    texts = [PASSING.sub("…", json.dumps(to_builtins(row), sort_keys=not in_order)) for row in rows]
    whole = json.dumps(to_builtins((result.output, result.error)), sort_keys=not in_order)
    return [
        result.status.value,
        PASSING.sub("…", whole),
        *(texts if in_order else sorted(texts)),
    ]


def tools() -> ToolRegistry:
    return ToolRegistry([Binding(id="work", function=work)])


def in_memory(workflow: Any, data: Any, system: str, signals: Any = ()) -> Any:
    async def main() -> RunResult:
        engine = Engine(find_system(system), tools=tools())
        running = await engine.start(workflow, data, signals=signals)
        return await running.result()

    return WallClock().run(main())


async def on_temporal(ground: Any, workflow: Any, data: Any, system: str, signals: Any = ()) -> Any:
    exec_id = new_id()
    host = Host({system: find_system(system)}, tools=tools())
    start = start_of(workflow, data, system=system, signals=signals)
    async with host.worker(ground.client, task_queue=exec_id):
        run = await begin(ground.client, start, exec_id=exec_id, task_queue=exec_id)
        state = await asyncio.wait_for(run.result(), LONGEST_S)
    return RunResult.of(state, host.store)


@pytest.fixture
def renewed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many timers went on each time that a run went on in a new history within a task."""
    found: list[int] = []
    plain = Memory.plain

    def noted(memory: Memory, task: Any, timers: int) -> Any:
        found.append(timers)
        return plain(memory, task, timers)

    monkeypatch.setattr(Memory, "plain", noted)
    return found


@pytest.mark.parametrize("name", FLOWS)
def test_a_container_larger_than_a_history_ends_as_in_memory(
    temporal: Any, name: str, renewed: list[int]
) -> None:
    """In both systems: rows in their order, outputs, errors with their places, and what follows."""
    text = f"id: large\ntasks:\n{FLOWS[name]}"
    workflow = parse_workflow(text, engine_types(), name="flow.yaml")
    in_order = name != "nested"
    data = {"items": [*range(12 if in_order else 5)]}

    async def main() -> list[Any]:
        runs = (on_temporal(temporal, workflow, data, system) for system in both())
        return await asyncio.gather(*runs)

    for system, result in zip(both(), temporal.run(main()), strict=True):
        expected = shown(in_memory(workflow, data, system), in_order=in_order)
        assert shown(result, in_order=in_order) == expected
    assert len(renewed) >= len(both()), "it needed no new history"


WAITS = """\
id: waits
tasks:
  - id: all
    type: collection
    items: "{{ .workflow.input.items }}"
    mode: parallel
    task:
      {id: "c-{{ .index }}", type: wait, wait_for: go, condition: "true", timeout: 5m}
"""


def test_children_that_wait_go_on_waiting_in_a_new_history(
    temporal: Any, renewed: list[int]
) -> None:
    """Each signal is received once, whichever history it came in."""
    workflow = parse_workflow(WAITS, engine_types(), name="flow.yaml")
    items = [*range(12)]

    async def main(system: str) -> RunResult:
        exec_id = new_id()
        host = Host({system: find_system(system)}, tools=tools())
        start = start_of(workflow, {"items": items}, system=system)
        async with host.worker(temporal.client, task_queue=exec_id):
            run = await begin(temporal.client, start, exec_id=exec_id, task_queue=exec_id)
            for number in items:
                await run.signal("go", {"n": number})
                await asyncio.sleep(0.05)
            state = await asyncio.wait_for(run.result(), LONGEST_S)
        return RunResult.of(state, host.store)

    for system in both():
        result = temporal.run(main(system))
        assert result.status.value == "SUCCESS", result.error
        waits = [row.output for row in result.tasks if "signal" in (row.output or {})]
        if system == "orchestrators":  # the old services keep no signal below a container
            assert sorted(each["signal"]["payload"]["n"] for each in waits) == items
    assert any(renewed), "none was renewed while a child waited"


def test_a_run_is_canceled_while_it_goes_on_in_new_histories(temporal: Any) -> None:
    """Its rows say so, and nothing of it goes on."""
    text = f"id: large\ntasks:\n{FLOWS['sequential']}"
    workflow = parse_workflow(text, engine_types(), name="flow.yaml")

    async def main() -> RunResult:
        exec_id = new_id()
        host = Host({"orchestrators": find_system("orchestrators")}, tools=tools())
        start = start_of(workflow, {"items": [*range(0, 280, 7)]}, system="orchestrators")
        async with host.worker(temporal.client, task_queue=exec_id):
            run = await begin(temporal.client, start, exec_id=exec_id, task_queue=exec_id)
            while host.store.latest(exec_id, "c-8") is None or not (
                host.store.latest(exec_id, "c-8").status.is_terminal
            ):
                await asyncio.sleep(0.01)
            await run.cancel()
            state = await asyncio.wait_for(run.result(), LONGEST_S)
        return RunResult.of(state, host.store)

    result = temporal.run(main())
    assert result.status.value == "CANCELED"
    ended = [row.status.value for row in result.tasks if row.task_id.startswith("c-")]
    assert set(ended) == {"SUCCESS", "CANCELED"}
    assert ended == sorted(ended, reverse=True), "in order: those that ended, then the canceled"


@pytest.mark.proof
@pytest.mark.parametrize("system", both())
def test_twelve_thousand_children_end_as_in_memory(system: str, tmp_path: Path) -> None:
    """On a server as it is, with rows in SQLite; three quarters of the tools are called in steps."""
    workflow = parse_workflow(
        f"id: large\ntasks:\n{FLOWS['parallel']}", engine_types(), name="flow.yaml"
    )
    data = {"items": [number % 7 for number in range(CHILDREN)]}
    server = DevServer(program("temporal"), file=str(tmp_path / "history.db"))
    store = SqliteStore(tmp_path / "rows.db")

    async def main() -> RunResult:
        client = with_store(await server.client(), store)
        host = Host(
            {system: find_system(system)},
            tools=tools(),
            is_quick=lambda call: call.input.get("n") != 1,
            store=store,
        )
        start = start_of(workflow, data, system=system)
        async with host.worker(client, task_queue="large"):
            run = await begin(client, start, exec_id="large", task_queue="large")
            state = await asyncio.wait_for(run.result(), 1100)
        return RunResult.of(state, store)

    server.start()
    try:
        result = asyncio.run(main())
        expected = shown(in_memory(workflow, data, system), in_order=True)
        assert shown(result, in_order=True) == expected
    finally:
        server.stop()
        store.close()
