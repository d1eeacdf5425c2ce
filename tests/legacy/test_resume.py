"""Runs that are stopped somewhere and resumed over SQLite end as runs that never stopped."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from legacy.kit import StandIns, workflow

from switchover.engine.context import ToolCall
from switchover.engine.run import Engine, VirtualClock
from switchover.engine.run.result import RunResult
from switchover.engine.store import open_store
from switchover.legacy import services

FLOW = """
id: w
tasks:
  - {id: begin, type: basic, tool: slow, with: {v: 1}, on_success: {next: each}}
  - id: each
    type: collection
    items: '["a", "b", "c"]'
    item_var: letter
    task:
      id: "group-{{ .index }}"
      type: composite
      tasks:
        - {id: one, type: basic, tool: slow, with: {v: "{{ .letter }}"}}
        - {id: two, type: parallel, tasks: [{id: deep, type: basic, tool: slow}]}
    on_success: {next: gate}
  - id: gate
    type: wait
    wait_for: go
    condition: signal.payload.n > 1
    timeout: 1h
    processor: {id: look, type: basic, tool: slow, with: {n: "{{ .signal.payload.n }}"}}
    on_success: {next: sum}
  - {id: sum, type: aggregate, outputs: {seen: "{{ .tasks.look.output.n }}"}}
"""


async def slow(request: ToolCall) -> Any:
    await asyncio.sleep(1)
    return request.input


def comparable(result: RunResult) -> Any:
    """What must not depend on whether the run was stopped."""
    rows = [(row.task_id, row.status, row.execution_type, row.error) for row in result.tasks]
    numbers = {row.task_exec_id: index for index, row in enumerate(result.tasks)}
    parents = [numbers.get(row.parent_state_id or "") for row in result.tasks]
    last = {row.task_id: row.output for row in result.tasks if row.execution_type == "basic"}
    return result.status, rows, parents, last


def perform(path: Path, stops: tuple[float, ...]) -> RunResult:
    """Run over one file, stopping that long after each start but the last."""
    clock = VirtualClock()

    async def stretch(seconds: float | None, first: bool) -> RunResult | None:
        store, storage = open_store(f"sqlite:{path}", now=clock.now)
        tools = StandIns({"slow": slow})
        engine = Engine(services, tools=tools, store=store, storage=storage, clock=clock)
        try:
            if first:
                signals: list[tuple[str, dict[str, Any]]] = [("go", {"n": 1}), ("go", {"n": 2})]
                running = await engine.start(
                    workflow(FLOW), {}, signals=signals, workflow_exec_id="run-1"
                )
            else:
                running = await engine.resume("run-1")
            if seconds is None:
                return await running.result()
            await asyncio.sleep(seconds)
            return None
        finally:
            await engine.close()
            store.close()

    for index, seconds in enumerate(stops):
        clock.run(stretch(seconds, index == 0))
    result = clock.run(stretch(None, not stops))
    assert result is not None
    return result


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return comparable(perform(tmp_path_factory.mktemp("whole") / "runs.db", ()))


def test_unbroken_run_succeeds(unbroken: Any) -> None:
    """What is compared below is a success with all tasks in it."""
    status, rows, *_ = unbroken
    assert status == "SUCCESS"
    assert len(rows) == 1 + 1 + 3 * (1 + 1 + 1 + 2 + 1) + 1 + 2 + 1


@pytest.mark.parametrize(
    "stops", [(0.5,), (1.5,), (2.5,), (3.5,), (4.5,), (0.5, 1.5, 1.5, 1.5), (1.0, 1.0, 1.0)]
)
def test_stopped_run_ends_the_same(unbroken: Any, tmp_path: Path, stops: tuple[float, ...]) -> None:
    """Stopped once or several times, anywhere, a run comes to the same rows and outputs."""
    assert comparable(perform(tmp_path / "runs.db", stops)) == unbroken
