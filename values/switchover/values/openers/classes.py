"""What a class says of its values, read without running code of its metaclass."""

from __future__ import annotations

import sys
import types
from typing import Any, Callable, NamedTuple

__all__ = [
    "Slot",
    "attributes_reader",
    "c_base",
    "is_named",
    "lookup",
    "module_of",
    "mro",
    "name_of",
    "slots",
    "variables",
]

mro: Callable[[type], tuple[type, ...]] = vars(type)["__mro__"].__get__
variables: Callable[[type], Any] = vars(type)["__dict__"].__get__
_basicsize: Callable[[type], int] = vars(type)["__basicsize__"].__get__
_itemsize: Callable[[type], int] = vars(type)["__itemsize__"].__get__
_dictoffset: Callable[[type], int] = vars(type)["__dictoffset__"].__get__
_flags: Callable[[type], int] = vars(type)["__flags__"].__get__
_base: Callable[[type], type] = vars(type)["__base__"].__get__

_HEAP = 1 << 9
"""Py_TPFLAGS_HEAPTYPE: made by a class statement, or by newer extension modules."""
_POINTER = 8
_ABSENT: Any = object()


def lookup(cls: type, name: str, default: Any = None) -> Any:
    """Find what a class or its bases hold under a name; no descriptor runs."""
    for base in mro(cls):
        found = variables(base).get(name, _ABSENT)
        if found is not _ABSENT:
            return found
    return default


def name_of(cls: type) -> str:
    """Return the qualified name; the module of built-ins is left out."""
    module, name = module_of(cls), _plain_text(cls, "__qualname__")
    return name if module in ("builtins", "") else f"{module}.{name}"


def module_of(cls: type) -> str:
    """Return the name of the module of a class; empty where it has none."""
    module = variables(cls).get("__module__")
    if not isinstance(module, str):
        module = _plain_text(cls, "__module__")
    return "pathlib" if module == "pathlib._local" else module  # as Python 3.13 has it


def is_named(cls: type) -> bool:
    """Say whether the name of a class leads to it, in a module that is loaded."""
    found: Any = sys.modules.get(module_of(cls))
    for step in _plain_text(cls, "__qualname__").split("."):
        found = _held(found).get(step)
    return found is cls


def _held(holder: Any) -> Any:
    if issubclass(type(holder), type):
        return variables(holder)
    return vars(holder) if hasattr(holder, "__dict__") else {}


def _plain_text(cls: type, name: str) -> str:
    try:
        found = vars(type)[name].__get__(cls)
    except AttributeError:
        return ""
    return str.__str__(found) if isinstance(found, str) else ""


class Slot(NamedTuple):
    """One slot: its name as an attribute, and what reads it."""

    name: str
    read: Callable[[Any], Any]


def _own_slots(cls: type) -> list[tuple[str, types.MemberDescriptorType]]:
    held = variables(cls)
    if "__slots__" not in held or not _flags(cls) & _HEAP:
        return []
    return [(n, m) for n, m in held.items() if type(m) is types.MemberDescriptorType]


def slots(cls: type, until: type = object) -> tuple[Slot, ...]:
    """List the slots of a class and its bases, down to but without `until`; those of bases first.

    A slot that a subclass declares again is told apart by the class that it belongs to.
    """
    found: dict[str, Slot] = {}
    below = set(mro(until))
    for base in reversed(mro(cls)):
        if base in below:
            continue
        for name, member in _own_slots(base):
            known = name if name not in found else f"{base.__qualname__}.{name}"
            found[known] = Slot(known, member.__get__)
    return tuple(found.values())


def attributes_reader(cls: type) -> Callable[[Any], Any] | None:
    """Return what reads `__dict__` as C keeps it; None where values have none.

    Raises:
        LookupError: They have one, but a property of the class hides it.
    """
    if not _dictoffset(cls):
        return None
    for base in mro(cls):
        found = variables(base).get("__dict__")
        if type(found) is types.GetSetDescriptorType:
            return found.__get__
    raise LookupError("__dict__")


def c_base(cls: type) -> type:
    """Return the nearest base that keeps state where Python code cannot see it, or `object`.

    A class statement adds a pointer for each slot, for `__dict__` and for weak references. A type
    that is larger than that, or has items of a size, holds state of an extension module.
    """
    current = cls
    while current is not object:
        below = _base(current)
        held = variables(current)
        known = len(_own_slots(current)) + ("__dict__" in held) + ("__weakref__" in held)
        grown = _basicsize(current) - _basicsize(below)
        if grown > known * _POINTER or _itemsize(current) != _itemsize(below):
            return current
        current = below
    return object
