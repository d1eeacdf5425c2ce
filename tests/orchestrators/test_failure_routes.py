"""Where a failure leads: to a task that exists, or to the end of the run with its cause."""

import asyncio
from typing import Any

import pytest
from answers_of_tools import fails
from orchestrators.kit import run

from switchover.engine.context import ToolCall

ONCE = "config: { retry_policy: { maximum_attempts: 1 } }"
TASKS = {
    "basic": f"{{ id: t, type: basic, tool: boom, on_error: {{ next: nowhere }}, {ONCE} }}",
    "router": "{ id: t, type: router, condition: b, routes: { a: t }, on_error: { next: nowhere } }",
    "aggregate": "{ id: t, type: aggregate, outputs: { x: '{{ .workflow.input.no }}' },"
    f" on_error: {{ next: nowhere }}, {ONCE} }}",
    "parallel": f"{{ id: t, type: parallel, tasks: [{{ id: c, type: basic, tool: boom, {ONCE} }}],"
    f" on_error: {{ next: nowhere }}, {ONCE} }}",
    "wait": "{ id: t, type: wait, wait_for: go, condition: 'true', timeout: 1s, on_timeout: nowhere }",
}
CAUSES = {
    "basic": "boom",
    "router": "no route",
    "aggregate": "no",
    "parallel": "boom",
    "wait": "timed out",
}


@pytest.mark.parametrize("kind", TASKS)
def test_a_route_to_no_task_handles_nothing(kind: str) -> None:
    """A misspelt handler leaves a failure what it was: the run fails, and says why."""
    found = run(f"id: flow\ntasks: [{TASKS[kind]}]", tools={"boom": fails("boom")})
    assert found.status == "FAILED"
    assert found.result.error is not None
    assert CAUSES[kind] in found.result.error.message


def test_a_route_of_a_router_handles_no_failure_of_it() -> None:
    """That a router names tasks it could go to does not mean that its failure is handled."""
    found = run(
        "id: flow\ntasks: [{ id: t, type: router, condition: b, routes: { a: u } },"
        " { id: u, type: basic, tool: echo }]"
    )
    assert found.status == "FAILED"


@pytest.mark.parametrize("status", ["WAITING", "PENDING"])
def test_a_condition_sees_the_waiting_task_as_it_is(status: str) -> None:
    """The row that a condition reads is the one that waits, not the one that it began with."""
    found = run(
        f'id: flow\ntasks: [{{ id: w, type: wait, wait_for: go, timeout: 1m, condition: \'task.status == "{status}"'
        ' && task.output.wait_status == "waiting"\' }]',
        signals=[("go", {})],
    )
    assert (found.status == "SUCCESS") is (status == "WAITING")


@pytest.mark.parametrize(("strategy", "ends"), [("fail_fast", "FAILED"), ("race", "SUCCESS")])
def test_who_ran_out_of_time_has_failed_and_who_was_not_waited_for_is_canceled(
    strategy: str, ends: str
) -> None:
    """What a container no longer waits for did not fail, and what failed was not canceled."""
    late = f"{{ id: late, type: basic, tool: wait, with: {{ s: 9 }}, {ONCE[:-2]}, start_to_close_timeout: 2s }} }}"
    others = "{ id: wins, type: basic, tool: wait, with: { s: 5 } }, { id: slow, type: basic, tool: wait, with: { s: 7 } }"

    async def wait(call: ToolCall) -> dict[str, Any]:
        await asyncio.sleep(call.input["s"])
        return call.input

    found = run(
        f"id: flow\ntasks: [{{ id: t, type: parallel, strategy: {strategy}, tasks: [{late}, {others}], {ONCE} }}]",
        tools={"wait": wait},
    )
    won = "SUCCESS" if ends == "SUCCESS" else "CANCELED"
    statuses = [found.row(name).status for name in ("t", "late", "wins", "slow")]
    assert statuses == [ends, "FAILED", won, "CANCELED"]


def test_a_step_that_ran_out_of_time_has_failed_at_any_depth() -> None:
    """Below a parallel a composite's step keeps its cause; what would have followed is canceled."""
    late = f"{{ id: late, type: basic, tool: hang, {ONCE[:-2]}, start_to_close_timeout: 2s }} }}"
    last = "{ id: rest, type: composite, tasks: [{ id: last, type: basic, tool: echo }] }"
    inner = f"{{ id: inner, type: composite, tasks: [{late}, {last}] }}"

    async def hang(call: ToolCall) -> None:
        await asyncio.sleep(99)

    found = run(
        "id: flow\ntasks: [{ id: t, type: parallel, strategy: best_effort, tasks:"
        f" [{{ id: good, type: basic, tool: echo }}, {{ id: outer, type: composite, tasks: [{inner}] }}] }}]",
        tools={"hang": hang},
    )
    assert found.status == "SUCCESS"
    causes = {name: found.row(name).error for name in ("outer", "inner", "late")}
    assert all(each and "took longer than 2 s" in each.message for each in causes.values())
    ends = {"outer": "FAILED", "inner": "FAILED", "late": "FAILED", "rest": "CANCELED"}
    assert {name: found.statuses()[name] for name in ends} == ends


HANDLED = {
    "route": "{ id: t, type: router, condition: a, routes: { a: { id: x, type: basic, tool: boom,"
    f" on_error: {{ next: repair }}, {ONCE} }} }} }}",
    "processor": "{ id: t, type: wait, wait_for: go, condition: 'true', timeout: 1m, processor:"
    f" {{ id: x, type: basic, tool: boom, {ONCE} }}, on_error: {{ next: repair }} }}",
    "processor below": "{ id: t, type: parallel, strategy: best_effort, tasks: [{ id: b, type: basic,"
    " tool: echo }, { id: w, type: wait, wait_for: go, condition: 'true', timeout: 1m, processor:"
    f" {{ id: x, type: basic, tool: boom, {ONCE} }} }}], on_success: {{ next: repair }} }}",
}


@pytest.mark.parametrize("kind", HANDLED)
def test_what_is_handled_does_not_fail_the_run(kind: str) -> None:
    """A failure that was gone on from counts no more, wherever in the file its task stands."""
    repair = "{ id: repair, type: basic, tool: echo }"
    found = run(
        f"id: flow\ntasks: [{HANDLED[kind]}, {repair}]",
        tools={"boom": fails("boom")},
        signals=[("go", {})],
    )
    assert found.statuses()["x"] == "FAILED"
    assert found.statuses()["repair"] == "SUCCESS"
    assert (found.status, found.result.error) == ("SUCCESS", None)
