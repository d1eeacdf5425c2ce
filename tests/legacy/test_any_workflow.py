"""Laws that hold for any workflow: nested in any way, with any tool failing at any time."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from legacy.kit import Outcome, Rows, run

from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.states import Status

STRATEGIES = st.sampled_from(["wait_all", "fail_fast", "best_effort", "race"])
TEXTS = st.sampled_from(
    ["plain", "{{ .workflow.input.n }}", "{{ .index }}", "{{ .no.such }}", "{{ len .tasks }}", "t"]
)
END = {"id": "end", "type": "basic", "tool": "ok"}
NAMES = st.sampled_from(["a", "b", "é", "item-10", "item-2"])


def leaf() -> st.SearchStrategy[dict[str, Any]]:
    basic = st.fixed_dictionaries(
        {"type": st.just("basic"), "tool": st.sampled_from(["ok", "bad", "none", "odd"])},
        optional={"with": st.dictionaries(NAMES, TEXTS, max_size=2)},
    )
    others = st.sampled_from(
        [
            {"type": "aggregate", "outputs": {"x": "{{ .workflow.id }}"}},
            {"type": "aggregate", "outputs": {"x": "{{ .no.such }}"}},
            {"type": "signal", "signal": {"id": "s"}},
            {"type": "router", "condition": "go", "routes": {"go": END}},
            {"type": "wait", "wait_for": "s", "condition": "true", "timeout": "1s"},
        ]
    )
    return basic | others


def container(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    children = st.lists(inner, min_size=1, max_size=3).map(
        lambda found: [{**child, "id": f"c{index}"} for index, child in enumerate(found)]
    )
    return st.one_of(
        st.builds(
            lambda tasks, how: {"type": "parallel", "tasks": tasks, "strategy": how},
            children,
            STRATEGIES,
        ),
        st.builds(lambda tasks: {"type": "composite", "tasks": tasks}, children),
        st.builds(
            lambda child, items, mode: {
                "type": "collection",
                "items": items,
                "mode": mode,
                "task": {**child, "id": "i-{{ .index }}"},
            },
            inner,
            st.sampled_from(["[]", "[1]", '["x", {"a": 1}, null]', "{{ .workflow.input.xs }}"]),
            st.sampled_from(["parallel", "sequential"]),
        ),
    )


TASKS = st.lists(st.recursive(leaf(), container, max_leaves=6), min_size=1, max_size=3)


def flow(tasks: list[dict[str, Any]]) -> WorkflowConfig:
    """The tasks one after the other, each failure going the way of each success."""
    chained = []
    for index, task in enumerate(tasks):
        following = {"next": f"t{index + 1}"} if index + 1 < len(tasks) else {}
        chained.append({"id": f"t{index}", "on_success": following, "on_error": following, **task})
    return WorkflowConfig({"id": "w", "tasks": chained}, TaskTypes())


def bad(request: ToolCall) -> Any:
    raise EngineError("BAD", "bad")


def attempt(tasks: list[dict[str, Any]]) -> Outcome:
    tools = {"ok": lambda _: {"ok": 1}, "bad": bad, "none": lambda _: None, "odd": lambda _: [1]}
    return run(flow(tasks), {"n": 1, "xs": [1, 2]}, tools=tools)


def children_of(store: Rows, exec_id: str) -> int:
    return len(store.children(exec_id))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TASKS)
def test_any_workflow_ends_soundly(tasks: list[dict[str, Any]]) -> None:
    """A run ends; its rows know their parents; what failed says why; progress adds up."""
    found = attempt(tasks)
    result = found.result
    assert result.status in (Status.SUCCESS, Status.FAILED)
    assert "INTERNAL" not in str(result.error)
    rows = {row.task_exec_id: row for row in result.tasks}
    for row in result.tasks:
        assert row.parent_state_id is None or row.parent_state_id in rows
        assert row.error is None or row.status is Status.FAILED
        info = (row.output or {}).get("progress_info")
        if info is not None:
            assert info["total_children"] == children_of(found.store, row.task_exec_id)
            known = ("completed_count", "failed_count", "running_count", "pending_count")
            assert sum(info[key] for key in known) == info["total_children"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TASKS)
def test_any_workflow_repeats_to_the_letter(tasks: list[dict[str, Any]]) -> None:
    """Two runs under clocks that agree come to the same rows, ids and times included."""
    assert attempt(tasks).result == attempt(tasks).result
