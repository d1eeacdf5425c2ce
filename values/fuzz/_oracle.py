"""When two live values are equal, said the slow and obvious way, type by type.

It knows nothing of documents, openers or nodes: it is the table of docs/equality.md and
docs/values.md once more, so that both must be wrong in the same way for a fault to pass.
"""

from __future__ import annotations

import array
import collections
import datetime as dt
import decimal
import functools
import io
import math
import operator
import re
import types
import xml.etree.ElementTree as ET
from typing import Any, Callable

from _kinds import (  # pyright: ignore[reportMissingImports]
    ApiError,
    Money,
    Pair,
    Plain,
    Point,
    Rows,
    Slotted,
    Text,
)

__all__ = ["alike"]


def alike(a: Any, b: Any) -> bool:
    """Return True where the two are of one type and made of equal parts."""
    if type(a) is not type(b):
        return False
    rule = _RULES.get(type(a))
    if rule is not None:
        return rule(a, b)
    return bool(a == b)  # values of the standard library whose `==` is the whole truth


def _float(a: float, b: float) -> bool:
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b and math.copysign(1, a) == math.copysign(1, b)


def _in_order(a: Any, b: Any) -> bool:
    return len(a) == len(b) and all(map(alike, a, b))


def _in_any_order(a: Any, b: Any) -> bool:
    """Each of one has its like in the other, tried one by one."""
    left = list(b)
    for one in a:
        found = next((at for at, other in enumerate(left) if alike(one, other)), None)
        if found is None:
            return False
        del left[found]
    return not left


def _entries(a: Any, b: Any) -> bool:
    return _in_any_order(list(dict.items(a)), list(dict.items(b)))


def _attributes(a: Any, b: Any) -> bool:
    return _entries(vars(a), vars(b))


def _slots(a: Any, b: Any) -> bool:
    missing = object()
    for name in Slotted.__slots__:
        one, other = getattr(a, name, missing), getattr(b, name, missing)
        if one is missing or other is missing:
            if one is not other:
                return False
        elif not alike(one, other):
            return False
    return True


def _errors(a: Any, b: Any) -> bool:
    return _in_order(a.args, b.args) and _attributes(a, b)


def _moment(a: Any, b: Any) -> bool:
    naive = a.replace(tzinfo=None) == b.replace(tzinfo=None)
    return naive and a.fold == b.fold and a.utcoffset() == b.utcoffset()


def _functions(a: Any, b: Any) -> bool:
    cells = [[cell.cell_contents for cell in one.__closure__ or ()] for one in (a, b)]
    return a.__code__.co_code == b.__code__.co_code and _in_order(*cells)


def _match(a: Any, b: Any) -> bool:
    return a.re == b.re and a.string == b.string and a.regs == b.regs


def _decimal(a: Any, b: Any) -> bool:
    return a.as_tuple() == b.as_tuple()


def _element(a: Any, b: Any) -> bool:
    heads = [(one.tag, dict(one.attrib), one.text or None, one.tail or None) for one in (a, b)]
    return heads[0] == heads[1] and len(a) == len(b) and all(map(_element, a, b))


def _partial(a: Any, b: Any) -> bool:
    return (a.func, a.args, a.keywords) == (b.func, b.args, b.keywords)


_RULES: dict[type, Callable[[Any, Any], bool]] = {
    float: _float,
    complex: lambda a, b: _float(a.real, b.real) and _float(a.imag, b.imag),
    list: _in_order,
    tuple: _in_order,
    dict: _entries,
    set: _in_any_order,
    frozenset: _in_any_order,
    decimal.Decimal: _decimal,
    Money: lambda a, b: _decimal(a, b) and _attributes(a, b),
    Text: lambda a, b: str.__eq__(a, b) is True and _attributes(a, b),
    Rows: lambda a, b: _in_order(a[:], b[:]) and _attributes(a, b),
    dt.datetime: _moment,
    dt.time: _moment,
    Plain: _attributes,
    Slotted: _slots,
    Point: lambda a, b: alike(a.x, b.x),
    ValueError: _errors,
    KeyError: _errors,
    ApiError: _errors,
    types.FunctionType: _functions,
    types.SimpleNamespace: _attributes,
    types.MappingProxyType: lambda a, b: _entries(dict(a), dict(b)),
    type({}.values()): lambda a, b: _in_order(list(a), list(b)),
    type({}.keys()): lambda a, b: _in_any_order(list(a), list(b)),
    type({}.items()): lambda a, b: _in_any_order(list(a), list(b)),
    collections.OrderedDict: lambda a, b: _in_order(list(a.items()), list(b.items())),
    collections.defaultdict: lambda a, b: a.default_factory is b.default_factory and _entries(a, b),
    collections.deque: lambda a, b: a.maxlen == b.maxlen and _in_order(a, b),
    functools.partial: _partial,
    re.Match: _match,
    range: lambda a, b: (a.start, a.stop, a.step) == (b.start, b.stop, b.step),
    object: lambda _a, _b: True,
    memoryview: lambda a, b: a.tobytes() == b.tobytes() and a.format == b.format,
    array.array: lambda a, b: a.typecode == b.typecode and a.tolist() == b.tolist(),
    io.BytesIO: lambda a, b: a.getvalue() == b.getvalue() and a.tell() == b.tell(),
    ET.Element: _element,
    operator.itemgetter: lambda a, b: repr(a) == repr(b),
    Pair: _in_order,
}
