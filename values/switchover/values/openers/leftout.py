"""What of an object its class declares to be no part of its value: caches, what none compares."""

from __future__ import annotations

import types
from typing import Any

from .classes import lookup, mro, variables

__all__ = ["left_out"]

_CACHED = frozenset(
    {
        ("functools", "cached_property"),
        ("django.utils.functional", "cached_property"),
        ("werkzeug.utils", "cached_property"),
        ("cached_property", "cached_property"),
        ("cached_property", "threaded_cached_property"),
        ("sqlalchemy.util.langhelpers", "memoized_property"),
        ("botocore.utils", "CachedProperty"),
        ("pyramid.decorator", "reify"),
        ("kombu.utils.objects", "cached_property"),
        ("propcache._helpers_c", "cached_property"),
        ("propcache._helpers_py", "cached_property"),
        ("propcache._helpers_c", "under_cached_property"),
    }
)
"""Descriptors that keep what they made in `__dict__`: that follows from the rest of the value."""


def _is_cached(descriptor: Any) -> bool:
    cls = type(descriptor)
    return any((base.__module__, base.__qualname__) in _CACHED for base in mro(cls)[:-1])


def left_out(cls: type) -> frozenset[str]:
    """Names of attributes that are no part of a value, as its class declares."""
    names = {
        name
        for base in mro(cls)
        for name, held in variables(base).items()
        if not isinstance(held, (types.FunctionType, str, int)) and _is_cached(held)
    }
    declared = lookup(cls, "__dataclass_fields__")
    if type(declared) is dict:
        names.update(name for name, field in declared.items() if not field.compare)
    declared = lookup(cls, "__attrs_attrs__")
    if isinstance(declared, tuple):
        names.update(field.name for field in declared if not field.eq)
        names.add("_attrs_cached_hash")
        names.update(_cached_in_slots(cls))
    if lookup(cls, "_sa_class_manager") is not None:
        names.add("_sa_instance_state")  # SQLAlchemy's bookkeeping of a mapped instance
    return frozenset(names)


def _cached_in_slots(cls: type) -> set[str]:
    """Name cached properties of attrs' classes with slots: attrs keeps their names where the
    `__getattr__` it makes finds them.
    """
    found: set[str] = set()
    for base in mro(cls):
        asks = variables(base).get("__getattr__")
        if isinstance(asks, types.FunctionType):
            cells = dict(zip(asks.__code__.co_freevars, asks.__closure__ or ()))
            held = cells.get("cached_properties")
            kept = asks.__globals__.get("cached_properties") if held is None else held.cell_contents
            found.update(kept if isinstance(kept, dict) else ())
    return found
