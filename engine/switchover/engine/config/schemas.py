"""JSON Schemas of a workflow: found by id or inline, compiled once; defaults and violations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ..errors import EngineError
from ..plain_json import encode
from .problem import ConfigError, Path, Problem, Wrapper

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    from .task import TaskConfig

__all__ = [
    "Schema",
    "SchemaError",
    "Schemas",
    "Violation",
    "check_params",
    "empty_keywords",
    "with_defaults",
]

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
        """Give the schema itself. Raises SchemaError SCHEMA_NOT_FOUND for an id nobody declares."""
        if not isinstance(schema, str):
            return schema
        if schema in self._by_id:
            return self._by_id[schema]
        known = ", ".join(self.ids) or "none"
        raise SchemaError("SCHEMA_NOT_FOUND", f"no schema {schema!r}; declared: {known}")

    def check(self, schema: Schema) -> None:
        """Raise SchemaError unless the schema is found and sound, and its references lead on."""
        found = self.resolve(schema)
        _validator(_key(found))
        _check_references(without_empty(found))

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
    """Give the value over the defaults of the schema's own properties, inner ones left alone.

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


def empty_keywords(schema: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where a keyword has no value; the public engine reads such a schema without it."""
    if not isinstance(schema, Mapping):
        return
    for key, value in schema.items():
        if _is_empty(key, value):
            yield (*path, key)
        for below, inner in _within(key, value):
            yield from empty_keywords(inner, (*path, *below))


def _is_empty(key: str, value: Any) -> bool:
    """Whether a keyword says nothing; an empty text is no type, in either way to write one."""
    return (value is None and key not in DATA) or (key == "type" and value == "")


def without_empty(schema: Any) -> Any:
    """Return a schema without the keywords that have no value; an empty schema allows all."""
    if not isinstance(schema, Mapping):
        return {} if schema is None else schema
    sound: dict[str, Any] = {}
    for key, value in schema.items():
        if _is_empty(key, value):
            continue
        if key in SCHEMAS_BY_NAME and isinstance(value, Mapping):
            sound[key] = {name: without_empty(inner) for name, inner in value.items()}
        elif key in LISTS_OF_SCHEMAS and isinstance(value, list):
            sound[key] = [without_empty(inner) for inner in value]
        else:
            sound[key] = without_empty(value) if key in ONE_SCHEMA else value
    return sound


def _check_references(schema: Mapping[str, Any]) -> None:
    """Raise SchemaError for a `$ref` that leads nowhere; a schema with names of its own may."""
    from referencing import Registry, Resource
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    references = [*_references(schema, ())]
    if not references or any(path[-1] == "$id" for path, _ in references):
        return
    resource = Resource.from_contents(schema, default_specification=DRAFT202012)
    resolver = Registry().with_resource("", resource).resolver("")
    for path, reference in references:
        if "::" in reference:
            continue  # an earlier notation, which is said elsewhere
        try:
            resolver.lookup(reference)
        except (Unresolvable, ValueError) as error:
            text = f"$ref {reference!r} leads nowhere; a schema of the workflow is named by its id"
            raise SchemaError("SCHEMA", text, path) from error


def _references(schema: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(schema, Mapping):
        return
    for key, value in schema.items():
        if key in ("$ref", "$id") and isinstance(value, str):
            yield (*path, key), value
        for below, inner in _within(key, value):
            yield from _references(inner, (*path, *below))


def _within(key: str, value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield the schemas that stand under a keyword, each with its path from there."""
    if key in SCHEMAS_BY_NAME and isinstance(value, Mapping):
        for name, inner in value.items():
            yield (key, name), inner
    elif key in LISTS_OF_SCHEMAS and isinstance(value, list):
        for index, inner in enumerate(value):
            yield (key, index), inner
    elif key in ONE_SCHEMA:
        yield (key,), value


# Which keywords hold schemas. **Source:** JSON Schema 2020-12, core and applicator vocabularies.
DATA: Final = frozenset({"const", "default"})
SCHEMAS_BY_NAME: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
)
LISTS_OF_SCHEMAS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
ONE_SCHEMA: Final = frozenset(
    {
        "items", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else",
        "unevaluatedItems", "unevaluatedProperties", "additionalItems",
    }
)  # fmt: skip


def _key(schema: Mapping[str, Any]) -> bytes:
    try:
        return encode(schema)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise SchemaError("SCHEMA", f"the schema is no JSON: {error}") from error


@lru_cache(maxsize=COMPILED)
def _validator(key: bytes) -> Validator:
    from jsonschema import Draft202012Validator, exceptions, validators
    from referencing import Registry

    schema = without_empty(msgspec.json.decode(key))
    kind = validators.validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(schema)
    except exceptions.SchemaError as error:
        text = f"the schema does not compile: {error.message}"
        raise SchemaError("SCHEMA", text, tuple(error.absolute_path)) from error
    except RecursionError as error:
        raise SchemaError("SCHEMA", "the schema is nested too deeply") from error
    return kind(schema, registry=Registry())  # a registry that fetches nothing
