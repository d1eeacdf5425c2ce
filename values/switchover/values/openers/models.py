"""Models that declare their fields: pydantic 1 and 2, msgspec; and rows of struct sequences."""

from __future__ import annotations

import types
from typing import Any, Callable

from ..node import make
from .classes import attributes_reader, lookup, mro, name_of, slots, variables
from .leftout import left_out
from .opening import Reducer, told_apart

__all__ = ["FAMILIES"]


def _read(cls: type, name: str, value: Any) -> Any:
    held = lookup(cls, name)
    try:
        return held.__get__(value) if held is not None else None
    except AttributeError:
        return None


def _pydantic(cls: type) -> Reducer:
    """Fields, extra and private values; not which of them were set."""
    name, reads, without = name_of(cls), attributes_reader(cls), left_out(cls)

    def reduce(value: Any) -> tuple[Any, tuple[Any, ...]]:
        fields = dict(reads(value)) if reads is not None else {}
        for part in ("__pydantic_extra__", "__pydantic_private__"):
            told_apart(fields, _read(cls, part, value) or {})
        for one in without:
            fields.pop(one, None)
        return make, (name, fields)

    return reduce


def _pydantic_1(cls: type) -> Reducer:
    name, reads, without = name_of(cls), attributes_reader(cls), left_out(cls)
    private = [slot for slot in slots(cls) if slot.name != "__fields_set__"]

    def reduce(value: Any) -> tuple[Any, tuple[Any, ...]]:
        fields = dict(reads(value)) if reads is not None else {}
        for slot in private:
            try:
                fields[slot.name] = slot.read(value)
            except AttributeError:  # noqa: PERF203
                continue
        for one in without:
            fields.pop(one, None)
        return make, (name, fields)

    return reduce


def _struct(cls: type) -> Reducer:
    name, reads = name_of(cls), attributes_reader(cls)
    readers = [(one, lookup(cls, one).__get__) for one in lookup(cls, "__struct_fields__")]

    def reduce(value: Any) -> tuple[Any, tuple[Any, ...]]:
        fields = {}
        for one, read in readers:
            try:
                fields[one] = read(value)
            except AttributeError:  # noqa: PERF203
                continue
        if reads is not None:
            told_apart(fields, reads(value))
        return make, (name, fields)

    return reduce


def _is_struct(cls: type) -> bool:
    names = lookup(cls, "__struct_fields__")
    return isinstance(names, tuple) and all(
        type(lookup(cls, one)) is types.MemberDescriptorType for one in names
    )


def _sequence(cls: Any) -> Reducer:
    """Struct sequences, as `os.stat` gives them: more fields than their tuple shows."""
    name = name_of(cls)
    readers = [
        (one, held.__get__)
        for one, held in variables(cls).items()
        if type(held) is types.MemberDescriptorType
    ]

    def reduce(value: Any) -> tuple[Any, tuple[Any, ...]]:
        fields = {one: read(value) for one, read in readers}
        if cls.n_unnamed_fields:
            return make, (name, fields, None, list(tuple.__iter__(value)))
        return make, (name, fields, None, None, None, None, True)

    return reduce


def _is_sequence(cls: type) -> bool:
    return issubclass(cls, tuple) and all(
        type(variables(cls).get(one)) is int
        for one in ("n_fields", "n_sequence_fields", "n_unnamed_fields")
    )


def _has(*names: str) -> Callable[[type], bool]:
    return lambda cls: all(any(n in variables(base) for base in mro(cls)) for n in names)


FAMILIES: tuple[tuple[Callable[[type], bool], Callable[[type], Reducer]], ...] = (
    (_has("__pydantic_validator__", "__pydantic_extra__"), _pydantic),
    (_has("__fields__", "__fields_set__", "__post_root_validators__"), _pydantic_1),
    (_is_struct, _struct),
    (_is_sequence, _sequence),
)
"""Told by the marks that the libraries leave on a class; what is read is read as C keeps it."""
