"""Which paths a template names, and whether it waits for tasks that are not there yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from . import _nodes as n

_WHOLE = re.compile(r"\s*\{\{\s*((?:\.[\w-]+)+)\s*\}\}\s*")
_TASK = re.compile(r"\.tasks\.([A-Za-z0-9_-]+)")


@lru_cache(maxsize=4096)
def whole_reference(text: str) -> tuple[str, ...] | None:
    """The path of a text that is exactly ``{{ .a.b }}``, blanks aside; else None."""
    found = _WHOLE.fullmatch(text)
    return tuple(found[1][1:].split(".")) if found else None


def deferred(text: str, context: Mapping[str, Any]) -> bool:
    """Whether the text names a task that the context does not hold."""
    tasks = context.get("tasks")
    known = tasks if isinstance(tasks, Mapping) else {}
    return any(name not in known for name in _TASK.findall(text))


def paths_of(tree: n.Tree) -> tuple[tuple[str, ...], ...]:
    """The paths from dot or ``$`` in source order, each once."""
    bodies = (tree.body, *tree.defined.values())
    found = [path for body in bodies for node in body for path in _paths(node)]
    return tuple(dict.fromkeys(found))


def _paths(node: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(node, tuple):
        for part in node:
            yield from _paths(part)
    elif isinstance(node, n.Field) or (isinstance(node, n.Variable) and node.name == "$"):
        if node.path:
            yield node.path
    elif is_dataclass(node):
        for field in fields(node):
            yield from _paths(getattr(node, field.name))
