"""The cells of an array, read from its bytes without the library that made them."""

from __future__ import annotations

import math
import re
import struct
from datetime import datetime, timedelta, timezone
from itertools import product
from typing import TYPE_CHECKING, Any, Callable

from .node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .node import Tree

__all__ = ["cells", "differing_cells", "is_array"]

RUN = 1024
"""Cells compared at once as bytes, before any is looked at."""
_NAMED = {
    "bool": "?", "int8": "b", "int16": "h", "int32": "i", "int64": "q", "uint8": "B", "uint16": "H",
    "uint32": "I", "uint64": "Q", "float16": "e", "float32": "f", "float64": "d", "complex64": "ff",
    "complex128": "dd",
}  # fmt: skip
_SHORT = re.compile(r"([<>|=])?([iufcb])(\d+)")
_BY_LETTER = {
    "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H", "u4": "I", "u8": "Q",
    "f2": "e", "f4": "f", "f8": "d", "c8": "ff", "c16": "dd", "b1": "?",
}  # fmt: skip
_MOMENT = re.compile(r"([<>])?(datetime64|timedelta64|M8|m8)(?:\[(\d+)?(\w+)\])?")
_STDLIB = frozenset("bBhHiIlLqQfd")
_NO_TIME = -(2**63)
_TICKS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_DAYS = {"D": 1, "W": 7}


def _layout(node: Node) -> tuple[struct.Struct, Callable[[Any], Tree]] | None:
    """How the bytes of an array fall into cells, and what makes a value of one."""
    fields = node.fields or {}
    if type(node.base) is not bytes:
        return None
    letter = fields.get("typecode", fields.get("format"))
    if isinstance(letter, str) and letter in _STDLIB:
        return struct.Struct(f"@{letter}"), _single
    dtype = fields.get("dtype")
    if not isinstance(dtype, str):
        return None
    moment = _MOMENT.fullmatch(dtype)
    if moment is not None:
        order, name, times, unit = moment.groups()
        return struct.Struct(f"{order or '='}q"), _moments(
            name[0].upper() == "D" or name == "M8", unit, int(times or 1)
        )
    short = _SHORT.fullmatch(dtype)
    order = (short.group(1) if short is not None else None) or "="
    letters = _BY_LETTER.get(short.group(2) + short.group(3)) if short else _NAMED.get(dtype)
    if letters is None:
        return None
    order = order.replace("|", "=")
    return struct.Struct(order + letters), _pair if len(letters) > 1 else _single


def _single(found: tuple[Any, ...]) -> Tree:
    return found[0]


def _pair(found: tuple[Any, ...]) -> Tree:
    return complex(*found)


def _moments(is_date: bool, unit: str | None, times: int) -> Callable[[Any], Tree]:
    def read(found: tuple[Any, ...]) -> Tree:
        count = found[0]
        text = "NaT" if count == _NO_TIME else _told(count * times, unit) if is_date else None
        if text is None:
            text = f"{count * times} {unit or 'generic'}"
        return Node("numpy.datetime64" if is_date else "numpy.timedelta64", None, text)

    return read


def _told(count: int, unit: str | None) -> str | None:
    """Write a moment since 1970 as ISO 8601; None for units or years that Python has not."""
    seconds, ticks = (count, 0) if unit not in _TICKS else divmod(count, _TICKS[unit])
    try:
        if unit in _DAYS:
            first = datetime(1970, 1, 1, tzinfo=timezone.utc)
            return (first + timedelta(days=count * _DAYS[unit])).date().isoformat()
        if unit not in _TICKS:
            return None
        at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    except OverflowError:
        return None
    digits = len(str(_TICKS[unit])) - 1
    fraction = f".{ticks:0{digits}}" if digits else ""
    return at.replace(tzinfo=None).isoformat() + fraction


def is_array(tree: Tree) -> bool:
    """Return True for an array whose cells `cells` can read."""
    return type(tree) is Node and _layout(tree) is not None and _shape(tree) is not None


def _shape(node: Node) -> tuple[int, ...] | None:
    shape = (node.fields or {}).get("shape")
    if type(shape) is not tuple or not all(type(n) is int and n >= 0 for n in shape):
        return None
    layout = _layout(node)
    fits = layout is not None and math.prod(shape) * layout[0].size == len(node.base)
    return shape if fits else None


def cells(node: Node) -> list[Tree]:
    """List the cells of an array in C order, as Python values; moments as nodes with their text.

    Raises:
        ValueError: It is no array that can be read.
    """
    layout = _layout(node)
    if layout is None or _shape(node) is None:
        raise ValueError(f"a {node.type} has no cells that can be read")
    form, read = layout
    return [read(found) for found in form.iter_unpack(node.base)]


def differing_cells(one: Node, other: Node) -> Iterator[tuple[tuple[int, ...], Tree, Tree]]:
    """Yield index and both values of each cell that differs. NaN equals NaN; -0.0 is not 0.0.

    Raises:
        ValueError: They are no arrays of one dtype and shape.
    """
    layout, shape = _layout(one), _shape(one)
    if layout is None or shape is None or shape != _shape(other):
        raise ValueError("these are no arrays of one dtype and shape")
    form, read = layout
    width = form.size * RUN
    index = product(*map(range, shape))
    for start in range(0, len(one.base), width):
        ours, theirs = one.base[start : start + width], other.base[start : start + width]
        if ours == theirs:
            for _ in range(len(ours) // form.size):
                next(index)
            continue
        for a, b in zip(form.iter_unpack(ours), form.iter_unpack(theirs)):
            at = next(index)
            if not all(map(_same, a, b)):
                yield at, read(a), read(b)


def _same(a: Any, b: Any) -> bool:
    if type(a) is float:
        return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (a != a and b != b)  # noqa: PLR0124
    return bool(a == b)
