"""What earlier versions of the public engine wrote otherwise, each with its spelling of today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .problem import Path, Problem
from .workflow import WorkflowConfig

__all__ = ["DIRECTIVES", "earlier_spellings"]

DIRECTIVES: Final = ("$use", "$ref", "$merge")

_USE = re.compile(r"\s*(agent|tool|task|mcp)\s*\((.*)\)\s*", re.DOTALL)
_SCOPED = re.compile(r"\s*(?:local|global|resource|schema|agent|tool|task|mcp)::", re.ASCII)
_ID = re.compile(r"""\bid\s*==?\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))""")


def earlier_spellings(workflow: WorkflowConfig) -> Iterator[Problem]:
    """Every directive of the earlier notation, wherever it stands.

    A JSON Schema has a `$ref` of its own, and data may be anything: of those only texts in the
    earlier notation count (`local::schemas.#(id=="x")`).
    """
    for path, key, value in _directives(workflow.data, ()):
        text = f"{key!r} is the notation of an earlier version; write {_today(path, value)}"
        yield workflow.problem("EARLIER_NOTATION", text, *path, key)


def _directives(value: Any, path: Path) -> Iterator[tuple[Path, str, Any]]:
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _directives(item, (*path, index))
    if not isinstance(value, Mapping):
        return
    for key, item in value.items():
        if key in DIRECTIVES and (_is_structure(path) or _is_earlier(key, item)):
            yield path, key, item
        else:
            yield from _directives(item, (*path, key))


def _is_earlier(key: str, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return bool(_SCOPED.match(value) or (key == "$use" and _USE.fullmatch(value)))


def _is_structure(path: Path) -> bool:
    """Whether a map is the workflow, or a task, agent, tool or trigger itself."""
    last, above = [None, None, *path][-1], [None, None, *path][-2]
    lists = ("tasks", "agents", "tools", "actions", "triggers")
    is_entry = isinstance(last, int) and above in lists
    is_single = last in {"agent", "tool", "task", "processor", None}
    inside = any(step in ("with", "outputs", "input", "output", "schemas") for step in path)
    return (is_entry or is_single) and not inside


def _today(path: Path, value: Any) -> str:
    """Say how the same is written now."""
    text = value if isinstance(value, str) else ""
    found = _ID.search(text)
    name = next((group for group in found.groups() if group), "ID") if found else "ID"
    use = _USE.fullmatch(text)
    if use and use[1] in ("agent", "tool"):
        return f"`{use[1]}: {name}`"
    if use:
        return f"the {use[1]} written out in this place"
    field = next((step for step in reversed(path) if isinstance(step, str)), "")
    if field in ("input", "output", "schema"):
        return f"`{field}: {name}`, with the id of a schema"
    return f"the id {name!r} in place of this map, or what it stands for written out"
