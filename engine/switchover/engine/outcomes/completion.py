"""How a workflow ends: its status and its output, computed from its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from ..states import Status, TaskState

__all__ = ["default_output", "last_word"]

UNFINISHED: Final = frozenset({Status.RUNNING, Status.PENDING})


def last_word(rows: Iterable[TaskState]) -> Status:
    """Return FAILED or RUNNING, whichever the last row without a parent says, else SUCCESS.

    Rows that wait, are paused, canceled or timed out say nothing.
    """
    status = Status.SUCCESS
    for row in rows:
        if row.parent_state_id is not None:
            continue
        if row.status is Status.FAILED:
            status = Status.FAILED
        elif row.status in UNFINISHED:
            status = Status.RUNNING
    return status


def _is_parallel(row: TaskState) -> bool:
    return row.execution_type == "parallel"


def default_output(
    rows: Iterable[TaskState], *, says_type: Callable[[TaskState], bool] = _is_parallel
) -> dict[str, Any]:
    """Return every task's output by id, children too, for a workflow that names no outputs.

    Args:
        rows: the workflow's, one for each id.
        says_type: whose entry names its execution type, as the public engine does for a parallel.
    """
    return {row.task_id: _entry(row, says_type(row)) for row in rows}


def _entry(row: TaskState, says_type: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"output": row.output}
    if row.parent_state_id is not None:
        entry["parent_state_id"] = row.parent_state_id
    if says_type:
        entry["execution_type"] = row.execution_type
    return entry
