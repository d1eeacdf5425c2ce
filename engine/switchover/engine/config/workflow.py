"""A workflow as configured: a typed, read-only view over the plain map of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import EngineError
from ..rendering.authored import authored
from .field import Field
from .kinds import (
    FLAG,
    MAP,
    RECORD,
    RECORDS,
    REFERENCE,
    TEXT,
    TEXTS,
    record,
    records,
)
from .problem import Problem
from .task import EMPTY, TaskConfig, TaskOptions
from .view import View

__all__ = ["Action", "Component", "Schedule", "Trigger", "WorkflowConfig"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A signal that starts the workflow, and the schema its payload has to fit."""

    data: Mapping[str, Any]

    type = Field(TEXT, "")
    name = Field(TEXT, "")
    schema = Field(REFERENCE, None)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a workflow starts by itself."""

    data: Mapping[str, Any]

    cron = Field(TEXT, "")
    timezone = Field(TEXT, "")
    enabled = Field(FLAG, True)
    jitter = Field(TEXT, "")
    overlap_policy = Field(TEXT, "skip")
    start_at = Field(TEXT, "")
    end_at = Field(TEXT, "")
    input = Field(MAP, EMPTY)


@dataclass(frozen=True, slots=True)
class Action:
    """Something an agent can be asked for; input and output are schemas or their ids."""

    data: Mapping[str, Any]

    id = Field(TEXT, "")
    prompt = Field(TEXT, "")
    input = Field(REFERENCE, None)
    output = Field(REFERENCE, None)


@dataclass(frozen=True, slots=True)
class Component:
    """A tool or an agent that tasks name by its id; input and output are schemas or their ids."""

    data: Mapping[str, Any]

    id = Field(TEXT, "")
    description = Field(TEXT, "")
    instructions = Field(TEXT, "")
    input = Field(REFERENCE, None)
    output = Field(REFERENCE, None)
    with_ = Field(MAP, EMPTY, "with")
    env = Field(TEXTS, EMPTY)
    action_maps = Field(records(Action), (), "actions")

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(Action(data) for data in self.action_maps)


@dataclass(frozen=True, slots=True)
class WorkflowOptions(TaskOptions):
    """The `config` of a workflow: what tasks inherit, the schema of its input, and its env."""

    input = Field(REFERENCE, None)
    env = Field(TEXTS, EMPTY)


@dataclass(frozen=True, slots=True)
class WorkflowConfig(View):
    """What a workflow says about itself.

    `notes` are warnings about what its file left out and reading it supplied.
    """

    notes: tuple[Problem, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile what the author wrote: this is where text becomes templates, and nowhere else."""
        object.__setattr__(self, "data", authored(self.data))

    id = Field(TEXT, "")
    version = Field(TEXT, "")
    description = Field(TEXT, "")
    author = Field(RECORD, EMPTY)
    cwd = Field(TEXT, "", "CWD")
    file_path = Field(TEXT, "")
    schemas = Field(RECORDS, ())
    options_map = Field(record(WorkflowOptions), EMPTY, "config")
    tools = Field(records(Component), ())
    agents = Field(records(Component), ())
    mcps = Field(RECORDS, ())
    trigger_maps = Field(records(Trigger), (), "triggers")
    task_maps = Field(RECORDS, (), "tasks")
    outputs = Field(MAP, None)
    schedule_map = Field(record(Schedule), None, "schedule")

    @property
    def options(self) -> WorkflowOptions:
        return WorkflowOptions(self.options_map)

    @property
    def env(self) -> Mapping[str, str]:
        """The workflow's variables, under those of the project where it was loaded with any."""
        return self.options.env

    @property
    def tasks(self) -> tuple[TaskConfig, ...]:
        """The top-level tasks in the order of the file."""
        return tuple(self._task_at(index, data) for index, data in enumerate(self.task_maps))

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        return tuple(Trigger(data) for data in self.trigger_maps)

    @property
    def schedule(self) -> Schedule | None:
        return None if self.schedule_map is None else Schedule(self.schedule_map)

    def find(self, task_id: str) -> TaskConfig | None:
        """Give the first top-level task with an id, or nothing."""
        for index, data in enumerate(self.task_maps):
            if str(data.get("id", "")) == task_id:
                return self._task_at(index, data)
        return None

    def task(self, task_id: str) -> TaskConfig:
        """Find the top-level task with an id. Raises EngineError TASK_NOT_FOUND, with all ids."""
        found = self.find(task_id)
        if found is None:
            ids = ", ".join(task.id for task in self.tasks) or "none"
            raise EngineError("TASK_NOT_FOUND", f"no task {task_id!r}; available: {ids}")
        return found

    def first_task(self, task_id: str = "") -> TaskConfig:
        """Give the task a run starts with: the one asked for, else the first of the file."""
        if task_id or not self.task_maps:
            return self.task(task_id)
        return self._task_at(0, self.task_maps[0])

    def _task_at(self, index: int, data: Mapping[str, Any]) -> TaskConfig:
        return self.types.task(data, source=self.source.child("tasks", index))
