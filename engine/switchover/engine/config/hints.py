"""What is allowed but hardly meant: fields nobody reads, and tasks nobody finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final

from ..durations import parse_duration
from .earlier import DIRECTIVES
from .field import FieldError, fields_of
from .kinds import is_template
from .problem import Path, Problem
from .task import TaskConfig
from .view import View
from .workflow import Action, Component, WorkflowConfig

__all__ = ["duration_hints", "field_hints", "target_hints"]

# Fields that later versions of the public engine read, and this one does not.
LATER: Final = frozenset(
    {"attachments", "knowledge", "max_iterations", "mcps", "memory", "model_config", "prompt"}
)


SETTINGS: Final[tuple[Path, ...]] = (
    ("config", "schedule_to_start_timeout"),
    ("config", "start_to_close_timeout"),
    ("config", "schedule_to_close_timeout"),
    ("config", "heartbeat_timeout"),
    ("config", "retry_policy", "initial_interval"),
    ("config", "retry_policy", "maximum_interval"),
)
OPEN: Final = (Component, Action)
"""What tools and agents are made of: whatever else stands there, they are given."""
SHOWN: Final = 20  # ids that a message lists, and fields that a near name is looked up for


def target_hints(workflow: WorkflowConfig) -> Iterator[Problem]:
    """Top-level tasks that cannot be told apart, and transitions that lead nowhere."""
    ids = {str(task.data.get("id")): None for task in workflow.tasks}
    seen: set[str] = set()
    for index, task in enumerate(workflow.tasks):
        for problem in (*_id_hints(task, seen), *_transition_hints(task, ids)):
            yield problem.below("tasks", index)
        seen.add(str(task.data.get("id")))


def duration_hints(workflow: WorkflowConfig) -> Iterator[Problem]:
    """Durations that will be an error once they are needed: of sleeps, timeouts and intervals."""
    yield from _duration_hints(workflow, SETTINGS)
    for index, task in enumerate(workflow.tasks):
        for path, inner in task.walk():
            for problem in _duration_hints(inner, (("sleep",), *SETTINGS)):
                yield problem.below("tasks", index, *path)


def _duration_hints(view: View, paths: Iterable[Path]) -> Iterator[Problem]:
    for path in paths:
        value: Any = view.data
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        if not isinstance(value, str) or not value or is_template(value):
            continue
        try:
            if parse_duration(value) < 0:
                raise ValueError(f"{value!r} is negative")
        except ValueError as error:
            yield view.problem("DURATION", str(error), *path, severity="warning")


def field_hints(view: View) -> Iterator[Problem]:
    """Fields that nothing reads, at any depth, with the name that was perhaps meant."""
    for path, record, data in _records(type(view), view.data, ()):
        known = fields_of(record)
        unknown = [name for name in data if name not in known and name not in DIRECTIVES]
        for count, name in enumerate(unknown):
            near = get_close_matches(name, known, n=1) if count < SHOWN else ()
            later = "a later version reads it" if name in LATER else "it has no effect here"
            text = f"unknown field {name!r}; {f'is it {near[0]!r}?' if near else later}"
            yield view.problem("UNKNOWN_FIELD", text, *path, name, severity="warning")


def _records(
    record: type[object], data: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, type[object], Mapping[str, Any]]]:
    """Give a record and those that stand in it, but for those that take fields of anybody's."""
    yield path, record, data
    for name, field in fields_of(record).items():
        inner, value = field.kind.inner, data.get(name)
        if inner is None or issubclass(inner, OPEN):
            continue
        parts = enumerate(value) if isinstance(value, list | tuple) else [(None, value)]
        for at, part in parts:
            if isinstance(part, Mapping):
                step = (name,) if at is None else (name, at)
                yield from _records(inner, part, (*path, *step))


def _id_hints(task: TaskConfig, seen: Collection[str]) -> Iterator[Problem]:
    own = task.data.get("id")
    if not own:
        text = "a task without an id cannot be gone to"
        yield task.problem("TASK_ID", text, severity="warning")
    elif str(own) in seen:
        text = f"duplicate task id {own!r}; only the first is ever found"
        yield task.problem("TASK_DUP", text, "id", severity="warning")


def _transition_hints(task: TaskConfig, ids: Collection[str]) -> Iterator[Problem]:
    for path, target in _targets(task):
        if target and not is_template(target) and target not in ids:
            known = ", ".join(islice(ids, SHOWN)) + (", …" if len(ids) > SHOWN else "")
            text = f"no task {target!r}; available: {known}"
            yield task.problem("TASK_NOT_FOUND", text, *path, severity="warning")


def _targets(task: TaskConfig) -> list[tuple[tuple[str | int, ...], str]]:
    try:
        return list(task.targets())
    except FieldError:
        return []  # said where the field stands
