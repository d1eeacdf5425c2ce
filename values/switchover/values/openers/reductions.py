"""The last resort for state of extension modules: what C code itself writes for copying."""

from __future__ import annotations

import copyreg
import sys
import types
import warnings
from typing import Any

from ..node import Node, make
from .classes import lookup, mro, name_of, variables
from .opening import Reducer, opaque_arguments, present, reduced

__all__ = ["reducer"]

_ASKED = ("__reduce_ex__", "__reduce__", "__getstate__", "__getnewargs__", "__getnewargs_ex__")


def reducer(cls: type, hidden: type) -> Reducer:
    """Return what reduces values that keep state in C, where their own C code tells it.

    A class that overrides a part of this in Python is not believed: what such code leaves out
    would count as equal.
    """
    name = name_of(cls)
    if any(type(lookup(cls, asked)) in _IN_PYTHON for asked in _ASKED):
        reason = "it keeps state in C, and its class rewrites in Python how that is copied"
        return lambda _: (make, opaque_arguments(cls, reason))
    if not _tells(cls):
        reason = f"{name_of(hidden)} keeps state in C that nothing can read; give it an opener"
        return lambda _: (make, opaque_arguments(cls, reason))
    return lambda value: reduced(_opened(value, cls, name), name)


_IN_PYTHON = (types.FunctionType, staticmethod, classmethod, property)


def _tells(cls: type) -> bool:
    if cls in copyreg.dispatch_table:
        return type(copyreg.dispatch_table[cls]) is not types.FunctionType
    return any(
        asked in variables(base) for base in mro(cls) if base is not object for asked in _ASKED
    )


def _opened(value: Any, cls: type, name: str) -> Node:
    asks: Any = copyreg.dispatch_table.get(cls)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of itertools' reductions are on their way out
        made = asks(value) if asks is not None else value.__reduce_ex__(4)
    if isinstance(made, str):
        return _named(value, made, name)
    parts: dict[str, Any] = dict(zip(("function", "args", "state", "items", "entries"), made))
    for once in ("items", "entries"):
        if parts.get(once) is not None:
            parts[once] = list(parts[once])
    return Node(type=name, fields=present(parts))


def _named(value: Any, path: str, name: str) -> Node:
    """Believe a value that says it is a global, where it is found under that name."""
    module = getattr(value, "__module__", None)
    found: Any = sys.modules.get(module) if isinstance(module, str) else None
    for step in path.split("."):
        found = getattr(found, step, None)
    if found is value:
        return Node(type=name, base=f"{module}.{path}")
    return Node(type=name, opaque=f"it says it is {module}.{path}, but is not found there")
