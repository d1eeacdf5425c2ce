"""How a value of any type is opened: its items, entries, members and fields.

Nothing here runs code of the value: no property, no `__eq__`, no `__iter__`. A type is looked at
once; how its values open is remembered.
"""

from __future__ import annotations

import types
from collections import OrderedDict, deque
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from . import arrays
from .scalars import SAME

__all__ = ["Parts", "Reader", "parts_of", "reader_of", "unlike_parts"]


class Parts(NamedTuple):
    """What a value is made of. A value with none of it is opaque."""

    items: list[Any] | None = None
    """In order."""
    entries: dict[Any, Any] | None = None
    members: set[Any] | frozenset[Any] | None = None
    fields: dict[str, Any] | None = None
    """Named attributes, and what a subclass of a built-in type adds to it."""
    base: Any = None
    """The built-in scalar under a subclass of str, int, float ..."""
    ordered: bool = False
    """The order of the entries is part of the value."""

    @property
    def is_opaque(self) -> bool:
        return not self.fields and self.base is None and self[:3] == (None, None, None)

    @property
    def makeup(self) -> tuple[bool, ...]:
        """Which kinds of parts there are."""
        return tuple(part is not None for part in self[:5])

    def by_name(self) -> Parts:
        """Take text keys for fields, so that a mapping can be compared with an object."""
        if self.entries is None or not all(isinstance(key, str) for key in self.entries):
            return self
        return self._replace(entries=None, fields={**self.entries, **(self.fields or {})})


def unlike_parts(a: object, b: object) -> tuple[Parts, Parts]:
    """Open two values of different types so that they can be compared, if they can at all."""
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return Parts(items=_items(a)), Parts(items=_items(b))
    return parts_of(a).by_name(), parts_of(b).by_name()


def _items(value: Any) -> list[Any]:
    own: Any = list if isinstance(value, list) else tuple
    return list(own.__iter__(value))


Opener: TypeAlias = Callable[[Any], Parts]
Reader: TypeAlias = Callable[[Any], dict[str, Any]]


def reader_of(cls: type) -> Reader | None:
    """Return what reads the fields of a class whose values are made of nothing else."""
    return _READERS.get(_opener(cls))


def parts_of(value: object) -> Parts:
    """Open a value of any type."""
    cls: Any = type(value)
    return _opener(cls)(value)


@lru_cache(maxsize=2048)
def _opener(cls: type) -> Opener:
    for chooses, opener in _FAMILIES:
        if chooses(cls):
            return opener
    return _by_state


_NOTHING = Parts()
_VALUE_MODULES = frozenset(
    {"datetime", "decimal", "uuid", "fractions", "pathlib", "ipaddress", "re", "zoneinfo"}
)
_CODE = (
    type,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.ModuleType,
    types.CodeType,
)


def _atom(_: object) -> Parts:
    """Equal by its own `==` alone: enums, functions, classes, and the standard value types."""
    return _NOTHING


def _is_atom(cls: type) -> bool:
    if issubclass(cls, (Enum, *_CODE)):
        return True
    return cls.__module__.partition(".")[0] in _VALUE_MODULES


_TEXT = frozenset({str})
_MADE_IN_PYTHON = 1 << 9
"""Py_TPFLAGS_HEAPTYPE."""


@lru_cache(maxsize=2048)
def _slots(cls: type) -> tuple[tuple[str, types.MemberDescriptorType], ...]:
    """List the slots of a class, those of its bases first."""
    return tuple(
        (name, member)
        for base in reversed(cls.__mro__)
        if base.__flags__ & _MADE_IN_PYTHON  # members of a C type, as gi_code, are no state
        for name, member in vars(base).items()
        if isinstance(member, types.MemberDescriptorType)
    )


def _state(value: object) -> dict[str, Any]:
    """Read `__dict__` and every slot, without running a property."""
    cls: Any = type(value)
    found: dict[str, Any] = {}
    for name, member in _slots(cls):
        try:
            found[name] = member.__get__(value)
        except AttributeError:
            continue  # a slot that was never set is no part of the value
    if cls.__dictoffset__:
        attributes = _attributes(value)
        if found or not _TEXT.issuperset(map(type, attributes)):
            found.update((name, attributes[name]) for name in attributes if isinstance(name, str))
        else:
            found = attributes.copy()
    return found


def _attributes(value: object) -> dict[Any, Any]:
    try:
        held = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return held if type(held) is dict else {}


