"""Workflows and tasks as their authors write them: loading, typed views, validation."""

from __future__ import annotations

from switchover.engine.config.checks import Checks
from switchover.engine.config.compose import DocumentLimits
from switchover.engine.config.document import Document, parse_yaml, read_yaml
from switchover.engine.config.field import Field, FieldError, FieldKind
from switchover.engine.config.files import check_files, load_workflow
from switchover.engine.config.language import engine_types
from switchover.engine.config.load import parse_workflow, read_workflow
from switchover.engine.config.problem import ConfigError, Position, Problem
from switchover.engine.config.registry import TaskTypes
from switchover.engine.config.rules import validate_workflow, workflow_problems
from switchover.engine.config.schemas import SchemaError, Schemas, check_params, with_defaults
from switchover.engine.config.source import ValueOrigin
from switchover.engine.config.task import RetryPolicy, TaskConfig, TaskOptions, Transition
from switchover.engine.config.types import (
    AggregateTask,
    BasicTask,
    CollectionTask,
    CompositeTask,
    ParallelTask,
    RouterTask,
    SignalTask,
    WaitTask,
)
from switchover.engine.config.workflow import Schedule, Trigger, WorkflowConfig

__all__ = [
    "AggregateTask",
    "BasicTask",
    "Checks",
    "CollectionTask",
    "CompositeTask",
    "ConfigError",
    "Document",
    "DocumentLimits",
    "Field",
    "FieldError",
    "FieldKind",
    "ParallelTask",
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
    "WaitTask",
    "WorkflowConfig",
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
