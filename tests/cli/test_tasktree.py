"""The tree of a run shows every task under its parent, and says how many it leaves out."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from switchover.cli.tasktree import SHOWN, STYLES, tree_of
from switchover.engine import Run
from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.states import Status, TaskError, TaskState, WorkflowState
from switchover.engine.store import MemoryStore

FLOW = WorkflowConfig({"id": "flow", "tasks": []}, TaskTypes())


def row(name: str, parent: str | None, at: int, status: Status, error: str = "") -> TaskState:
    return TaskState(
        task_exec_id=name,
        task_id=f"task-{name}",
        workflow_id="flow",
        workflow_exec_id="r",
        status=status,
        execution_type="basic",
        parent_state_id=parent,
        created_at=float(at),
        error=TaskError(code="X", message=error) if error else None,
    )


def drawn(rows: list[TaskState], status: Status | None = None) -> list[str]:
    """The lines of the tree."""
    store = MemoryStore()
    if status is not None:
        store.put_workflow(WorkflowState(workflow_id="flow", workflow_exec_id="r", status=status))
    for each in rows:
        store.put_task(each)
    tree = tree_of([Run(workflow=FLOW, workflow_exec_id="r")], store)
    terminal = Console(file=io.StringIO(), width=200, color_system=None)
    terminal.print(tree)
    return terminal.file.getvalue().splitlines()  # type: ignore[attr-defined]


@given(st.lists(st.integers(-1, 5), max_size=8), st.sampled_from(Status))
@settings(max_examples=30)
def test_every_task_stands_once_below_its_parent(parents: list[int], status: Status) -> None:
    """One level further in than that, and behind the parent, whatever stands between."""
    known = {index: min(parent, index - 1) for index, parent in enumerate(parents)}
    rows = [
        row(str(i), None if parent < 0 else str(parent), i, status) for i, parent in known.items()
    ]
    lines = drawn(rows, Status.RUNNING)
    places = {i: [n for n, line in enumerate(lines) if f"task-{i} " in line] for i in known}
    assert all(len(found) == 1 for found in places.values())
    for i, parent in known.items():
        above = 0 if parent < 0 else places[parent][0]
        (place,) = places[i]
        assert place > above
        assert lines[place].index("task-") > lines[above].index("flow r" if parent < 0 else "task-")


@pytest.mark.parametrize("status", Status)
def test_a_status_is_said_in_a_word_and_a_sign(status: Status) -> None:
    """Not in a colour alone."""
    sign, _ = STYLES[status]
    (_, line) = drawn([row("a", None, 0, status)], status)
    assert f"{sign} task-a  {status.value}" in line


def test_children_beyond_what_is_shown_are_counted() -> None:
    """The tree of ten thousand children can be read."""
    lines = drawn([row(str(i), None, i, Status.SUCCESS) for i in range(SHOWN + 3)], Status.RUNNING)
    assert len(lines) == 1 + SHOWN + 1
    assert lines[-1].endswith("… and 3 more")


def test_of_an_error_the_first_line_is_shown() -> None:
    """The rest is told behind the tree."""
    lines = drawn([row("a", None, 0, Status.FAILED, "no such tool\nTraceback ...")], Status.FAILED)
    assert lines[-1].endswith("task-a  FAILED  no such tool")
    assert "Traceback" not in "".join(lines)


def test_a_run_without_a_row_has_not_begun() -> None:
    """It is drawn all the same."""
    (line,) = drawn([])
    assert "flow r  PENDING" in line
