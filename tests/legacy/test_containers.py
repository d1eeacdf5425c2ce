"""Parallel and composite tasks, nesting, and what their rows say in the end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from answers_of_tools import Tool, fails
from legacy.kit import Outcome, run

from switchover.engine.context import ToolCall
from switchover.engine.states import Status


def container(kind: str, *children: str, more: str = "final: false", **kwargs: Any) -> Outcome:
    """Run a container `c` of children, and `after` behind it."""
    listed = "\n".join(f"      - {{{child}}}" for child in children)
    return run(
        f"""
id: w
tasks:
  - id: c
    type: {kind}
    {more}
    tasks:
{listed}
    on_success: {{next: after}}
  - {{id: after, type: basic, tool: echo}}
  - {{id: handler, type: basic, tool: echo}}
""",
        **kwargs,
    )


def basic(name: str, tool: str = "echo", more: str = "") -> str:
    return f"id: {name}, type: basic, tool: {tool}{more}"


def info(found: Outcome, task_id: str = "c") -> dict[str, Any]:
    output = found.rows(task_id)[-1].output
    assert output is not None
    progress: dict[str, Any] = output["progress_info"]
    return progress


def after(seconds: float, answer: Tool | None = None) -> Tool:
    """A tool that takes its time."""

    async def call(request: ToolCall) -> Any:
        await asyncio.sleep(seconds)
        return answer(request) if answer else {"took": seconds}

    return call


@pytest.mark.parametrize("count", [1, 2])
def test_v132_parallel(count: int) -> None:
    """V132: a parallel with one or two children: they belong to it, and all succeed."""
    found = container("parallel", *(basic(f"b{index}") for index in range(count)))
    parent = found.row("c")
    assert (found.status, parent.status, parent.execution_type) == (
        "SUCCESS",
        Status.SUCCESS,
        "parallel",
    )
    children = found.store.children(parent.task_exec_id)
    assert [child.task_id for child in children] == [f"b{index}" for index in range(count)]
    assert {child.execution_type for child in children} == {"basic"}


def test_output_of_a_parallel() -> None:
    """4.4: progress and the children's outputs by id."""
    found = container("parallel", basic("b", more=", with: {v: 1}"), basic("a"))
    output = found.row("c").output
    assert output is not None
    assert output["outputs"] == {"b": {"v": 1}, "a": {}}
    assert list(output["outputs"]) == ["b", "a"]
    progress = dict(output["progress_info"])
    assert progress.pop("last_updated") > 0
    assert progress == {
        "completion_rate": 1.0,
        "failure_rate": 0.0,
        "total_children": 2,
        "completed_count": 2,
        "failed_count": 0,
        "running_count": 0,
        "pending_count": 0,
        "strategy": "wait_all",
    }


def test_outputs_replace_everything() -> None:
    """4.4, 5.3: with `outputs` the whole output is what they give; `.output` is the children's."""
    more = "outputs: {n: '{{ len .output }}', b: '{{ .output.b.v }}'}"
    found = container("parallel", basic("b", more=", with: {v: 1}"), more=more)
    assert found.row("c").output == {"n": "1", "b": "1"}


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("parallel", ".progress"), ("parallel", ".summary"), ("composite", ".children"), ("parallel", ".parent")],
)  # fmt: skip
def test_d72_what_outputs_do_not_see(kind: str, asked: str) -> None:
    """D-72: neither progress nor parent, and a composite not its children."""
    found = container(kind, basic("b"), more=f"outputs: {{n: '{{{{ {asked} }}}}x'}}")
    assert found.status == "FAILED"


@pytest.mark.parametrize("kind", ["parallel", "composite"])
def test_d10_failed_child_does_not_stop_the_others(kind: str) -> None:
    """D-10, D-11: a child's failure is stored in its row; the others run all the same."""
    found = container(kind, basic("a", "bad"), basic("b"), tools={"bad": fails("no")})
    assert found.row("a").status is Status.FAILED
    assert found.row("b").status is Status.SUCCESS
    assert found.status == "FAILED"
    assert info(found)["failed_count"] == 1


def test_d64_error_of_a_child() -> None:
    """D-64: the child's error ends with the handler's code."""
    error = container("parallel", basic("a", "bad"), tools={"bad": fails("no")}).row("a").error
    assert error is not None
    assert (error.code, error.message) == ("execution_error", "no")


