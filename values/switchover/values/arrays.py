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

__all__ = ["BETWEEN", "TEXT", "cells", "differing_cells", "is_array", "joined_texts", "texts"]

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
TEXT = "text"
"""Named as the dtype of an array of texts; numpy has none of that name."""
BETWEEN = "\0"
"""Joins the texts of an array; a column that holds it is a list."""
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


def texts(items: list[Any], missing: list[int], mark: str) -> Node | None:
    """Make an array of texts, which costs a tenth of a list; None where one holds the separator.

    `missing` are the places of what is no text there, and `mark` what stands there in all of them.
    """
    return joined_texts(BETWEEN.join(items), len(items), missing, mark)


def joined_texts(joined: str, count: int, missing: list[int], mark: str) -> Node | None:
    """Make an array of texts that `BETWEEN` joins already; None where one of them holds it."""
    if joined.count(BETWEEN) != max(0, count - 1):
        return None
    base = (joined, tuple(missing), mark) if missing else joined
    return Node("numpy.ndarray", {"dtype": TEXT, "shape": (count,)}, base)


def _holds_texts(node: Node) -> bool:
    fields, base = node.fields or {}, node.base
    if fields.get("dtype") != TEXT:
        return False
    if type(base) is tuple and len(base) == 3:
        base = base[0]
    if type(base) is not str:
        return False
    shape = fields.get("shape")
    return shape == ((base.count(BETWEEN) + 1,) if base or shape != (0,) else (0,))


def _texts(node: Node) -> list[Tree] | None:
    if not _holds_texts(node):
        return None
    base = node.base
    joined, missing, mark = (base, (), "") if type(base) is str else base
    found: list[Tree] = joined.split(BETWEEN) if (node.fields or {})["shape"] != (0,) else []
    for at in missing:
        found[at] = float("nan") if mark == "nan" else Node(mark)
    return found


def is_array(tree: Tree) -> bool:
    """Return True for an array whose cells `cells` can read."""
    if type(tree) is not Node:
        return False
    return _holds_texts(tree) or (_layout(tree) is not None and _shape(tree) is not None)


def _shape(node: Node) -> tuple[int, ...] | None:
    shape = (node.fields or {}).get("shape")
    if type(shape) is not tuple or not all(type(n) is int and n >= 0 for n in shape):
        return None
    layout = _layout(node)
    fits = layout is not None and math.prod(shape) * layout[0].size == len(node.base)
    return shape if fits else None


def _dtype(node: Node) -> tuple[Any, ...]:
    fields = node.fields or {}
    return tuple(fields.get(name) for name in ("dtype", "typecode", "format"))


def cells(node: Node) -> list[Tree]:
    """List the cells of an array in C order, as Python values; moments as nodes with their text.

    Raises:
        ValueError: It is no array that can be read.
    """
    layout, found = _layout(node), _texts(node)
    if found is not None:
        return found
    if layout is None or _shape(node) is None:
        raise ValueError(f"a {node.type} has no cells that can be read")
    form, read = layout
    return [read(found) for found in form.iter_unpack(node.base)]


def differing_cells(one: Node, other: Node) -> Iterator[tuple[tuple[int, ...], Tree, Tree]]:
    """Yield index and both values of each cell that differs. NaN equals NaN; -0.0 is not 0.0.

    Raises:
        ValueError: They are no arrays of one dtype and shape.
    """
    ours, theirs = _texts(one), _texts(other)
    if ours is not None and theirs is not None and len(ours) == len(theirs):
        for place, (a, b) in enumerate(zip(ours, theirs)):
            if a != b and not (type(a) is type(b) and type(a) in (float, Node)):
                yield (place,), a, b
        return
    layout, shape = _layout(one), _shape(one)
    if layout is None or shape is None or shape != _shape(other) or _dtype(one) != _dtype(other):
        raise ValueError("these are no arrays of one dtype and shape")
    form, read = layout
    width = form.size * RUN
    index = product(*map(range, shape))
    for start in range(0, len(one.base), width):
        run, like = one.base[start : start + width], other.base[start : start + width]
        if run == like:
            for _ in range(len(run) // form.size):
                next(index)
            continue
        for a, b in zip(form.iter_unpack(run), form.iter_unpack(like)):
            at = next(index)
            if not all(map(_same, a, b)):
                yield at, read(a), read(b)


def _same(a: Any, b: Any) -> bool:
    if type(a) is float:
        return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (a != a and b != b)  # noqa: PLR0124
    return bool(a == b)
