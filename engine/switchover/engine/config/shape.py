"""Whether each field holds the kind of value it should, before any rule looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .field import Field, FieldError, fields_of
from .kinds import SCALARS, is_template
from .problem import Path, Problem
from .view import View

__all__ = ["shape_problems"]


def shape_problems(view: View) -> Iterator[Problem]:
    """Give the fields whose value is of the wrong kind; a template may become any scalar."""
    for path, expects in _faults(type(view), view.data):
        yield view.problem("SHAPE", f"this must be {expects}", *path, allowed=expects)


def _faults(record: type[object], data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for name, field in fields_of(record).items():
        value = data.get(name)
        if value is None or (is_template(value) and field.kind in SCALARS):
            continue
        try:
            field.read(value)
        except FieldError as error:
            yield error.path, error.expects
        else:
            yield from _inner_faults(field, value)


def _inner_faults(field: Field[Any], value: Any) -> Iterator[tuple[Path, str]]:
    inner = field.kind.inner
    if inner is None:
        return
    for step, part in [((), value)] if isinstance(value, Mapping) else _numbered(value):
        for below, expects in _faults(inner, part):
            yield (field.name, *step, *below), expects


def _numbered(parts: Sequence[Any]) -> list[tuple[Path, Any]]:
    return [((index,), part) for index, part in enumerate(parts)]