def _by_state(value: object) -> Parts:
    return Parts(fields=_state(value))


def _listed(value: Any) -> Parts:
    return Parts(items=list(list.__iter__(value)), fields=_added(value))


def _tupled(value: Any) -> Parts:
    return Parts(items=list(tuple.__iter__(value)), fields=_added(value))


def _named(value: Any) -> Parts:
    names = type(value)._fields
    return Parts(fields={**dict(zip(names, tuple.__iter__(value), strict=True)), **_added(value)})


def _queued(value: Any) -> Parts:
    return Parts(items=list(deque.__iter__(value)), fields=_added(value))


def _mapped(value: Any) -> Parts:
    ordered = isinstance(value, OrderedDict)
    items = OrderedDict.items(value) if ordered else dict.items(value)
    return Parts(entries=dict(items), fields=_added(value), ordered=ordered)


def _proxied(value: Any) -> Parts:
    return Parts(entries=dict(value))


def _gathered(value: Any) -> Parts:
    whole = set.copy(value) if isinstance(value, set) else frozenset(frozenset.__iter__(value))
    return Parts(members=whole, fields=_added(value))


def _added(value: object) -> dict[str, Any]:
    """What a subclass of a built-in container holds beside its content."""
    return _state(value) if type(value).__module__ != "builtins" else {}


_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, int.__int__),
    (float, float.__float__),
    (complex, complex.__complex__),
    (str, str.__str__),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
    (bytearray, lambda value: bytearray.__getitem__(value, slice(None))),
)


def _scalar(value: Any) -> Parts:
    base = next(read(value) for cls, read in _BASES if isinstance(value, cls))
    return Parts(base=base, fields=_state(value))


def _raised(value: BaseException) -> Parts:
    return Parts(fields={"args": value.args, **_state(value)})


def _declared(value: Any) -> Parts:
    return Parts(fields=_declared_fields(value))


def _declared_fields(value: Any) -> dict[str, Any]:
    """Dataclasses and attrs: the fields that take part in their equality."""
    cls: Any = type(value)
    found = _state(value)
    for name in _left_out(cls):
        found.pop(name, None)
    return found


@lru_cache(maxsize=2048)
def _left_out(cls: Any) -> tuple[str, ...]:
    declared = getattr(cls, "__dataclass_fields__", None)
    if declared is None:
        return tuple(field.name for field in cls.__attrs_attrs__ if not field.eq)
    return tuple(name for name, field in declared.items() if not field.compare)


def _modelled(value: Any) -> Parts:
    return Parts(fields=_model_fields(value))


def _model_fields(value: Any) -> dict[str, Any]:
    """Pydantic models: fields, extra and private values, but not which of them were set."""
    found = dict(_attributes(value))
    for name in ("__pydantic_extra__", "__pydantic_private__"):
        found.update(getattr(value, name, None) or {})
    return found


def _struct(value: Any) -> Parts:
    return Parts(fields=_struct_fields(value))


def _struct_fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).__struct_fields__}


_READERS: dict[Opener, Reader] = {
    _by_state: _state,
    _declared: _declared_fields,
    _modelled: _model_fields,
    _struct: _struct_fields,
}

_FAMILIES: tuple[tuple[Callable[[type], bool], Opener], ...] = (
    (lambda cls: cls in SAME or _is_atom(cls), _atom),
    (arrays.is_pandas, lambda value: Parts(fields=arrays.columns_of(value))),
    (lambda cls: hasattr(cls, "__pydantic_fields__"), _modelled),
    (lambda cls: hasattr(cls, "__struct_fields__"), _struct),
    (lambda cls: issubclass(cls, tuple) and hasattr(cls, "_fields"), _named),
    (lambda cls: issubclass(cls, list), _listed),
    (lambda cls: issubclass(cls, tuple), _tupled),
    (lambda cls: issubclass(cls, dict), _mapped),
    (lambda cls: issubclass(cls, set | frozenset), _gathered),
    (lambda cls: issubclass(cls, deque), _queued),
    (lambda cls: cls is types.MappingProxyType, _proxied),
    (lambda cls: issubclass(cls, tuple(base for base, _ in _BASES)), _scalar),
    (lambda cls: issubclass(cls, BaseException), _raised),
    (
        lambda cls: hasattr(cls, "__dataclass_fields__") or hasattr(cls, "__attrs_attrs__"),
        _declared,
    ),
)
