"""JSON Schemas of a workflow: found by id or inline, compiled once; defaults and violations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from switchover.engine.config.problem import ConfigError, Path, Problem, Wrapper
from switchover.engine.errors import EngineError
from switchover.engine.plain_json import encode

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    from switchover.engine.config.task import TaskConfig

__all__ = ["Schema", "SchemaError", "Schemas", "Violation", "check_params", "with_defaults"]

Schema = str | Mapping[str, Any]
"""A schema: the id of one of the workflow's, or the schema itself."""

COMPILED = 512  # schemas kept compiled, of all workflows together


class SchemaError(EngineError):
    """A schema that cannot be used, and the place in it that says why."""

    def __init__(self, code: str, message: str, path: Path = ()) -> None:
        super().__init__(code, message, retryable=False)
        self.path = path


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a value does not fit its schema."""

    path: Path
    message: str
    value: Any


class Schemas:
    """The schemas that a workflow declares under `schemas`, by their id."""

    def __init__(self, declared: Iterable[Mapping[str, Any]] = ()) -> None:
        self._by_id = {str(schema.get("id", "")): schema for schema in declared}

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._by_id)

    def resolve(self, schema: Schema) -> Mapping[str, Any]:
        """The schema itself. Raises SchemaError SCHEMA_NOT_FOUND for an id nobody declares."""
        if not isinstance(schema, str):
            return schema
        if schema in self._by_id:
            return self._by_id[schema]
        known = ", ".join(self.ids) or "none"
        raise SchemaError("SCHEMA_NOT_FOUND", f"no schema {schema!r}; declared: {known}")

    def check(self, schema: Schema) -> None:
        """Raise SchemaError unless the schema is found and sound."""
        _validator(_key(self.resolve(schema)))

    def violations(self, schema: Schema, value: Any) -> tuple[Violation, ...]:
        """Every way in which a value does not fit. Raises SchemaError for a bad schema."""
        from referencing.exceptions import Unresolvable

        validator = _validator(_key(self.resolve(schema)))
        try:
            return tuple(
                Violation(tuple(error.absolute_path), error.message, error.instance)
                for error in validator.iter_errors(value)
            )
        except Unresolvable as error:
            raise SchemaError("SCHEMA", f"$ref {error.ref!r} leads nowhere") from error
        except RecursionError as error:
            raise SchemaError("SCHEMA", "the schema or the value nests without end") from error


def with_defaults(schema: Mapping[str, Any] | None, value: Mapping[str, Any] | None) -> Any:
    """The value over the defaults of the schema's own properties, inner ones left alone.

    Without a schema the value stays as it is; without a value the defaults stand alone.
    """
    if schema is None:
        return value
    properties = schema.get("properties")
    defaults = {
        name: inner["default"]
        for name, inner in (properties.items() if isinstance(properties, Mapping) else ())
        if isinstance(inner, Mapping) and "default" in inner
    }
    return {**defaults, **(value or {})}


def check_params(task: TaskConfig, params: Any, schemas: Schemas) -> None:
    """Raise ConfigError PARAMS, with every violation, unless a task's input fits its schema."""
    if task.input is None:
        return
    problems = tuple(_param_problems(task, params, schemas))
    if problems:
        raise ConfigError(problems)


def _param_problems(task: TaskConfig, params: Any, schemas: Schemas) -> Iterator[Problem]:
    wrapper = Wrapper("PARAMS", f"validation error for {task.id!r}")
    assert task.input is not None
    if params is None:
        text = "there is an input schema but no input"
        yield task.problem("PARAMS", text, "with").within(wrapper)
        return
    for violation in schemas.violations(task.input, params):
        yield Problem(
            code="PARAMS",
            message=violation.message,
            path=("with", *violation.path),
            position=task.position("with", *violation.path),
            wrappers=(wrapper,),
        )


def _key(schema: Mapping[str, Any]) -> bytes:
    try:
        return encode(schema)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise SchemaError("SCHEMA", f"the schema is no JSON: {error}") from error


@lru_cache(maxsize=COMPILED)
def _validator(key: bytes) -> Validator:
    from jsonschema import Draft202012Validator, exceptions, validators
    from referencing import Registry

    schema = msgspec.json.decode(key)
    kind = validators.validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(schema)
    except exceptions.SchemaError as error:
        text = f"the schema does not compile: {error.message}"
        raise SchemaError("SCHEMA", text, tuple(error.absolute_path)) from error
    except RecursionError as error:
        raise SchemaError("SCHEMA", "the schema is nested too deeply") from error
    return kind(schema, registry=Registry())  # a registry that fetches nothing
