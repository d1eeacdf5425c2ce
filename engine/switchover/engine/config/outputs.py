"""The outputs of a workflow: a map, at any depth, whose templates all parse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import EngineError
from .checks import Check
from .kinds import is_template
from .problem import Path

__all__ = ["bad_templates", "templates"]


def templates(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text with a template in it, at any depth, with its path."""
    if is_template(value):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from templates(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from templates(item, (*path, index))


def bad_templates(value: Any, check: Check) -> Iterator[tuple[Path, str]]:
    """Every template, at any depth, that does not parse, with the reason."""
    for path, text in templates(value):
        try:
            check(text)
        except (EngineError, ValueError) as error:
            yield path, str(error)
