"""Values that open by what their class is: objects, records, enums, subclasses of built-ins."""

from __future__ import annotations

import dis
import enum
import types
from collections import OrderedDict
from typing import Any, Callable

from ..node import Node, make
from .classes import attributes_reader, c_base, lookup, module_of, mro, name_of, slots, variables
from .leftout import IS_INPUT, left_out, uncompared
from .opening import (
    OPENINGS,
    Attributes,
    Open,
    Opening,
    Reducer,
    opaque_arguments,
    reduced,
    told_apart,
)

__all__ = ["by_state", "opened", "reducer", "state_reader"]

_TEXT = frozenset({str})


def state_reader(
    cls: type, until: type = object, besides: tuple[str, ...] = ()
) -> Callable[[Any], dict[str, Any]] | None:
    """Return what reads `__dict__` and the slots above `until`; None where there is neither.

    Raises:
        LookupError: A property hides `__dict__`.
    """
    reads, held, without = attributes_reader(cls), slots(cls, until), left_out(cls).union(besides)
    of_input = without - uncompared(cls)
    has_more = of_input != without
    if reads is None and not held:
        return None

    def read(value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, get in held:
            try:
                found[name] = get(value)
            except AttributeError:  # noqa: PERF203
                continue  # a slot that was never set is no part of the value
        if reads is not None:
            attributes = reads(value)
            told_apart(
                found, attributes if type(attributes) is dict else dict(dict.items(attributes))
            )
        written = IS_INPUT.get() if has_more else None
        if written is not None:
            written.has_more = True
        for name in without if written is None else of_input:
            found.pop(name, None)
        return found

    return read


def by_state(cls: type) -> Reducer:
    """Objects whose class was made in Python: `__dict__` and slots are all there is."""
    from . import reductions

    hidden = c_base(cls)
    if hidden is not object:
        return reductions.reducer(cls, hidden)
    name = name_of(cls)
    try:
        reads = attributes_reader(cls)
        if reads is not None and not slots(cls) and not left_out(cls):
            return Attributes(name, reads)
        read = state_reader(cls)
    except LookupError:
        return _unseen(cls, "a property of its class hides __dict__")
    if read is None:
        return lambda _: (make, (name, {}))
    return lambda value: (make, (name, read(value)))


def _unseen(cls: type, reason: str) -> Reducer:
    return lambda _: (make, opaque_arguments(cls, reason))


def opened(cls: type, base: type, opening: Opening) -> Reducer:
    """Give what an opener of a base gives, plus what the class adds to it."""
    name, open_ = name_of(cls), opening.open
    read = None
    if not (opening.whole or (opening.own and _package(cls) == _package(base))):
        accounted = _assigned(base) if opening.own else ()
        read = state_reader(cls, base, (*opening.without, *accounted))
    if read is None:
        return lambda value: reduced(open_(value), name)

    def reduce(value: Any) -> tuple[Any, tuple[Any, ...]]:
        node = open_(value)
        added = read(value)
        if added and node.opaque is None:
            added = dict(sorted(added.items())) if node.ordered else added
            node.fields = told_apart({**(node.fields or {})}, added)
        return reduced(node, name)

    return reduce


def _package(cls: type) -> str:
    return module_of(cls).partition(".")[0]


def _assigned(cls: type) -> set[str]:
    """Name the attributes that the code of a class and its bases sets: the class's own opener
    accounts for those, so that what is left came with a subclass.
    """
    functions = (
        getattr(held, "__func__", held) for base in mro(cls) for held in variables(base).values()
    )
    return {
        str(step.argval)
        for function in functions
        if isinstance(function, types.FunctionType)
        for step in dis.get_instructions(function)
        if step.opname == "STORE_ATTR"
    }


def reducer(cls: type) -> Reducer | None:
    """Return what reduces a class of a family that is told by its marks."""
    from .models import FAMILIES

    for chooses, build in (*FAMILIES, *_FAMILIES):
        if chooses(cls):
            return build(cls)
    return None


def _enum(cls: Any) -> Reducer:
    name = name_of(cls)
    flags = issubclass(cls, enum.Flag)

    def reduce(value: Any) -> tuple[Any, tuple[Any, ...]]:
        held = object.__getattribute__(value, "_value_")
        if flags:
            return make, (name, {"value": held}, _flag_names(cls, held))
        return make, (name, {"value": held}, object.__getattribute__(value, "_name_"))

    return reduce


def _flag_names(cls: Any, value: Any) -> str:
    """Names of the single bits, the same on every Python."""
    known = [
        (member._value_, name)
        for name, member in cls.__members__.items()
        if type(member._value_) is int and member._value_ & value == member._value_ != 0
    ]
    return "|".join(n for bits, n in sorted(known) if bits & (bits - 1) == 0)


def _record(cls: Any) -> Reducer:
    """Named tuples."""
    name, names = name_of(cls), tuple(lookup(cls, "_fields"))
    read = state_reader(cls, tuple)

    def reduce(value: Any) -> tuple[Any, tuple[Any, ...]]:
        items = list(tuple.__iter__(value))
        if len(items) != len(names):
            return make, (name, {"_fields": names}, None, items)
        fields = dict(zip(names, items))
        if read is not None:
            told_apart(fields, dict(sorted(read(value).items())))  # in no order of their own
        return make, (name, fields, None, None, None, None, True)

    return reduce


def _is_record(cls: type) -> bool:
    names = lookup(cls, "_fields")
    return (
        issubclass(cls, tuple)
        and isinstance(names, tuple)
        and _TEXT.issuperset(map(type, names))
        and len(set(names)) == len(names)
    )


def _items_of(own: Any) -> Open:
    return lambda value: Node(items=list(own.__iter__(value)))


def _members_of(own: Any) -> Open:
    return lambda value: Node(members=set(own.__iter__(value)))


def _base_of(read: Callable[[Any], Any]) -> Open:
    return lambda value: Node(base=read(value))


def _entries(value: Any) -> Node:
    return Node(entries=dict(dict.items(value)))


def _ordered_entries(value: Any) -> Node:
    return Node(entries=dict(OrderedDict.items(value)), ordered=True)


_WHOLE = slice(None)
_real, _imaginary = (vars(complex)[name].__get__ for name in ("real", "imag"))
_BUILT_IN: tuple[tuple[type, Open], ...] = (
    (OrderedDict, _ordered_entries),
    (list, _items_of(list)),
    (tuple, _items_of(tuple)),
    (dict, _entries),
    (set, _members_of(set)),
    (frozenset, _members_of(frozenset)),
    (int, _base_of(int.__int__)),
    (float, _base_of(float.__float__)),
    (complex, _base_of(lambda value: complex(_real(value), _imaginary(value)))),
    (str, _base_of(str.__str__)),
    (bytes, _base_of(lambda value: bytes.__getitem__(value, _WHOLE))),
    (bytearray, _base_of(lambda value: bytearray.__getitem__(value, _WHOLE))),
)


def _built_in(cls: type) -> Reducer:
    base, open_ = next(pair for pair in _BUILT_IN if issubclass(cls, pair[0]))
    return opened(cls, base, Opening(open_, exactly=False, whole=False))


def _is_built_in(cls: type) -> bool:
    return issubclass(cls, tuple(base for base, _ in _BUILT_IN)) and not _has_opener(cls)


def _has_opener(cls: type) -> bool:
    return any(base in OPENINGS for base in mro(cls))


_FAMILIES: tuple[tuple[Callable[[type], bool], Callable[[type], Reducer]], ...] = (
    (lambda cls: issubclass(cls, enum.Enum), _enum),
    (_is_record, _record),
    (_is_built_in, _built_in),
)
