"""Every task type in every container, with something going wrong at each of its tasks.

The matrix is generated: container × inner type × what happens at the tool. Whatever happens, a
run ends, no row is left unfinished that its workflow would have to finish, and the laws below hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from answers_of_tools import Tool, fails
from legacy.kit import Outcome, Rows, StandIns, parts, run, workflow

from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.run import Engine, VirtualClock
from switchover.engine.run.result import RunResult
from switchover.engine.states import Status
from switchover.legacy import services

TOOL = "tool: work, with: {v: 1}"
BASIC = f"type: basic, {TOOL}"
INNER = {
    "basic": BASIC,
    "router": "type: router, condition: go, routes: {go: after}",
    "aggregate": "type: aggregate, outputs: {n: '1'}",
    "signal": "type: signal, signal: {id: hello, payload: {a: b}}",
    "wait": f"type: wait, wait_for: go, condition: 'true', timeout: 30s, "
    f"processor: {{id: look, {BASIC}}}",
    "parallel": f"type: parallel, tasks: [{{id: in, {BASIC}}}]",
    "collection": f"type: collection, items: '[1]', task: {{id: in, {BASIC}}}",
    "composite": f"type: composite, tasks: [{{id: in, {BASIC}}}]",
}
OUTER = {
    "parallel": "type: parallel, tasks: [{{id: first, {inner}}}, {{id: second, {basic}}}]",
    "composite": "type: composite, tasks: [{{id: first, {inner}}}, {{id: second, {basic}}}]",
    "collection": "type: collection, items: '[1, 2]', task: {{id: 'i-{{{{ .index }}}}', {inner}}}",
}
CALLS_TOOL = {"basic", "wait", "parallel", "collection", "composite"}
PAIRS = [(outer, inner) for outer in OUTER for inner in INNER]


def text(outer: str, inner: str) -> str:
    nest = OUTER[outer].format(inner=INNER[inner], basic="type: basic, tool: other")
    return f"""
id: w
config: {{start_to_close_timeout: 10s}}
tasks:
  - {{id: c, {nest}, on_success: {{next: after}}}}
  - {{id: after, type: basic, tool: calm}}
"""


def attempt(outer: str, inner: str, work: Tool, other: Tool | None = None) -> Outcome:
    calm = {"calm": True}
    tools = {"work": work, "calm": lambda _: calm, "other": other or (lambda _: calm)}
    return run(text(outer, inner), tools=tools, signals=[("go", {"n": n}) for n in range(9)])


def answers(request: ToolCall) -> Any:
    return {"v": request.input.get("v", 0)}


async def hangs(request: ToolCall) -> Any:
    await asyncio.sleep(3600)


class Flaky:
    """Fails the first time for each input, then answers."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, request: ToolCall) -> Any:
        self.count += 1
        if self.count == 1:
            raise EngineError("FLAKY", "not yet")
        return answers(request)


def is_sound(result: RunResult) -> None:
    """The laws of every run that has ended."""
    ids = {row.task_exec_id for row in result.tasks}
    assert len(ids) == len(result.tasks)
    assert result.status.is_terminal
    for row in result.tasks:
        assert row.parent_state_id is None or row.parent_state_id in ids
        assert (row.status is Status.FAILED) or row.error is None
        assert row.updated_at >= row.created_at
    if result.status is Status.SUCCESS:
        latest = {row.task_id: row for row in result.tasks}
        tops = [row for row in latest.values() if row.parent_state_id is None]
        assert not [row for row in tops if row.status in (Status.FAILED, Status.PENDING)]


@pytest.mark.parametrize(("outer", "inner"), PAIRS)
def test_runs_when_all_goes_well(outer: str, inner: str) -> None:
    """Each type in each container runs to success, and the workflow goes on behind it."""
    found = attempt(outer, inner, answers)
    is_sound(found.result)
    assert found.status == "SUCCESS", found.result.error
    assert found.row("after").status is Status.SUCCESS
    children = found.store.children(found.rows("c")[0].task_exec_id)
    assert [child.status for child in children] == [Status.SUCCESS] * 2


@pytest.mark.parametrize(("outer", "inner"), [pair for pair in PAIRS if pair[1] in CALLS_TOOL])
@pytest.mark.parametrize("kind", ["failure", "timeout", "retry"])
def test_ends_when_something_goes_wrong(outer: str, inner: str, kind: str) -> None:
    """A failure, a time that runs out, or a failure at first: the run ends, and soundly."""
    work: Callable[[ToolCall], Any] = {"failure": fails(), "timeout": hangs, "retry": Flaky()}[kind]
    found = attempt(outer, inner, work)
    is_sound(found.result)
    assert found.status == expected(outer, inner, kind), found.result.error


def expected(outer: str, inner: str, kind: str) -> str:
    """What becomes of the workflow, by the old rules.

    A basic task that is a child fails for good, and with it what counts it (D-10). The processor
    of a wait is a main task and is tried again, but its first row stays failed until the second
    takes its place. A time that runs out is an error of the activity, not a failure: children stay
    pending and a parallel or collection takes the rest for all (D-46) unless nothing ended at all.
    """
    if kind == "retry":
        return "SUCCESS" if inner == "wait" else "FAILED"
    if kind == "timeout" and inner == "basic" and outer == "parallel":
        return "SUCCESS"
    return "FAILED"


@pytest.mark.parametrize(("outer", "inner"), [pair for pair in PAIRS if pair[0] != "collection"])
@pytest.mark.parametrize("kind", ["failure", "timeout", "retry"])
def test_ends_when_something_goes_wrong_beside(outer: str, inner: str, kind: str) -> None:
    """The same at a sibling: a basic child fails for good, and a parallel outlasts its silence."""
    other: Callable[[ToolCall], Any] = {"failure": fails(), "timeout": hangs, "retry": Flaky()}[
        kind
    ]
    found = attempt(outer, inner, answers, other)
    is_sound(found.result)
    outlasts = (outer, kind) == ("parallel", "timeout")
    assert found.status == ("SUCCESS" if outlasts else "FAILED"), found.result.error


@pytest.mark.parametrize(("outer", "inner"), PAIRS)
@pytest.mark.parametrize("moment_s", [0.5, 1.5])
def test_cancellation_cascades(outer: str, inner: str, moment_s: float) -> None:
    """Canceled in the middle, the workflow and all that had not ended are canceled."""
    clock, store = VirtualClock(), Rows()

    async def slow(request: ToolCall) -> Any:
        await asyncio.sleep(2)
        return {"v": 1}

    async def main() -> None:
        tools = StandIns({"work": slow, "calm": slow, "other": slow})
        engine = Engine(services, tools=tools, store=store, clock=clock)
        running = await engine.start(workflow(text(outer, inner)), {}, workflow_exec_id="run-1")
        await asyncio.sleep(moment_s)
        await running.cancel()
        await engine.close()

    clock.run(main())
    state = store.workflow("run-1")
    assert state is not None
    result = RunResult.of(state, store)
    is_sound(result)
    assert result.status is Status.CANCELED
    assert all(row.status.is_terminal for row in result.tasks)


def test_parts_are_apart() -> None:
    """Two systems over two stores know nothing of each other."""
    one, other = parts(), parts()
    assert one.services() is not other.services()
    assert one.store is not other.store
