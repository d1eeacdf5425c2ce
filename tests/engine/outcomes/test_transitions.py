"""Where a workflow goes after a task."""

from __future__ import annotations

import pytest

from switchover.engine.config import TaskTypes
from switchover.engine.outcomes import next_id, next_task

TYPES = TaskTypes()
TASKS = {name: TYPES.task({"id": name}) for name in ("good", "bad")}


@pytest.mark.parametrize(
    ("succeeded", "expected"), [(True, "good"), (False, "bad")], ids=["success", "failure"]
)
def test_outcome_selects_the_transition(succeeded: bool, expected: str) -> None:
    """1.4: success follows on_success, failure on_error."""
    task = TYPES.task({"id": "t", "on_success": {"next": "good"}, "on_error": {"next": "bad"}})
    assert next_id(task, succeeded=succeeded) == expected
    assert next_task(TASKS.get, task, succeeded=succeeded) is TASKS[expected]


def test_unknown_or_missing_target_ends_the_workflow() -> None:
    """1.4: an id that no task has is silently no next task, as is no transition at all."""
    unknown = TYPES.task({"id": "t", "on_success": {"next": "nowhere"}})
    assert next_task(TASKS.get, unknown, succeeded=True) is None
    assert next_task(TASKS.get, TYPES.task({"id": "t"}), succeeded=False) is None
