"""How a value of an allowed class is made of its parts."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import pathlib
import types
from typing import Any, Callable

from .errors import RebuildError
from .node import Node
from .openers.classes import c_base, lookup
from .openers.opening import BESIDE
from .openers.raised import says_more
from .openers.registry import is_its_attributes
from .restoring import is_like, restored
from .text.tags import duration

__all__ = ["bearing", "built"]


def built(cls: Any, node: Node) -> Any:
    """Make a value of a class of parts that are live.

    Raises:
        RebuildError: The parts are not those of such a class.
    """
    fields = dict(node.fields or {})
    for chooses, build in _WAYS:
        if chooses(cls):
            return build(cls, node, fields)
    is_more = any(part is not None for part in (node.base, node.items, node.entries, node.members))
    if is_more or c_base(cls) not in (object, types.SimpleNamespace):
        raise RebuildError(f"a {node.type} has parts that its class does not take")
    return _proved(bearing(cls.__new__(cls), fields), node)


def _proved(made: Any, node: Node) -> Any:
    """Give what was made where it is what was read: an opener of its class may give names of its
    own to what it holds, or leave out what its methods need.
    """
    if not is_its_attributes(type(made)) and not is_like(made, node):
        raise RebuildError(f"a {node.type} is another when it is made of its parts")
    return made


def bearing(
    made: Any, fields: dict[str, Any], *, set_part: Callable[..., None] = object.__setattr__
) -> Any:
    """Give a value the attributes that it bears beside what it is."""
    for name, held in fields.items():
        if name.startswith(BESIDE):  # its name is that of something else
            made.__dict__[name[len(BESIDE) :]] = held
        else:
            set_part(made, name, held)
    return made


def _enum(cls: Any, node: Node, fields: dict[str, Any]) -> Any:
    if "|" in str(node.base) or not node.base:
        return cls(fields["value"])
    made = cls[node.base]
    if "value" in fields and not is_like(made.value, fields["value"]):
        raise RebuildError(f"{node.type}.{node.base} has another value by now")
    return made


def _record(cls: Any, _: Node, fields: dict[str, Any]) -> Any:
    # Past a `__new__` of its own, which has made these items once.
    return bearing(tuple.__new__(cls, [fields.pop(name) for name in cls._fields]), fields)


def _dataclass(cls: Any, _: Node, fields: dict[str, Any]) -> Any:
    given = {
        f.name: fields.pop(f.name) for f in dataclasses.fields(cls) if f.init and f.name in fields
    }
    return bearing(restored(cls(**given), given), fields)


def _attrs(cls: Any, _: Node, fields: dict[str, Any]) -> Any:
    known = [field for field in cls.__attrs_attrs__ if field.init and field.name in fields]
    given = {field.alias or field.name.lstrip("_"): fields[field.name] for field in known}
    made = restored(cls(**given), {field.name: fields.pop(field.name) for field in known})
    return bearing(made, fields)


def _pydantic(cls: Any, _: Node, fields: dict[str, Any]) -> Any:
    hidden = [name for name in fields if name in (cls.__private_attributes__ or {})]
    private = {name: fields.pop(name) for name in hidden}
    aliases = {
        name: field.validation_alias or field.alias for name, field in cls.model_fields.items()
    }
    by_alias = {
        alias if isinstance(alias := aliases.get(name), str) else name: held
        for name, held in fields.items()
    }
    made = cls.model_validate(by_alias)
    restored(made, {name: held for name, held in fields.items() if name in cls.model_fields})
    for name, held in private.items():
        setattr(made, name, held)
    return made


def _pydantic_1(cls: Any, _: Node, fields: dict[str, Any]) -> Any:
    hidden = [name for name in fields if name in cls.__private_attributes__]
    private = {name: fields.pop(name) for name in hidden}
    aliases = {name: field.alias for name, field in cls.__fields__.items()}
    made = cls.parse_obj({aliases.get(name, name): held for name, held in fields.items()})
    restored(made, {name: held for name, held in fields.items() if name in cls.__fields__})
    for name, held in private.items():
        object.__setattr__(made, name, held)
    return made


def _struct(cls: Any, _: Node, fields: dict[str, Any]) -> Any:
    given = {name: fields.pop(name) for name in cls.__struct_fields__ if name in fields}
    return bearing(restored(cls(**given), given), fields)


def _error(cls: Any, _: Node, fields: dict[str, Any]) -> Any:
    args = fields.pop("args", ())
    # An `__init__` of its own may take other arguments than those it kept.
    made = cls(*args) if cls.__module__ == "builtins" else cls.__new__(cls, *args)
    made.args = args
    made.__cause__ = fields.pop("__cause__", None)
    if says_more(cls):
        fields.pop("message", None)  # what its code makes of the rest
    for name in ("message", "exceptions"):
        if type(lookup(cls, name)) in _IN_C:  # of a group, which `args` have made
            fields.pop(name, None)
    return bearing(made, fields, set_part=setattr)


_IN_C = (types.MemberDescriptorType, types.GetSetDescriptorType)


def _text(cls: Any, node: Node, fields: dict[str, Any]) -> Any:
    return bearing(cls(node.base), fields)


def _moment(cls: Any, node: Node, fields: dict[str, Any]) -> Any:
    made = cls.fromisoformat(node.base)
    if isinstance(made, (dt.datetime, dt.time)):
        placed = {name: fields.pop(name) for name in ("fold", "tzinfo") if name in fields}
        made = made.replace(**placed) if placed else made
    return bearing(made, fields)


def _counted(cls: Any, node: Node, fields: dict[str, Any]) -> Any:
    """Read a moment or span of pandas, of which its class alone takes the nanoseconds."""
    made, fold, zone = cls(node.base), fields.pop("fold", 0), fields.pop("tzinfo", None)
    made = made if zone is None else made.tz_convert(zone)
    made = made.as_unit(fields.pop("unit")) if "unit" in fields else made
    return bearing(made.replace(fold=fold) if fold else made, fields)


def _span(cls: Any, node: Node, fields: dict[str, Any]) -> Any:
    found = duration(str(node.base))
    return bearing(cls(found.days, found.seconds, found.microseconds), fields)


def _deque(cls: Any, node: Node, fields: dict[str, Any]) -> Any:
    return bearing(cls(node.items or (), fields.pop("maxlen", None)), fields)


def _container(part: str, base: type) -> Callable[[Any, Node, dict[str, Any]], Any]:
    def build(cls: Any, node: Node, fields: dict[str, Any]) -> Any:
        held = getattr(node, part)
        made = base.__new__(cls) if base in _FILLED else base.__new__(cls, held)  # type: ignore[call-overload]
        if base in _FILLED:
            _FILLED[base](made, held)
        return _proved(bearing(made, fields), node)

    return build


def _put_in_order(made: Any, entries: Any) -> None:
    for key, held in entries.items():
        collections.OrderedDict.__setitem__(made, key, held)


_FILLED: dict[type, Callable[[Any, Any], None]] = {
    collections.OrderedDict: _put_in_order,
    list: list.extend,
    dict: dict.update,
    set: set.update,
}


def _is(base: type) -> Callable[[Any], bool]:
    return lambda cls: issubclass(cls, base)


def _marked(*names: str) -> Callable[[Any], bool]:
    return lambda cls: all(hasattr(cls, name) for name in names)


_WAYS: tuple[tuple[Callable[[Any], bool], Callable[[Any, Node, dict[str, Any]], Any]], ...] = (
    (_is(enum.Enum), _enum),
    (lambda cls: issubclass(cls, tuple) and hasattr(cls, "_fields"), _record),
    (_marked("__pydantic_validator__", "model_validate"), _pydantic),
    (_marked("__fields__", "__fields_set__", "parse_obj"), _pydantic_1),
    (_marked("__struct_fields__"), _struct),
    (_marked("__dataclass_fields__"), _dataclass),
    (_marked("__attrs_attrs__"), _attrs),
    (_is(BaseException), _error),
    (_is(list), _container("items", list)),
    (_is(collections.OrderedDict), _container("entries", collections.OrderedDict)),
    (_is(dict), _container("entries", dict)),
    (_is(set), _container("members", set)),
    (_is(frozenset), _container("members", frozenset)),
    (_is(tuple), _container("items", tuple)),
    (_is(bytearray), _text),
    (_is(decimal.Decimal), _text),
    (_is(fractions.Fraction), _text),
    (_is(pathlib.PurePath), _text),
    (_marked("asm8", "as_unit"), _counted),
    (_is(dt.date), _moment),
    (_is(dt.time), _moment),
    (_is(dt.timedelta), _span),
    (_is(collections.deque), _deque),
    *((_is(kind), _container("base", kind)) for kind in (int, float, str, bytes, complex)),
)