def test_d8_failure_text_of_a_container_is_kept() -> None:
    """D-8: a failed container's row lists counts and each failed child."""
    found = container("parallel", basic("a", "bad"), basic("b"), tools={"bad": fails("no")})
    error = found.row("c").error
    assert error is not None
    assert error.code == "execution_error"
    assert "completed=1, failed=1, total=2" in error.message
    assert "a: no" in error.message


@pytest.mark.parametrize("kind", ["parallel", "composite"])
def test_on_error_of_a_container_is_followed(kind: str) -> None:
    """5.1: a failed container goes where on_error says; the workflow fails in the end."""
    more = "on_error: {next: handler}"
    found = container(kind, basic("a", "bad"), more=more, tools={"bad": fails()})
    assert found.row("handler").status is Status.SUCCESS
    assert found.status == "FAILED"
    assert found.result.error is None


def test_v129_composite_with_a_failing_child() -> None:
    """V129: of two children the second fails: so do composite and workflow; 2, 1 and 1."""
    found = container("composite", basic("a"), basic("b", "bad"), tools={"bad": fails("forced")})
    assert found.status == "FAILED"
    progress = info(found)
    counts = [progress[key] for key in ("total_children", "completed_count", "failed_count")]
    assert counts == [2, 1, 1]


@pytest.mark.parametrize(
    "second",
    [
        basic("b"),
        basic("b", more=", with: {got: '{{ .tasks.a.output.v }}'}"),
        f"id: b, type: composite, tasks: [{{{basic('x')}}}]",
    ],
    ids=["sequential", "state_passing", "nested"],
)
def test_v130_composite(second: str) -> None:
    """V130: two children succeed: a sequence, one that passes state on, a nested one."""
    found = container("composite", basic("a", more=", with: {v: 5}"), second)
    assert found.status == "SUCCESS"
    progress = info(found)
    counts = [progress[key] for key in ("total_children", "completed_count", "failed_count")]
    assert counts == [2, 2, 0]


def test_state_passes_from_sibling_to_sibling() -> None:
    """4.7: a composite's children are rendered when they run, so earlier ones can be read."""
    later = basic("b", more=", with: {got: '{{ .tasks.a.output.v }}'}")
    found = container("composite", basic("a", more=", with: {v: 5}"), later)
    assert found.row("b").output == {"got": "5"}


def test_v131_empty_composite() -> None:
    """V131: a composite without children succeeds."""
    found = container("composite")
    assert found.row("c").status is Status.SUCCESS
    assert found.store.children(found.row("c").task_exec_id) == []


def test_composite_runs_in_the_order_of_the_file() -> None:
    """4.7: not in the order of the texts."""
    found = container("composite", *(basic(name, name) for name in ("b", "a", "item-10", "item-2")))
    assert [call.id for call in found.tools.calls] == ["b", "a", "item-10", "item-2", "echo"]


def test_d67_parallel_starts_in_text_order() -> None:
    """D-67: a parallel's children start in the order of the texts of their ids."""
    found = container("parallel", *(basic(name, name) for name in ("b", "item-2", "a", "item-10")))
    assert [call.id for call in found.tools.calls] == ["a", "b", "item-10", "item-2", "echo"]


def test_composite_stops_at_an_error() -> None:
    """4.7: an error of a child's activity ends the sequence and leaves the composite as it was."""
    broken = basic("a", more=", with: {x: '{{ .no.such }}'}")
    found = container("composite", broken, basic("b"))
    assert found.status == "FAILED"
    assert found.tools.calls == []
    assert found.row("c").output is None


def test_d46_parallel_with_an_error_ends_in_success() -> None:
    """D-46: a child that could not even begin stays pending, and the parallel succeeds."""
    broken = basic("a", more=", with: {x: '{{ .no.such }}'}")
    found = container("parallel", broken, basic("b"))
    assert found.row("a").status is Status.PENDING
    assert found.row("c").status is Status.SUCCESS
    assert found.status == "SUCCESS"


def test_nothing_visible_fails() -> None:
    """5.4: if no child has ended the response is tried again, and in the end the workflow fails."""
    found = container("parallel", basic("a", more=", with: {x: '{{ .no.such }}'}"))
    assert found.status == "FAILED"
    assert found.result.error is not None
    assert found.result.error.details is not None
    assert found.result.error.details["code"] == "PROGRESS_NOT_VISIBLE"


