"""The standard library's containers: what they hold, and what else tells them apart."""

from __future__ import annotations

import array
import collections
import gc
import queue
import types
import weakref
from collections import OrderedDict, UserDict, UserList, UserString, defaultdict, deque
from typing import Any

from ..node import Node
from .classes import slots
from .opening import opens, present, told_apart

__all__ = ["record"]

_maxlen = vars(deque)["maxlen"].__get__
_factory = vars(defaultdict)["default_factory"].__get__


@opens(deque)
def _deque(value: Any) -> Node:
    most = _maxlen(value)
    return Node(
        items=list(deque.__iter__(value)), fields=None if most is None else {"maxlen": most}
    )


@opens(defaultdict)
def _defaultdict(value: Any) -> Node:
    fields = {"default_factory": _factory(value)}
    return Node(entries=dict(dict.items(value)), fields=fields)


@opens(array.array)
def _array(value: Any) -> Node:
    fields = {"typecode": value.typecode, "shape": (array.array.__len__(value),)}
    return Node(base=array.array.tobytes(value), fields=fields)


@opens(memoryview)
def _view(value: Any) -> Node:
    fields = {"format": value.format, "shape": value.shape}
    return Node(base=value.tobytes(), fields=fields)


@opens(type({}.keys()), type(OrderedDict().keys()))
def _keys(value: Any) -> Node:
    return Node(members=set(value))


@opens(type({}.values()), type(OrderedDict().values()))
def _values(value: Any) -> Node:
    return Node(items=list(value))


@opens(type({}.items()), type(OrderedDict().items()))
def _items(value: Any) -> Node:
    return Node(entries=dict(value))


@opens(types.MappingProxyType)
def _proxy(value: Any) -> Node:
    (below,) = gc.get_referents(value)
    if type(below) is OrderedDict:
        return Node(entries=dict(below), ordered=True)
    if type(below) is dict:
        return Node(entries=dict(below))
    return Node(fields={"mapping": below})


@opens(types.SimpleNamespace, whole=True)
def _namespace(value: Any) -> Node:
    fields: dict[str, Any] = {}
    for slot in slots(type(value), types.SimpleNamespace):
        try:
            fields[slot.name] = slot.read(value)
        except AttributeError:  # noqa: PERF203
            continue
    held = vars(types.SimpleNamespace)["__dict__"].__get__(value)
    return Node(fields=told_apart(fields, held))


@opens(UserDict, without=("data",))
def _user_dict(value: Any) -> Node:
    held = vars(value).get("data")
    return Node(entries=dict(held)) if type(held) is dict else Node(base=held)


@opens(UserList, without=("data",))
def _user_list(value: Any) -> Node:
    held = vars(value).get("data")
    return Node(items=list(held)) if type(held) is list else Node(base=held)


@opens(UserString, without=("data",))
def _user_string(value: Any) -> Node:
    return Node(base=vars(value).get("data"))


@opens(collections.ChainMap, without=("maps",))
def _chain(value: Any) -> Node:
    return Node(fields={"maps": vars(value).get("maps")})


_LOCKS = ("queue", "mutex", "not_empty", "not_full", "all_tasks_done", "unfinished_tasks")


@opens(queue.Queue, without=_LOCKS)
def _queue(value: Any) -> Node:
    items = list(value.queue)
    undone = value.unfinished_tasks - len(items)  # taken out, and never told to be done
    return Node(items=items, fields={"taken": undone} if undone else None)


@opens(weakref.ReferenceType)
def _reference(value: Any) -> Node:
    fields = {"referent": weakref.ReferenceType.__call__(value)}
    called = vars(weakref.ReferenceType)["__callback__"].__get__(value)
    is_plain = type(value) is weakref.ReferenceType
    return Node(
        type="weakref" if is_plain else "", fields={**fields, **present({"callback": called})}
    )


@opens(weakref.ProxyType, weakref.CallableProxyType)
def _weak_proxy(value: Any) -> Node:
    return Node(type="weakproxy", fields={"referent": value.__init__.__self__})


@opens(weakref.WeakKeyDictionary, weakref.WeakValueDictionary, own=True)
def _weak_dict(value: Any) -> Node:
    return Node(entries=dict(value.items()))


@opens(weakref.WeakSet, own=True)
def _weak_set(value: Any) -> Node:
    return Node(members=set(value))


@opens(weakref.finalize)
def _finalizer(value: Any) -> Node:
    told = value.peek()
    if told is None:
        return Node(fields={"alive": False})
    _, function, args, kwargs = told
    return Node(fields={"alive": True, "function": function, "args": args, "kwargs": kwargs})


def record(type_name: str, names: list[Any], values: list[Any]) -> Node:
    """Open a row: fields by name where each name is one text, names and items where not."""
    if len(set(names)) == len(names) == len(values) and all(type(n) is str for n in names):
        return Node(type=type_name, fields=dict(zip(names, values)), ordered=True)
    return Node(type=type_name, fields={"names": names}, items=values)
