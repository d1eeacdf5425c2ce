"""Arrays within the walk: what else they bear than cells, and their cells as lists."""

from __future__ import annotations

from math import prod
from typing import Any, Final

from switchover.values import Node, cells, is_array

__all__ = ["LAYOUT", "beside", "index", "is_objects", "layout", "nested"]

LAYOUT: Final = ("dtype", "shape", "typecode", "format")
"""Fields that have to agree before cells are compared."""
MOST_NESTED: Final = 1_000_000
"""Cells up to which an array is opened as lists, to be compared with another kind of value."""


def is_objects(tree: Node) -> bool:
    """Say whether it is an array whose cells are kept one by one, each with parts of its own."""
    fields = tree.fields or {}
    has_layout = isinstance(fields.get("dtype"), str) and isinstance(fields.get("shape"), tuple)
    return has_layout and tree.items is not None and tree.opaque is None


def beside(node: Node) -> dict[str, Any]:
    """Return what an array bears beside dtype, shape and cells: a mask, attributes."""
    return {name: value for name, value in (node.fields or {}).items() if name not in LAYOUT}


def layout(node: Node) -> dict[str, Any]:
    """Return what has to agree before cells are compared."""
    return {name: value for name, value in (node.fields or {}).items() if name in LAYOUT}


def nested(tree: Node) -> list[Any] | None:
    """Return an array of one dimension or more as lists of its cells; None where it is none."""
    found = tree.items if is_objects(tree) else cells(tree) if is_array(tree) else None
    shape = (tree.fields or {}).get("shape")
    if found is None or not shape or len(found) != prod(shape) or len(found) > MOST_NESTED:
        return None
    rows: list[Any] = list(found)
    for size in reversed(shape[1:]):
        rows = [rows[at : at + size] for at in range(0, len(rows), size)] if size else rows
    return rows


def index(node: Node, at: int) -> tuple[int, ...]:
    """Return the index of the cell that stands at a place in C order."""
    found: list[int] = []
    for size in reversed((node.fields or {})["shape"]):
        at, step = divmod(at, size)
        found.append(step)
    return tuple(reversed(found))
