"""Sprig's functions on lists; a function on a list never changes it.

Source: sprig 3.2.3 (list.go).
"""

from __future__ import annotations

from typing import Any

from .._call import Registry
from .._errors import TemplateRuntimeError
from .._kinds import Lists, NilList, deep_equal, is_empty, kind_name
from .._scope import Scope
from .numbers import to_int64

__all__ = ["LISTS"]

LISTS = Registry()
_List = list[Any]


def _items(value: Any, action: str) -> _List:
    if not isinstance(value, list | tuple):
        raise TemplateRuntimeError(f"Cannot {action} on type {kind_name(value)}")
    return list(value)


@LISTS.function("list tuple", "any...")
def make_list(*values: Any) -> _List:
    return list(values)


@LISTS.function("append push mustAppend mustPush", "any", "any")
def append(items: Any, value: Any) -> _List:
    return [*_items(items, "push"), value]


@LISTS.function("prepend mustPrepend", "any", "any")
def prepend(items: Any, value: Any) -> _List:
    return [value, *_items(items, "prepend")]


@LISTS.function("chunk mustChunk", "int", "any")
def chunk(size: int, items: Any) -> Lists:
    values = _items(items, "chunk")
    if size < 0 and 1 < len(values) <= 1 - size:
        return Lists()
    if size < 1:
        raise TemplateRuntimeError(f"cannot chunk by {size}: the size must be at least 1")
    return Lists(values[start : start + size] for start in range(0, len(values), size))


@LISTS.function("first mustFirst", "any")
def first(items: Any) -> Any:
    values = _items(items, "find first")
    return values[0] if values else None


@LISTS.function("last mustLast", "any")
def last(items: Any) -> Any:
    values = _items(items, "find last")
    return values[-1] if values else None


@LISTS.function("rest mustRest", "any")
def rest(items: Any) -> _List:
    return _items(items, "find rest")[1:] if items else NilList(_items(items, "find rest"))


@LISTS.function("initial mustInitial", "any")
def initial(items: Any) -> _List:
    return _items(items, "find initial")[:-1] if items else NilList(_items(items, "find initial"))


@LISTS.function("reverse mustReverse", "any")
def reverse(items: Any) -> _List:
    return _items(items, "find reverse")[::-1]


@LISTS.function("compact mustCompact", "any")
def compact(items: Any) -> _List:
    return [item for item in _items(items, "compact") if not is_empty(item)]


def _contains(scope: Scope, items: _List, value: Any) -> bool:
    return any(deep_equal(value, item, scope.budget) for item in items)


@LISTS.function("uniq mustUniq", "any", contextual=True)
def uniq(scope: Scope, items: Any) -> _List:
    kept: _List = []
    for item in _items(items, "find uniq"):
        if not _contains(scope, kept, item):
            kept.append(item)
    return kept


@LISTS.function("without mustWithout", "any", "any...", contextual=True)
def without(scope: Scope, items: Any, *omitted: Any) -> _List:
    values = _items(items, "find without")
    return [item for item in values if not _contains(scope, list(omitted), item)]


@LISTS.function("has mustHas", "any", "any", contextual=True)
def has(scope: Scope, value: Any, items: Any) -> bool:
    return items is not None and _contains(scope, _items(items, "find has"), value)


@LISTS.function("slice mustSlice", "any", "any...")
def sliced(items: Any, *indexes: Any) -> Any:
    """``slice list 1 3``: the items from the second to the third."""
    values = _items(items, "slice")
    if not values:
        return None
    start = to_int64(indexes[0]) if indexes else 0
    end = to_int64(indexes[1]) if len(indexes) > 1 else len(values)
    if not 0 <= start <= end <= len(values):
        raise TemplateRuntimeError(
            f"slice bounds out of range [{start}:{end}] in a list of {len(values)}"
        )
    kind = list if isinstance(items, tuple) else type(items)
    return kind(values[start:end])


@LISTS.function("concat", "any...", contextual=True)
def concat(scope: Scope, *lists: Any) -> _List:
    parts = [_items(part, "concat as list") for part in lists]
    scope.budget.list(sum(map(len, parts)))
    joined = [item for part in parts for item in part]
    return joined or NilList()
