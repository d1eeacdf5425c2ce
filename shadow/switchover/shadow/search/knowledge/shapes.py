"""The shapes that mappings may have: fields of records, and keys that are read of one variable."""

from __future__ import annotations

import math
import re
import typing
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from .hints import hint_tree

__all__ = ["Shape", "ShapeField", "as_shapes", "record_shape"]

MOST_FIELDS: Final = 80
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_LITERAL: Final = re.compile(r"Literal\[([^\]]*)\]")
_QUOTED: Final = re.compile(r"""["']([^"']+)["']""")
_CALLED: Final = ("alias", "data_key", "encode_name", "key", "serialized_name", "name")
"""Attributes of what describes a field that may hold the name it has in a document."""
_MANY: Final = ("list", "tuple", "Sequence", "Iterable", "set", "frozenset")
_BY_KEY: Final = ("dict", "Mapping", "MutableMapping")


class ShapeField(NamedTuple):
    """What is known of a key."""

    hint: Any = None
    """As of `hints.hint_tree`."""
    default: Any = None
    """A plain value; None where none is known."""
    inner: str = ""
    """The shape of what lies there, or of each of its items."""
    holds: str = ""
    """`list` or `dict` where there are several of the inner shape."""
    words: tuple[str, ...] = ()
    """Those that its annotation lists."""

    @property
    def type(self) -> str:
        """The name of the type of what lies there, by its annotation or else its default."""
        return self.hint if isinstance(self.hint, str) else type(self.default).__name__


class Shape(NamedTuple):
    """A mapping that a document may hold."""

    name: str
    fields: dict[str, ShapeField]
    own: tuple[str, ...] = ()
    """The keys that no base has."""
    bases: tuple[str, ...] = ()
    """The shapes that it is a kind of."""
    words: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    """Words that tell it from its siblings, by the name that they stand under."""
    near: tuple[str, ...] = ()
    """The keys that are read by functions which name it."""


def record_shape(cls: type, is_own: Any) -> Shape | None:
    """Give the shape of a class's records; None where it has no field.

    Fields are what is annotated, what a descriptor stands for, and what a typed property gives
    of a key that one of these has. Nothing of the class is called.

    Args:
        cls: The class.
        is_own: Says of a class whether it is of the side's own code.
    """
    fields: dict[str, ShapeField] = {}
    own: list[str] = []
    bases_of = [base for base in reversed(cls.__mro__) if is_own(base)]
    described = {base: _described(base, is_own) for base in bases_of}
    for base in bases_of:
        # where descriptors stand for fields, what is annotated is of the object that reads them
        found = described[base] if any(described.values()) else _fields(base, is_own)
        for name, field in found.items():
            fields[name] = _joined(fields.get(name), field)
        if base is cls:
            own = [*found]
    if not fields or len(fields) > MOST_FIELDS:
        return None
    words = {
        name: held
        for name, held in vars(cls).items()
        if type(held) is str and not name.startswith("_") and 0 < len(held) < 40
    }
    bases = [base.__qualname__ for base in cls.__mro__[1:] if is_own(base)]
    return Shape(cls.__qualname__, fields, tuple(own), tuple(bases), words)


def _told(held: Mapping[str, Any], name: str) -> Any:
    """Give what a model says of a field, beside its annotation; else what stands as its default."""
    for kept in ("__pydantic_fields__", "model_fields", "__dataclass_fields__"):
        found = held.get(kept)
        if isinstance(found, Mapping) and name in found:
            return found[name]
    return held.get(name)


def _joined(known: ShapeField | None, more: ShapeField) -> ShapeField:
    if known is None:
        return more
    return ShapeField(
        hint=known.hint if more.hint is None else more.hint,
        default=known.default if more.default is None else more.default,
        inner=more.inner or known.inner,
        holds=more.holds or known.holds,
        words=more.words or known.words,
    )


def _fields(cls: type, is_own: Any) -> dict[str, ShapeField]:
    held = vars(cls)
    found = _described(cls, is_own)
    annotations = held.get("__annotations__", {})
    for name, hint in annotations.items():
        if not name.startswith("_") and "ClassVar" not in str(hint):
            told = _told(held, name)
            found[_text(told, "alias") or name] = _field(hint, getattr(told, "default", told))
    return found


