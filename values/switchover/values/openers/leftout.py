"""What of an object its class declares to be no part of its value: caches, what none compares."""

from __future__ import annotations

import dis
import types
from contextvars import ContextVar
from typing import Any

from ..standing import original
from .classes import lookup, mro, variables

__all__ = ["IS_INPUT", "InputNote", "left_out", "uncompared"]

IS_INPUT: ContextVar[InputNote | None] = ContextVar("IS_INPUT", default=None)
"""Set where what is written is to be given again: then fields that a class does not compare, but is
made with, are part of it, and so is the zone of a moment."""


class InputNote:
    """A value that is written to be given again."""

    __slots__ = ("has_more",)

    def __init__(self) -> None:
        self.has_more = False
        """Something was written that is no part of an answer."""


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

_DERIVED: dict[tuple[str, str], dict[str, str]] = {
    ("babel.core", "Locale"): {"_Locale__data": "__init__"},
    ("bson.raw_bson", "RawBSONDocument"): {"_RawBSONDocument__inflated_doc": "raw"},
    ("pint.facets.plain.quantity", "PlainQuantity"): {"_dimensionality": "dimensionality"},
    ("pint.facets.plain.unit", "PlainUnit"): {"_dimensionality": "dimensionality"},
    ("packaging.version", "Version"): {"_key_cache": "_release", "_key": "_version"},
    ("sympy.core.basic", "Basic"): {"_assumptions": "_args"},
    ("sympy.core.function", "AppliedUndef"): {},
    ("sympy.core.symbol", "Symbol"): {"_assumptions": "_assumptions_orig"},
}
"""Attributes of libraries' classes in which they keep what follows from others, and one of those
others: older versions that have it not keep the value itself there. The nearest class speaks."""


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
    names.update(name for name, _ in _declared(cls))
    if isinstance(lookup(cls, "__attrs_attrs__"), tuple):
        names.add("_attrs_cached_hash")
        names.update(_cached_in_slots(cls))
    at = ((base.__module__, base.__qualname__) for base in mro(cls))
    derived = next((_DERIVED[place] for place in at if place in _DERIVED), {})
    names.update(name for name, source in derived.items() if lookup(cls, source) is not None)
    names.update(*(_kept_by(variables(base).get("__hash__")) for base in mro(cls)))
    if lookup(cls, "_sa_class_manager") is not None:
        names.add("_sa_instance_state")  # SQLAlchemy's bookkeeping of a mapped instance
    return frozenset(names)


def uncompared(cls: type) -> frozenset[str]:
    """Name the fields that a class declares not to compare, but takes when a value is made."""
    return frozenset(name for name, is_taken in _declared(cls) if is_taken)


def _declared(cls: type) -> list[tuple[str, bool]]:
    """List the fields that a class does not compare, and whether it takes them."""
    found: list[tuple[str, bool]] = []
    declared = lookup(cls, "__dataclass_fields__")
    if type(declared) is dict:
        found += [(name, field.init) for name, field in declared.items() if not field.compare]
    declared = lookup(cls, "__attrs_attrs__")
    if isinstance(declared, tuple):
        found += [(field.name, field.init) for field in declared if not field.eq]
    return found


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


def _kept_by(hashes: Any) -> set[str]:
    """Name the attributes in which a class's own `__hash__` keeps what it gives, and finds it.

    A hash of texts is another in every process, and follows from the rest of the value. What is
    set to a constant, or is not what it gives, is no such cache: a mark that a value is frozen,
    say, counts, and so do items that it makes a tuple to hash them.
    """
    if not isinstance(hashes, types.FunctionType):
        return set()
    code = original(hashes.__code__)
    if "__setattr__" in code.co_names:
        set_by_name = {text for text in code.co_consts if isinstance(text, str)}
    else:
        set_by_name = set()
    steps = [step for step in dis.get_instructions(code) if step.opname not in _ASIDE]
    kept = {
        str(step.argval)
        for before, step in zip(steps, steps[2:])
        if step.opname == "STORE_ATTR" and not before.opname.endswith("_CONST")
    }
    return {name for name in (kept | set_by_name) & _given_by(steps) if name.startswith("_")}


_ASIDE = frozenset({"CACHE", "NOP", "POP_BLOCK", "COPY", "DUP_TOP"})
"""Instructions that leave the value that they find."""


def _given_by(steps: list[dis.Instruction]) -> set[str]:
    """Name the attributes that a function returns as it finds them, at once or by a variable."""
    pairs = list(zip(steps, steps[1:]))
    given = {
        _variables(step)[-1]
        for step, after in pairs
        if after.opname == "RETURN_VALUE" and "LOAD_FAST" in step.opname
    }
    return {
        str(step.argval)
        for step, after in pairs
        if step.opname == "LOAD_ATTR"
        and (
            after.opname == "RETURN_VALUE"
            or (after.opname.startswith("STORE_FAST") and _variables(after)[0] in given)
        )
    }


def _variables(step: dis.Instruction) -> tuple[str, ...]:
    """Give the variables of an instruction: from Python 3.13 on some have two."""
    return step.argval if isinstance(step.argval, tuple) else (str(step.argval),)
