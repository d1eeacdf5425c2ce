"""What is wrong with a workflow: the rules of its parts, and those of all its tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .actions import unknown_actions
from .cycles import cycle_hints
from .earlier import earlier_spellings
from .hints import duration_hints, field_hints, target_hints
from .outputs import bad_templates
from .problem import ConfigError, Path, Problem, Severity, Wrapper, notation
from .schedule import schedule_faults
from .schemas import (
    Schema,
    SchemaError,
    Schemas,
    empty_keywords,
    with_defaults,
)
from .shape import shape_problems
from .task import TaskConfig
from .workflow import Component, Trigger, WorkflowConfig

__all__ = ["validate_workflow", "workflow_problems"]


def workflow_problems(workflow: WorkflowConfig) -> Iterator[Problem]:
    """Everything that is wrong with a workflow and its tasks, errors and warnings, in order."""
    faults = tuple(shape_problems(workflow))
    yield from faults
    yield from field_hints(workflow)
    yield from workflow.notes
    faulty = {str(problem.path[0]) for problem in faults}
    sound = workflow.without(*faulty)
    schemas = Schemas(sound.schemas)
    rules = _Rules(sound, schemas)
    for problem in rules.all():
        if not problem.path or problem.path[0] not in faulty:
            yield problem


def validate_workflow(workflow: WorkflowConfig) -> tuple[Problem, ...]:
    """Give the warnings about a workflow. Raises ConfigError with every error it has, if any."""
    problems = tuple(workflow_problems(workflow))
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ConfigError(errors)
    return problems


class _Rules:
    """The rules of one workflow; each is a generator of problems."""

    def __init__(self, workflow: WorkflowConfig, schemas: Schemas) -> None:
        self.workflow, self.schemas = workflow, schemas
        self.problem = workflow.problem

    def all(self) -> Iterator[Problem]:
        yield from self.head()
        yield from earlier_spellings(self.workflow)
        yield from self.schema_list()
        yield from self.triggers()
        yield from self.components("tool", self.workflow.tools)
        yield from self.components("agent", self.workflow.agents)
        yield from self.tasks()
        yield from self.templates()
        yield from unknown_actions(self.workflow)
        yield from target_hints(self.workflow)
        yield from cycle_hints(self.workflow)
        yield from duration_hints(self.workflow)
        yield from self.outputs()
        yield from self.schedule()

    def head(self) -> Iterator[Problem]:
        if not self.workflow.id:
            yield self.problem("WORKFLOW_ID", "a workflow needs an id", "id")
        if not self.workflow.task_maps:
            yield self.problem("WORKFLOW_TASKS", "a workflow needs at least one task", "tasks")
        yield from self.schema_at(self.workflow.options.input, "config", "input")

    def schema_list(self) -> Iterator[Problem]:
        for index, schema in enumerate(self.workflow.schemas):
            wrapper = Wrapper("SCHEMA", f"schema {schema.get('id')!r}")
            for problem in self.schema_at(schema, "schemas", index):
                yield problem.within(wrapper)

    def triggers(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for index, trigger in enumerate(self.workflow.triggers):
            wrapper = Wrapper("TRIGGER", f"trigger {trigger.name!r}")
            for problem in self.trigger(trigger, ("triggers", index), seen):
                yield problem.within(wrapper)
            seen.add(trigger.name)

    def trigger(self, trigger: Trigger, path: Path, seen: set[str]) -> Iterator[Problem]:
        if trigger.type != "signal":
            text = f"unsupported trigger type {trigger.type!r}"
            yield self.problem("TRIGGER_TYPE", text, *path, "type", allowed="signal")
        if not trigger.name:
            yield self.problem("TRIGGER_NAME", "a trigger needs a name", *path, "name")
        elif trigger.name in seen:
            text = f"duplicate trigger name {trigger.name!r}"
            yield self.problem("TRIGGER_DUP", text, *path, "name")
        yield from self.schema_at(trigger.schema, *path, "schema", code="TRIGGER_SCHEMA")

    def components(self, kind: str, maps: Sequence[Any]) -> Iterator[Problem]:
        for index, data in enumerate(maps):
            component = Component(data)
            wrapper = Wrapper(kind.upper(), f"{kind} {component.id!r}")
            path = (f"{kind}s", index)
            if not component.id:
                text = f"the {kind} needs an id"
                yield self.problem(f"{kind.upper()}_ID", text, *path).within(wrapper)
            for below, schema in _component_schemas(component):
                for problem in self.schema_at(schema, *path, *below):
                    yield problem.within(wrapper)

    def tasks(self) -> Iterator[Problem]:
        for index, task in enumerate(self.workflow.tasks):
            wrapper = Wrapper("TASK", f"task {task.data.get('id')!r}")
            for problem in self.workflow.types.problems(task):
                yield problem.within(wrapper, "tasks", index)
            yield from self.task_schemas(task, wrapper, ("tasks", index))

    def templates(self) -> Iterator[Problem]:
        check = self.workflow.types.checks.template
        for path, reason in bad_templates(self.workflow.task_maps, check):
            text = f"this template will not parse: {reason}"
            yield self.problem("TEMPLATE", text, "tasks", *path, severity="warning")

    def task_schemas(self, task: TaskConfig, wrapper: Wrapper, path: Path) -> Iterator[Problem]:
        for below, inner in task.walk():
            for name in ("input", "output"):
                schema = inner.data.get(name)
                if isinstance(schema, str | Mapping):
                    for problem in self.schema_at(schema, *path, *below, name):
                        yield problem.within(wrapper)

    def outputs(self) -> Iterator[Problem]:
        outputs = self.workflow.outputs
        if outputs is None:
            return
        if not outputs:
            yield self.problem("OUTPUTS_EMPTY", "outputs must not be empty", "outputs")
        for path, reason in bad_templates(outputs, self.workflow.types.checks.template):
            place = ("outputs", *path)
            text = f"invalid template in {notation(place)}: {reason}"
            yield self.problem("OUTPUTS_TEMPLATE", text, *place)

    def schedule(self) -> Iterator[Problem]:
        schedule = self.workflow.schedule
        if schedule is None:
            return
        wrapper = Wrapper("SCHEDULE", "schedule")
        for name, reason in schedule_faults(schedule):
            code = f"SCHEDULE_{name.upper()}"
            yield self.problem(code, reason, "schedule", name).within(wrapper)
        for path, reason in self.schedule_input(schedule.input):
            place = ("schedule", "input", *path)
            yield self.problem("SCHEDULE_INPUT", reason, *place).within(wrapper)

    def schedule_input(self, value: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        reference = self.workflow.options.input
        if reference is None:
            return
        try:
            schema = self.schemas.resolve(reference)
            violations = self.schemas.violations(schema, with_defaults(schema, value))
        except SchemaError:
            return  # said where the schema stands
        for violation in violations:
            yield violation.path, violation.message

    def schema_at(
        self, schema: Schema | None, *path: str | int, code: str = "", severity: Severity = "error"
    ) -> Iterator[Problem]:
        if schema is None:
            return
        try:
            self.schemas.check(schema)
        except SchemaError as error:
            below = () if isinstance(schema, str) else error.path
            yield self.problem(code or error.code, error.message, *path, *below, severity=severity)
        for below in () if isinstance(schema, str) else empty_keywords(schema):
            text = f"{below[-1]!r} has no value here, and is read as if it were not there"
            yield self.problem("SCHEMA_EMPTY", text, *path, *below, severity="warning")


def _component_schemas(component: Component) -> Iterator[tuple[Path, Schema | None]]:
    yield ("input",), component.input
    yield ("output",), component.output
    for index, action in enumerate(component.actions):
        yield ("actions", index, "input"), action.input
        yield ("actions", index, "output"), action.output