def _described(cls: type, is_own: Any) -> dict[str, ShapeField]:
    """Give the fields that descriptors stand for."""
    held = vars(cls)
    found: dict[str, ShapeField] = {}
    for name, one in held.items():
        if (
            name.startswith("_")
            or name in held.get("__annotations__", {})
            or not _describes(one, is_own)
        ):
            continue
        called = next((text for at in _CALLED if (text := _text(one, at))), name)
        inner = next((kind.__qualname__ for kind in _kinds_in(one, is_own)), "")
        default = getattr(one, "default", None)
        holds = "list" if type(default) in (list, tuple) else ""
        found[called] = ShapeField(
            hint=None if inner else _container(default),
            default=_plain(default),
            inner=inner,
            holds=holds if inner else "",
        )
    for name, one in held.items():
        if isinstance(one, property) and name in found and one.fget is not None:
            hint = getattr(one.fget, "__annotations__", {}).get("return")
            found[name] = _joined(_field(hint, None), found[name]._replace(holds=""))
            found[name] = found[name]._replace(holds=_field(hint, None).holds)
    return found


def _field(hint: Any, default: Any) -> ShapeField:
    """Read an annotation: what is no type of the standard's is the name of a shape."""
    text = hint if isinstance(hint, str) else _shown(hint)
    words = _WORD.findall(_LITERAL.sub("", text))
    inner = next((one for one in words if one[0].isupper() and one not in _STANDARD), "")
    many = "list" if any(one in words for one in _MANY) else ""
    holds = "dict" if any(one in words for one in _BY_KEY) else many
    tree = _SIMPLE.get(text.split(" |")[0]) or hint_tree(hint)
    listed = [word for part in _LITERAL.findall(text) for word in _QUOTED.findall(part)]
    return ShapeField(tree, _plain(default), inner, holds if inner else "", tuple(listed))


_SIMPLE: Final = {one: one for one in ("str", "int", "float", "bool", "bytes")}
_STANDARD: Final = frozenset((
    *(*_MANY, *_BY_KEY, "Any", "Callable", "ClassVar", "Decimal", "Final", "Literal", "None"),
    *("Optional", "Required", "NotRequired", "Union", "UUID", "Path", "Annotated", "NoneType"),
))  # fmt: skip


def _shown(hint: Any) -> str:
    if isinstance(hint, typing.ForwardRef):
        return hint.__forward_arg__
    if isinstance(hint, type) and typing.get_origin(hint) is None:
        return hint.__qualname__
    return str(hint).replace("typing.", "").rpartition("<locals>.")[2]


def _describes(held: Any, is_own: Any) -> bool:
    """Say whether an attribute of a class stands for a field: an object of a class of its own."""
    if isinstance(held, type) or callable(held):
        return False
    kind = type(held)
    return hasattr(kind, "__get__") and is_own(kind) and not isinstance(held, property)


def _kinds_in(held: Any, is_own: Any, depth: int = 2) -> Iterable[type]:
    """Give the classes of the side's own that an object speaks of."""
    for one in _attributes(held):
        if isinstance(one, type) and is_own(one):
            yield one
        elif depth and is_own(type(one)):
            yield from _kinds_in(one, is_own, depth - 1)


def _attributes(held: Any) -> list[Any]:
    """Give what an object holds, in slots or not, as it lies there."""
    found = list(getattr(held, "__dict__", {}).values())
    for kind in type(held).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        names = (slots,) if isinstance(slots, str) else slots
        found += [getattr(held, name, None) for name in names if not name.startswith("__")]
    return found


def _text(held: Any, name: str) -> str:
    found = getattr(held, name, None)
    return found if type(found) is str else ""


def _container(default: Any) -> str | None:
    """Name what a field holds whose default is an empty container; None for any other."""
    if type(default) in (dict, MappingProxyType):
        return "dict"
    return "list" if type(default) in (list, tuple) else None


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float | str) else None


def as_shapes(held: Iterable[Mapping[str, Any]]) -> tuple[Shape, ...]:
    """Read shapes back from plain mappings."""
    return tuple(
        Shape(
            one["name"],
            {key: ShapeField(**field) for key, field in one["fields"].items()},
            tuple(one["own"]),
            tuple(one["bases"]),
            dict(one["words"]),
            tuple(one["near"]),
        )
        for one in held
    )
