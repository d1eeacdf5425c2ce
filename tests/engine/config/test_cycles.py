"""Cycles that nothing ends are told, and only those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config import engine_types
from switchover.engine.config.cycles import cycle_hints
from switchover.engine.config.load import parse_workflow
from switchover.engine.config.workflow import WorkflowConfig

TYPES = engine_types()


def told(tasks):
    workflow = parse_workflow("id: w\ntasks:\n" + tasks, TYPES, name="w.yaml")
    return [(problem.message.split(" has")[0], problem) for problem in cycle_hints(workflow)]


@pytest.mark.parametrize(
    ("tasks", "cycles"),
    [
        ("- {id: a, tool: t, on_success: {next: a}}\n", ["a → a"]),
        (
            "- {id: a, tool: t, on_success: {next: b}}\n- {id: b, tool: t, on_success: {next: a}}\n",
            ["a → b → a"],
        ),
        (
            "- {id: in, tool: t, on_success: {next: b}}\n- {id: a, tool: t, on_success: {next: b}}\n"
            "- {id: b, tool: t, on_success: {next: a}, on_error: {next: end}}\n- {id: end, tool: t}\n",
            ["a → b → a"],
        ),
        ("- {id: r, type: router, condition: x, routes: {y: r, z: r}}\n", ["r → r"]),
        (
            "- {id: r, type: router, condition: x, routes: {y: {id: i, tool: t, on_success: {next: r}}}}\n",
            ["r → r"],
        ),
        ("- {id: r, type: router, condition: x, routes: {y: r, z: out}}\n- {id: out, tool: t}\n", []),
        ("- {id: r, type: router, condition: x, routes: {y: r, z: {id: i, tool: t}}}\n", []),
        ("- {id: w, type: wait, wait_for: x, condition: 'true', on_success: {next: w}}\n", []),
        ("- {id: a, tool: t, on_success: {next: '{{ .x }}'}}\n", []),
        ("- {id: a, tool: t, on_success: {next: nowhere}}\n", []),
        ("- {id: a, tool: t, on_error: {next: a}}\n", []),
        ("- {id: a, tool: t, on_success: 7}\n", []),
    ],
)  # fmt: skip
def test_a_cycle_is_told_unless_a_condition_leads_out(tasks, cycles):
    assert [cycle for cycle, _ in told(tasks)] == cycles


def test_the_warning_stands_where_the_first_task_of_the_cycle_goes_on():
    ((_, problem),) = told(
        "- {id: a, tool: t, on_success: {next: b}}\n- {id: b, tool: t, on_success: {next: a}}\n"
    )
    assert (problem.code, problem.severity, str(problem.position)) == (
        "ENDLESS",
        "warning",
        "w.yaml:3:39",
    )


@given(st.lists(st.integers(-1, 7), min_size=1, max_size=8))
def test_it_is_told_exactly_where_a_walk_never_ends(targets):
    """Of plain tasks, each with one way on or none: followed for longer than there are tasks."""
    tasks = [
        {"id": str(index), "tool": "t", "CWD": ".", "on_success": {"next": str(target)}}
        for index, target in enumerate(targets)
    ]

    def walks_on(at):
        for _ in range(len(targets) + 1):
            if not 0 <= at < len(targets):
                return False
            at = targets[at]
        return True

    hints = [*cycle_hints(WorkflowConfig({"id": "w", "tasks": tasks}, TYPES))]
    assert bool(hints) == any(walks_on(at) for at in range(len(targets)))
    assert len({problem.path for problem in hints}) == len(hints)
