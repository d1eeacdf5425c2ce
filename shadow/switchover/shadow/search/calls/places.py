"""Where a value lies inside a call, and how another is put in its place. Nothing is changed."""

from __future__ import annotations

import copy
import dataclasses
import enum
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

__all__ = ["Attribute", "Call", "Path", "at", "children", "folded", "put", "walk", "without"]

Call: TypeAlias = tuple[tuple[Any, ...], dict[str, Any]]
"""Arguments by position, and by name."""


class Attribute(NamedTuple):
    """A step into an object."""

    name: str


Path: TypeAlias = tuple[Any, ...]
"""Steps from a call: 0 (by position) or 1 (by name), then indices, keys and attributes."""

FOLDED: Final = "*"
MOST_PLACES: Final = 4_000
"""Places of one call that are looked at."""


_LEAVES: Final = frozenset((str, int, float, bool, bytes, type(None)))


def children(value: Any) -> list[tuple[Any, Any]]:
    """Give the steps into a value with what lies there; none for a leaf."""
    kind = type(value)
    if kind in _LEAVES:
        return []
    if kind is list or isinstance(value, tuple):
        return list(enumerate(value))
    if kind is dict:
        return list(value.items())
    return [(Attribute(name), held) for name, held in _attributes(value)]


def _attributes(value: Any) -> list[tuple[str, Any]]:
    """List the fields of a record-like object: a dataclass, or what keeps all in its `__dict__`."""
    if isinstance(value, type | enum.Enum):
        return []
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return [(name, getattr(value, name)) for name in names if hasattr(value, name)]
    if type(value).__module__ == "builtins" or callable(value):
        return []
    own = getattr(value, "__dict__", None)
    is_plain = "__reduce_ex__" not in vars(type(value))
    return list(own.items()) if isinstance(own, dict) and is_plain else []


def at(value: Any, path: Path) -> Any:
    """Give what lies at a path.

    Raises:
        LookupError, AttributeError: Nothing does.
    """
    for step in path:
        value = getattr(value, step.name) if isinstance(step, Attribute) else value[step]
    return value


def put(value: Any, path: Path, new: Any) -> Any:
    """Give the value with another at a path; what lies on the way is copied, all else is shared."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, Attribute):
        made = copy.copy(value)
        object.__setattr__(made, step.name, put(getattr(value, step.name), rest, new))
        return made
    inner = put(value[step], rest, new)
    if isinstance(value, tuple):
        items = (*value[:step], inner, *value[step + 1 :])
        return _made(type(value), items)
    made = value.copy()
    made[step] = inner
    return made


def without(call: Call, argument: Path) -> Call:
    """Give the call without an argument: the last of those by position, or one by name."""
    args, kwargs = call
    side, step = argument
    if side == 0:
        return args[:-1], kwargs
    return args, {name: held for name, held in kwargs.items() if name != step}


def _made(kind: type, items: tuple[Any, ...]) -> Any:
    make: Callable[..., Any] | None = getattr(kind, "_make", None)
    return items if kind is tuple or make is None else make(items)


def walk(call: Call) -> Iterator[tuple[Path, Any]]:
    """Give every place of a call, containers and leaves, outer ones first."""
    todo: list[tuple[Path, Any]] = [((side,), held) for side, held in enumerate(call)]
    seen = set[int]()
    count = 0
    while todo and count < MOST_PLACES:
        path, value = todo.pop()
        if len(path) > 1:
            count += 1
            yield path, value
        inside = children(value)
        if inside and id(value) not in seen and len(path) < 40:
            seen.add(id(value))
            todo += [((*path, step), held) for step, held in reversed(inside)]


def folded(path: Path, call: Call) -> Path:
    """Give a path with every index into a list folded: places of one meaning have one."""
    steps, value = list[Any](), call
    held: Any = value
    for step in path:
        steps.append(FOLDED if type(held) is list else step)
        held = getattr(held, step.name) if isinstance(step, Attribute) else held[step]
    return tuple(steps)
