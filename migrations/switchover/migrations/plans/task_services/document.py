"""What is compared: a run, or one call of it, as plain data without ids and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

import msgspec

from switchover.engine.config import WorkflowConfig
from switchover.engine.rendering import AuthoredText
from switchover.engine.run import EPOCH_S
from switchover.engine.states import TaskError, TaskState, WorkflowState

__all__ = ["Labels", "error_map", "history_map", "places", "rows_map", "stored_map", "workflow_map"]

UNSTABLE: Final = frozenset(
    {
        "workflow_exec_id",
        "task_exec_id",
        "parent_state_id",
        "_item_scope",
        "_item_input",
        "_authored",
    }
)
"""Keys that are not compared: their values differ between any two runs, or are how a system hands
an item's variables down, which is its own affair as long as they arrive."""

TIMES: Final = frozenset({"last_updated", "created_at", "updated_at"})
"""Moments, shown in seconds of the run's own time."""

RECEIVED: Final = UNSTABLE | {"signal_id", "received_at_utc"}
"""What is not compared of a received signal: its own id is made when it is sent."""


AS_TEMPLATE: Final = "(a template) "
"""What stands before a text that is still a template: in rows and calls there is none."""

NO_PLACES: Final[Mapping[str, str]] = {}


def places(workflow: WorkflowConfig) -> Mapping[str, str]:
    """Return the workflow's folder and file, and what a document shows for them."""
    return {workflow.cwd: "<folder>", workflow.file_path: "<file>"}


class Labels:
    """Readable names for exec ids: the task's id behind its parent's, counted when it repeats.

    Args:
        places: texts that name places on the machine, and what is shown for them.
        began: the moment from which times are counted.
    """

    def __init__(
        self,
        rows: Iterable[TaskState],
        places: Mapping[str, str] = NO_PLACES,
        *,
        began: float = EPOCH_S,
    ) -> None:
        self._began = began
        self._by_exec_id = {text: shown for text, shown in places.items() if text}
        paths = [(text, shown) for text, shown in places.items() if text.startswith("/")]
        self._paths = sorted(paths, reverse=True)
        seen: Counter[str] = Counter()
        listed = list(rows)
        names = {row.task_exec_id: row.task_id for row in listed}
        for row in listed:
            parent = names.get(row.parent_state_id or "")
            label = f"{parent}/{row.task_id}" if parent else row.task_id
            seen[label] += 1
            self._by_exec_id[row.task_exec_id] = (
                f"{label}#{seen[label]}" if seen[label] > 1 else label
            )

    def of(self, exec_id: str) -> str:
        """Return the name of a row; one that is not known is called new."""
        return self._by_exec_id.get(exec_id, "new")

    def plain(self, value: Any) -> Any:
        """Return a value with names in place of exec ids, without what never repeats."""
        if isinstance(value, Mapping):
            hidden = RECEIVED if "received_at_utc" in value else UNSTABLE
            return {
                self._name(key): self.moment(item) if key in TIMES else self.plain(item)
                for key, item in value.items()
                if key not in hidden
            }
        if isinstance(value, list | tuple):
            return [self.plain(item) for item in value]
        if isinstance(value, AuthoredText):
            return f"{AS_TEMPLATE}{value}"
        return self._name(value) if isinstance(value, str) else value

    def moment(self, value: Any) -> Any:
        """Return a time in milliseconds' precision, counted from the beginning."""
        return round(value - self._began, 3) if isinstance(value, float) and value else value

    def row(self, row: TaskState) -> dict[str, Any]:
        """Return a task's row."""
        plain: dict[str, Any] = self.plain(msgspec.to_builtins(row))
        plain["error"] = self.plain(error_map(row.error))
        return plain

    def _name(self, text: str) -> str:
        found = self._by_exec_id.get(text)
        if found is not None:
            return found
        for path, shown in self._paths:
            text = text.replace(path, shown)
        return text


def rows_map(rows: Iterable[TaskState], labels: Labels) -> dict[str, Any]:
    """Return rows by name, in order of creation, those of nested tasks' second rows apart.

    A second row has no parent, but the id of a task that has one: the old services made it for
    every nested task that is not basic.
    """
    listed = list(rows)
    nested = {row.task_id for row in listed if row.parent_state_id is not None}
    main, second = dict[str, Any](), dict[str, Any]()
    for row in listed:
        is_second = row.parent_state_id is None and row.task_id in nested
        (second if is_second else main)[labels.of(row.task_exec_id)] = labels.row(row)
    return {"rows": main, "second_rows": second}


def history_map(put: Iterable[TaskState], labels: Labels) -> dict[str, Any]:
    """Return which statuses each row has had, and when it got them.

    What else a write changes is told by the calls of a type, each with the rows that it wrote: a
    system may put a row together in several writes, and nobody sees it in between.
    """
    history = dict[str, list[dict[str, Any]]]()
    for row in put:
        seen = history.setdefault(labels.of(row.task_exec_id), [])
        if not seen or seen[-1]["status"] != row.status.value:
            seen.append({"status": row.status.value, "at": labels.moment(row.updated_at)})
    return history


def stored_map(
    stored: Mapping[str, Any], labels: Labels, mine: Container[str] | None = None
) -> dict[str, Any]:
    """Return what is known by a storage's key, under names: of second and others' rows nothing."""
    shown = dict[str, Any]()
    for key, value in stored.items():
        *kind, exec_id = key.split(":")
        if mine is None or exec_id in mine:
            shown[f"{':'.join(kind)}:{labels.of(exec_id)}"] = labels.plain(value)
    return shown


def workflow_map(state: WorkflowState | Any, labels: Labels) -> dict[str, Any]:
    """Return how a workflow has ended."""
    return {
        "status": state.status.value,
        "output": labels.plain(state.output),
        "error": labels.plain(error_map(state.error)),
    }


def error_map(error: TaskError | None) -> dict[str, Any] | None:
    """Return an error's code, text and details."""
    if error is None:
        return None
    return {"code": error.code, "message": error.message, "details": error.details}