def test_v138_success_without_output_blocks() -> None:
    """V138: a child that succeeds without an output is waited for until all attempts are gone."""
    found = container("parallel", basic("a", "none"), basic("b"), tools={"none": lambda _: None})
    assert found.status == "FAILED"
    assert found.result.error is not None
    assert "outputs missing: 1 of 2" in found.result.error.message


STRATEGIES = ("wait_all", "fail_fast", "best_effort", "race")


@pytest.mark.parametrize(
    ("strategy", "status"),
    [*zip(STRATEGIES, ("FAILED", "FAILED", "SUCCESS", "SUCCESS"), strict=True)],
)
def test_strategies_with_one_failure(strategy: str, status: str) -> None:
    """3.6: what one failure of two means for the parallel."""
    children = (basic("a", "bad"), basic("b"))
    tools = {"bad": fails()}
    found = container("parallel", *children, more=f"strategy: {strategy}", tools=tools)
    assert found.row("c").status.value == status


def test_d38_race_returns_at_the_first_result() -> None:
    """D-38: the first outcome ends a race; the loser goes on and writes later."""
    children = (basic("fast", "fast"), basic("slow", "slow"))
    tools = {"fast": after(1), "slow": after(3), "echo": after(5)}
    found = container("parallel", *children, more="strategy: race", tools=tools)
    assert info(found)["completed_count"] == 2
    assert found.row("slow").status is Status.SUCCESS
    assert found.row("after").created_at < found.row("slow").updated_at


def test_d10_race_takes_a_failure_for_a_result() -> None:
    """D-10: a race also ends with a child that failed first; the other has not ended then."""
    children = (basic("fast", "fast"), basic("slow", "slow"))
    tools = {"fast": after(1, fails()), "slow": after(3), "echo": after(5)}
    more = "strategy: race\n    outputs: {all: '{{ .output }}'}"
    found = container("parallel", *children, more=more, tools=tools)
    output = found.row("c").output
    assert output is not None
    assert output["all"] == {}


def test_d38_late_failure_turns_the_parent() -> None:
    """D-38, D-6: a loser's failure reaches the parent's row after the race was won."""
    children = (basic("fast", "fast"), basic("slow", "slow"))
    tools = {"fast": after(1), "slow": after(3, fails()), "echo": after(5)}
    found = container("parallel", *children, more="strategy: race", tools=tools)
    assert found.row("c").status is Status.FAILED
    assert found.status == "FAILED"


def test_d37_workers_are_not_obeyed() -> None:
    """D-37: however few workers are asked for, all children run at once."""
    running: list[int] = []
    most: list[int] = []

    async def busy(request: ToolCall) -> Any:
        running.append(1)
        most.append(len(running))
        await asyncio.sleep(1)
        running.pop()
        return {}

    names = [basic(name, "busy") for name in "abcd"]
    container("parallel", *names, more="max_workers: 1", tools={"busy": busy})
    assert max(most) == 4


def nested(inner: str) -> Outcome:
    return container("composite", f"id: n, {inner}", strict=True)


PARALLEL = f"type: parallel, tasks: [{{{basic('x', more=', with: {v: 1}')}}}]"


def test_d43_nested_container_has_two_rows() -> None:
    """D-43: the child row gets the status alone; a second row without a parent has the output."""
    found = nested(PARALLEL)
    child, second = found.rows("n")
    assert (child.status, child.output) == (Status.SUCCESS, None)
    assert child.parent_state_id == found.row("c").task_exec_id
    assert second.parent_state_id is None
    assert second.output is not None
    assert found.row("x").parent_state_id == second.task_exec_id


def test_d43_outputs_of_nested_children_block_to_the_letter() -> None:
    """D-43, V138: a parallel never gets the outputs of nested children; it waits in vain."""
    inner = f"id: n, {PARALLEL}"
    strict = container("parallel", inner, basic("b"), strict=True)
    assert strict.status == "FAILED"
    assert strict.result.error is not None
    assert "outputs missing" in strict.result.error.message
    lenient = container("parallel", inner, basic("b"))
    assert lenient.status == "SUCCESS"
    output = lenient.row("c").output
    assert output is not None
    assert set(output["outputs"]) == {"b"}


def test_d45_nested_empty_collection_stays_pending() -> None:
    """D-45: the child row gets the status from before the outputs were rendered."""
    empty = "type: collection, items: '[]', task: {id: i, type: basic, tool: echo}"
    found = container("composite", f"id: n, {empty}", basic("b"))
    child, second = found.rows("n")
    assert (child.status, second.status) == (Status.PENDING, Status.SUCCESS)
    assert found.row("c").status is Status.SUCCESS


