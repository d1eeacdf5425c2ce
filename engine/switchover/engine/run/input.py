"""What a workflow is started with: completed with the schema's defaults, and validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..config import Trigger, WorkflowConfig
from ..config.problem import ConfigError, Path, Problem, Wrapper
from ..config.schemas import Schema, Schemas, with_defaults
from ..plain_json import NO_PLAIN_DATA, as_read

__all__ = ["check_payload", "prepared"]


def prepared(workflow: WorkflowConfig, data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give the input over the defaults of its schema's own properties, as plain data.

    Raises:
        ConfigError: ``INPUT`` with every violation of the schema, or what is no plain data.
    """
    given = _plain(workflow, data or {})
    schema = workflow.options.input
    if schema is None:
        return given
    schemas = Schemas(workflow.schemas)
    complete = _plain(workflow, with_defaults(schemas.resolve(schema), given))
    _check(workflow, schemas, schema, complete, what="input", path=("config", "input"))
    return complete


def _plain(workflow: WorkflowConfig, data: Mapping[str, Any]) -> dict[str, Any]:
    """Copy an input as who reads it from a store gets it: a default that looks like a template is
    data there, and is so from the beginning.
    """
    try:
        return dict(as_read(dict(data), "the input"))
    except NO_PLAIN_DATA as error:
        wrapper = Wrapper("INPUT", f"input of workflow {workflow.id!r}")
        problem = Problem(code="INPUT", message=f"this is no plain data: {error}")
        raise ConfigError([problem.within(wrapper)]) from error


def check_payload(workflow: WorkflowConfig, trigger: Trigger, payload: Mapping[str, Any]) -> None:
    """Raise ConfigError ``TRIGGER_PAYLOAD`` unless a signal's payload fits its trigger's schema."""
    if trigger.schema is not None:
        schemas, what = Schemas(workflow.schemas), f"payload of signal {trigger.name!r}"
        _check(workflow, schemas, trigger.schema, payload, what=what, path=("triggers",))


def _check(
    workflow: WorkflowConfig,
    schemas: Schemas,
    schema: Schema,
    value: Any,
    *,
    what: str,
    path: Path,
) -> None:
    code = "INPUT" if what == "input" else "TRIGGER_PAYLOAD"
    wrapper = Wrapper(code, f"{what} of workflow {workflow.id!r}")
    problems = tuple(_problems(workflow, schemas, schema, value, code=code, path=path))
    if problems:
        raise ConfigError(problem.within(wrapper) for problem in problems)


def _problems(
    workflow: WorkflowConfig,
    schemas: Schemas,
    schema: Schema,
    value: Any,
    *,
    code: str,
    path: Path,
) -> Iterator[Problem]:
    for violation in schemas.violations(schema, value):
        yield Problem(
            code=code,
            message=violation.message,
            path=violation.path,
            position=workflow.position(*path),
        )
