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

__all__ = ["Parts", "parts_of", "unlike_parts"]


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


_MADE_IN_PYTHON = 1 << 9
"""Py_TPFLAGS_HEAPTYPE."""


def _state(value: object) -> dict[str, Any]:
    """Read `__dict__` and every slot, without running a property."""
    found: dict[str, Any] = {}
    for cls in reversed(type(value).__mro__):
        if not cls.__flags__ & _MADE_IN_PYTHON:
            continue  # the members of a C type, such as a generator's gi_code, are no state
        for name, member in vars(cls).items():
            if isinstance(member, types.MemberDescriptorType):
                _read_slot(found, value, name, member)
    attributes = _attributes(value)
    found.update((name, attributes[name]) for name in attributes if isinstance(name, str))
    return found


def _read_slot(
    found: dict[str, Any], value: object, name: str, member: types.MemberDescriptorType
) -> None:
    try:
        found[name] = member.__get__(value)
    except AttributeError:
        return  # a slot that was never set is no part of the value


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
    """Dataclasses and attrs: the fields that take part in their equality."""
    cls = type(value)
    declared = getattr(cls, "__dataclass_fields__", None)
    if declared is None:
        left_out = {field.name for field in cls.__attrs_attrs__ if not field.eq}
    else:
        left_out = {name for name, field in declared.items() if not field.compare}
    return Parts(fields={k: v for k, v in _state(value).items() if k not in left_out})


def _modelled(value: Any) -> Parts:
    """Pydantic models: fields, extra and private values, but not which of them were set."""
    found = dict(_attributes(value))
    for name in ("__pydantic_extra__", "__pydantic_private__"):
        found.update(getattr(value, name, None) or {})
    return Parts(fields=found)


def _struct(value: Any) -> Parts:
    return Parts(fields={name: getattr(value, name) for name in type(value).__struct_fields__})


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
