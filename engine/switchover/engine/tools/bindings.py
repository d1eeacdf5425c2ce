"""Reads a bindings file: which callable stands for which tool, agent or action.

A file is YAML, or TOML when its name ends in ``.toml``; it maps ids to import strings, or to maps::

    get_weather: my_tools.weather:get
    guide/suggest: {call: "my_tools.guide:suggest", kind: agent, timeout: 30s, quick: true}
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from ..config.document import read_yaml
from ..config.field import FieldKind
from ..config.kinds import FLAG, NUMBER, RECORD, WHOLE
from ..config.schemas import Schemas
from ..config.source import ValueOrigin
from ..durations import parse_duration
from ..errors import EngineError
from .binding import Binding, Retry, imported
from .errors import BindingError

__all__ = ["read_bindings"]

T = TypeVar("T")

FIELDS: Final = ("call", "kind", "quick", "timeout", "retry", "input", "output")
RETRY: Final = ("attempts", "initial", "backoff", "maximum")


def read_bindings(path: str | Path) -> tuple[Binding, ...]:
    """Read a bindings file and import what it names.

    Raises:
        BindingError: an entry cannot be used, with its place in the file.
        ConfigError: the file is no YAML.
        OSError: it cannot be opened.
    """
    data, source = _toml(Path(path)) if str(path).endswith(".toml") else _yaml(path)
    if not isinstance(data, Mapping):
        raise BindingError(f"{_place(path, source)}: a bindings file must be a map")
    return tuple(_binding(path, source, name, entry) for name, entry in data.items())


def _yaml(path: str | Path) -> tuple[Any, ValueOrigin]:
    document = read_yaml(path)
    return document.data or {}, ValueOrigin(document)


def _toml(path: Path) -> tuple[Any, ValueOrigin]:
    try:
        return tomllib.loads(path.read_text("utf-8")), ValueOrigin()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BindingError(f"{path}: {error}") from error


def _binding(path: str | Path, source: ValueOrigin, name: str, entry: Any) -> Binding:
    fields: Any = {"call": entry} if isinstance(entry, str) else entry
    try:
        _check_fields(fields, FIELDS)
        timeout = fields.get("timeout")
        return Binding(
            id=name,
            function=imported(fields.get("call") or ""),
            kind=fields.get("kind", ""),
            quick=_read(FLAG, "quick", fields.get("quick", False)),
            timeout_s=None if timeout is None else _seconds(timeout),
            retry=_retry(fields.get("retry") or {}),
            input_schema=_schema("input", fields),
            output_schema=_schema("output", fields),
        )
    except (EngineError, ValueError, TypeError, OverflowError) as error:
        text = error.message if isinstance(error, EngineError) else str(error)
        raise BindingError(f"{_place(path, source, name)}: binding {name!r}: {text}") from error


def _retry(fields: Any) -> Retry:
    _check_fields(fields, RETRY)
    given: dict[str, Any] = {}
    for name, attribute in (("initial", "initial_s"), ("maximum", "maximum_s")):
        if name in fields:
            given[attribute] = _seconds(fields[name])
    if "attempts" in fields:
        given["attempts"] = _read(WHOLE, "attempts", fields["attempts"])
    if "backoff" in fields:
        given["backoff"] = _read(NUMBER, "backoff", fields["backoff"])
    return Retry(**given)


def _check_fields(fields: Any, allowed: tuple[str, ...]) -> None:
    if not isinstance(fields, Mapping):
        raise BindingError(f"{fields!r} must be an import string or a map")
    unknown = [name for name in fields if name not in allowed]
    if unknown:
        raise BindingError(f"unknown field {unknown[0]!r}; allowed: {', '.join(allowed)}")


def _read(kind: FieldKind[T], name: str, value: Any) -> T:
    """Read a field as the fields of workflows are read: a text `"false"` is no flag that is set."""
    try:
        return kind.read(value)
    except ValueError:
        raise BindingError(f"{name} must be {kind.expects}, not {value!r}") from None


def _schema(name: str, fields: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give a schema that can be used: no call is to find out that it cannot."""
    if fields.get(name) is None:
        return None
    schema = _read(RECORD, name, fields[name])
    Schemas().check(schema)
    return schema


def _seconds(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else parse_duration(str(value))


def _place(path: str | Path, source: ValueOrigin, *steps: str) -> str:
    position = source.position(*steps)
    return str(position) if position else str(path)
