"""Workflows and tasks as their authors write them: loading, typed views, validation."""

from __future__ import annotations

from switchover.ground.written import DocumentLimits

from .checks import UNCHECKED, Checks
from .document import Document, parse_yaml, read_yaml
from .field import Field, FieldError, FieldKind
from .files import check_files
from .kinds import MAP, RECORD, RECORDS, REFERENCE, TEXT
from .language import GROUP, engine_types
from .load import load_workflow, parse_workflow, read_workflow
from .problem import ConfigError, Path, Position, Problem
from .registry import TaskTypes
from .rendered import as_fields, as_texts
from .rules import validate_workflow, workflow_problems
from .schemas import SchemaError, Schemas, check_params, with_defaults
from .source import ValueOrigin
from .task import DEFAULT_TYPE, RetryPolicy, TaskConfig, TaskOptions, Transition
from .types import (
    AggregateTask,
    BasicTask,
    CollectionTask,
    CompositeTask,
    ParallelTask,
    RouterTask,
    SignalTask,
    WaitTask,
)
from .types.container import ContainerTask
from .view import View
from .workflow import Action, Component, Schedule, Trigger, WorkflowConfig

__all__ = [
    "DEFAULT_TYPE",
    "GROUP",
    "MAP",
    "RECORD",
    "RECORDS",
    "REFERENCE",
    "TEXT",
    "UNCHECKED",
    "Action",
    "AggregateTask",
    "BasicTask",
    "Checks",
    "CollectionTask",
    "Component",
    "CompositeTask",
    "ConfigError",
    "ContainerTask",
    "Document",
    "DocumentLimits",
    "Field",
    "FieldError",
    "FieldKind",
    "ParallelTask",
    "Path",
    "Position",
    "Problem",
    "RetryPolicy",
    "RouterTask",
    "Schedule",
    "SchemaError",
    "Schemas",
    "SignalTask",
    "TaskConfig",
    "TaskOptions",
    "TaskTypes",
    "Transition",
    "Trigger",
    "ValueOrigin",
    "View",
    "WaitTask",
    "WorkflowConfig",
    "as_fields",
    "as_texts",
    "check_files",
    "check_params",
    "engine_types",
    "load_workflow",
    "parse_workflow",
    "parse_yaml",
    "read_workflow",
    "read_yaml",
    "validate_workflow",
    "with_defaults",
    "workflow_problems",
]
