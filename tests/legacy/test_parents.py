"""The updater that carries statuses upwards, and what its records say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from legacy.kit import Parts, parts

from switchover.engine.errors import EngineError
from switchover.engine.states import Status, TaskState
from switchover.legacy.services.parent_updater import ParentUpdate, ParentUpdater, should_update

P, R, S, F = Status.PENDING, Status.RUNNING, Status.SUCCESS, Status.FAILED


def tree(*statuses: Status, parent: Status = P, above: bool = False) -> Parts:
    """A parent with children of these statuses, itself a child of a grandparent if wanted."""
    kit = parts()
    kit.store.put_task(row("parent", parent, "grandparent" if above else None))
    if above:
        kit.store.put_task(row("grandparent", parent))
    for index, status in enumerate(statuses):
        kit.store.put_task(row(f"child-{index}", status, "parent"))
    return kit


def row(name: str, status: Status, parent: str | None = None) -> TaskState:
    return TaskState(
        task_exec_id=name,
        task_id=name,
        workflow_id="w",
        workflow_exec_id="run",
        status=status,
        execution_type="composite",
        parent_state_id=parent,
    )


def state(kit: Parts, name: str = "parent") -> TaskState:
    found = kit.store.task(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [(R, R, False), (R, P, False), (P, R, True), (R, S, True), (S, F, True), (S, R, False)],
)
def test_v101_guard(old: Status, new: Status, allowed: bool) -> None:
    """V101: forward and to an end, also from one end to the other, but never back."""
    assert should_update(old, new) is allowed


@given(st.sampled_from(Status), st.sampled_from(Status))
def test_guard_never_leaves_an_end_for_less(old: Status, new: Status) -> None:
    """3.1: a finished parent never becomes unfinished again."""
    if old.is_terminal and not new.is_terminal:
        assert not should_update(old, new)


def test_v102_running_child() -> None:
    """V102: a running child keeps the parent running; the children are not touched."""
    kit = tree(R, S, S)
    before = kit.store.children("parent")
    ParentUpdater(kit.context).update(ParentUpdate(parent="parent"))
    found = state(kit)
    assert found.status is R
    assert found.output is not None
    assert found.output["progress_info"]["total_children"] == 3
    assert kit.store.children("parent") == before


def test_v103_recursion() -> None:
    """V103: a child that succeeded ends its running parent and the grandparent."""
    kit = tree(S, parent=R, above=True)
    ParentUpdater(kit.context).update(ParentUpdate(parent="parent", recursive=True))
    assert (state(kit).status, state(kit, "grandparent").status) == (S, S)


def test_without_recursion_the_grandparent_stays() -> None:
    kit = tree(S, parent=R, above=True)
    ParentUpdater(kit.context).update(ParentUpdate(parent="parent"))
    assert state(kit, "grandparent").status is R


def test_v104_guards() -> None:
    """V104: a parent that was visited, a depth of 101, and an unknown parent are refused."""
    kit = tree(S)
    update = ParentUpdater(kit.context).update
    request = ParentUpdate(parent="parent")
    with pytest.raises(EngineError) as caught:
        update(request, visited=frozenset({"parent"}))
    assert caught.value.code == "PARENT_CYCLE"
    with pytest.raises(EngineError) as caught:
        update(request, depth=101)
    assert caught.value.code == "PARENT_DEPTH"
    with pytest.raises(EngineError, match="nobody") as caught:
        update(ParentUpdate(parent="nobody"))
    assert caught.value.code == "PARENT_GET"
    update(request, depth=100)


def test_progress_is_written_without_children_and_without_change() -> None:
    """3.8: the record is written whatever the status, of no children too."""
    kit = tree(parent=R)
    ParentUpdater(kit.context).update(ParentUpdate(parent="parent", strategy="race"))
    found = state(kit)
    assert found.status is R
    assert found.updated_at == 1000.0
    assert found.output == {
        "progress_info": {
            "completion_rate": 0.0,
            "failure_rate": 0.0,
            "total_children": 0,
            "completed_count": 0,
            "failed_count": 0,
            "running_count": 0,
            "pending_count": 0,
            "strategy": "race",
            "last_updated": 1000.0,
        }
    }


def test_failure_names_the_child() -> None:
    """3.8: a parent that fails says how many children did, and which one gave the occasion."""
    kit = tree(F, S, parent=R)
    request = ParentUpdate(parent="parent", child_task_id="child-0", child_status=F)
    ParentUpdater(kit.context).update(request)
    error = state(kit).error
    assert error is not None
    assert error.code == "child_task_failure"
    assert error.details == {
        "failed_count": 1,
        "completed_count": 1,
        "total_children": 2,
        "child_task_id": "child-0",
        "child_status": "FAILED",
    }


def test_success_clears_the_error() -> None:
    """3.8: a status that is no failure leaves no error behind."""
    kit = tree(F, parent=R)
    updater = ParentUpdater(kit.context)
    updater.update(ParentUpdate(parent="parent"))
    kit.store.put_task(row("child-0", S, "parent"))
    updater.update(ParentUpdate(parent="parent"))
    assert (state(kit).status, state(kit).error) == (S, None)


def test_cycle_in_the_rows_is_found() -> None:
    """3.8: rows that are each other's parents end in an error, not in an endless climb."""
    kit = parts()
    kit.store.put_task(row("a", R, "b"))
    kit.store.put_task(row("b", R, "a"))
    with pytest.raises(EngineError) as caught:
        ParentUpdater(kit.context).update(ParentUpdate(parent="a", recursive=True))
    assert caught.value.code == "PARENT_CYCLE"