def test_d4_canceled_children_count_as_completed() -> None:
    """D-4, D-5: canceled counts as completed, timed out as failed."""
    from legacy.test_parents import tree

    from switchover.legacy.services.progress_info import progress_of

    progress = progress_of(tree(Status.CANCELED, Status.TIMED_OUT).store, "parent")
    assert (progress.completed, progress.failed) == (1, 1)


def test_d14_containers_are_never_rendered() -> None:
    """2.4, D-14, D-15: a container's own fields stay templates; its children are rendered late."""
    found = container(
        "parallel",
        basic("b", more=", with: {v: '{{ .workflow.id }}'}"),
        more="with: {raw: '{{ .workflow.id }}'}",
    )
    assert found.row("c").input == {"raw": "{{ .workflow.id }}"}
    assert found.row("b").output == {"v": "w"}


def test_d61_strategy_under_the_key_that_nobody_writes() -> None:
    """D-61: per-child updates read the strategy from `_parallel_config`, a map or JSON."""
    from switchover.legacy.services.task_responder import strategy_in

    assert strategy_in({"_parallel_config": {"strategy": "race"}}) == "race"
    assert strategy_in({"_parallel_config": '{"strategy": "fail_fast"}'}) == "fail_fast"
    for given in (None, {}, {"_parallel_config": "{"}, {"_parallel_config": {"strategy": 5}}):
        assert strategy_in(given) == "wait_all"


def test_depth_is_limited() -> None:
    """7.2: twenty levels of nesting are enough."""
    inner = basic("leaf")
    for level in range(21):
        inner = f"id: n{level}, type: composite, tasks: [{{{inner}}}]"
    found = container("composite", inner)
    assert found.status == "FAILED"
    assert found.result.error is not None
    assert found.result.error.details is not None
    assert found.result.error.details["code"] == "DEPTH"


def test_items_reach_nested_tasks_unless_strict() -> None:
    """Deviation: below a collection nested tasks see their item; to the letter they do not."""
    text = """
id: w
tasks:
  - id: c
    type: collection
    items: '["a", "b"]'
    item_var: file
    task:
      id: "outer-{{ .index }}"
      type: composite
      tasks:
        - {id: in, type: basic, tool: echo, with: {f: "{{ .file }}{{ .index }}"}}
        - id: deeper
          type: collection
          items: '[1]'
          task: {id: leaf, type: basic, tool: echo, with: {f: "{{ .file }}-{{ .item }}"}}
"""
    found = run(text)
    assert found.status == "SUCCESS"
    assert [row.output for row in found.rows("in")] == [{"f": "a0"}, {"f": "b1"}]
    leaves = [row.output["f"] for row in found.rows("leaf") if row.output]
    assert sorted(leaves) == ["a-1", "b-1"]
    assert run(text, strict=True).status == "FAILED"


def test_custom_names_reach_outputs_unless_strict() -> None:
    """Deviation: a child's `outputs` see its item under its names; to the letter they do not."""
    text = """
id: w
tasks:
  - id: c
    type: collection
    items: '["Oslo", "Bergen"]'
    item_var: city
    index_var: position
    task:
      id: "weather-{{ .position }}"
      type: basic
      tool: echo
      outputs: {said: "{{ .city }} is number {{ .position }}"}
"""
    found = run(text)
    assert found.row("weather-1").output == {"said": "Bergen is number 1"}
    assert run(text, strict=True).row("weather-1").status is Status.FAILED


@pytest.mark.parametrize(
    "text",
    [
        "type: parallel\n    tasks:\n      - {id: x, type: basic, tool: echo}",
        "type: composite\n    tasks:\n      - {id: x, type: basic, tool: echo}",
        "type: collection\n    tasks:\n      - {id: x, type: basic, tool: echo}\n    items: '[1]'",
        "type: collection\n    task:\n        {id: x, type: basic, tool: echo}\n    items: '[1]'",
    ],
)
def test_calls_of_children_know_their_place(text: str) -> None:
    """Wherever a child comes from, its call knows where its tool stands in the file."""
    found = run(f"id: w\ntasks:\n  - id: c\n    {text}\n")
    (call,) = found.tools.calls
    line = 1 + f"\nid: w\n{text}".count("\n", 0, f"\nid: w\n{text}".index("tool:"))
    assert call.position.startswith(f"flow.yaml:{line + 1}:")
