"""A tree as a live value again: standard types, and classes that are allowed."""

from __future__ import annotations

import array
import builtins
import collections
import datetime as dt
import decimal
import fractions
import io
import ipaddress
import operator
import pathlib
import random
import re
import sys
import types
import uuid
import zoneinfo
from typing import TYPE_CHECKING, Any, Callable, Union

from .building import bearing, built
from .errors import RebuildError
from .keys import told_apart
from .node import Node
from .text.tags import duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import TypeAlias

    from .node import Tree

    Classes: TypeAlias = Union[Mapping[str, type], Callable[[str], Union[type, None]]]
    """The classes that are allowed, by qualified name; or what answers for a name."""

__all__ = ["loaded_class", "rebuild"]


def rebuild(tree: Tree, classes: Classes | None = None) -> Any:
    """Make the live value that a tree stands for.

    Values of the standard library's types are always made; of other classes only those in
    `classes`: enums, dataclasses, named tuples, models of pydantic, attrs and msgspec, errors,
    subclasses of built-ins, and objects that are their attributes. A part that is part of itself
    cannot be made.

    Raises:
        RebuildError: A class is not allowed, or does not take these parts; the value is opaque, or
            too deep; two keys would be one, have no hash, or are made to collide.
    """
    allowed = classes if callable(classes) else (classes or {}).get
    try:
        return _Builder(allowed).of(tree)
    except RecursionError:
        raise RebuildError("it is nested too deeply to be made again") from None


def loaded_class(name: str) -> type | None:
    """Find a class by the name that trees have, where its module is loaded: allows all such."""
    module = name.rpartition(".")[0]
    while module not in sys.modules:
        if not module:
            return None
        module = module.rpartition(".")[0]
    found: object = sys.modules[module]
    for part in name[len(module) + 1 :].split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, type) else None


class _Builder:
    def __init__(self, allowed: Callable[[str], type | None]) -> None:
        self._allowed = allowed
        self._open: set[int] = set()
        self._made: dict[int, Any] = {}

    def of(self, tree: Tree) -> Any:
        kind = type(tree)
        if kind not in _PARTED:
            return tree
        if id(tree) in self._made:
            return self._made[id(tree)]
        if id(tree) in self._open:
            raise RebuildError("a part that is part of itself cannot be made again")
        self._open.add(id(tree))
        self._made[id(tree)] = made = self._new(tree, kind)
        self._open.discard(id(tree))
        return made

    def _new(self, tree: Tree, kind: type) -> Any:
        if kind is Node:
            return self._node(tree)
        if kind is dict:
            return dict(zip(self._keys(tree), map(self.of, tree.values())))
        if kind is bytearray:  # it can be changed: the tree keeps its own
            return bytearray(tree)
        return kind(self._keys(tree) if kind in _HASHED else map(self.of, tree))

    def _keys(self, tree: Tree) -> list[Any]:
        """Make keys or members, each of which stands for itself alone."""
        made = list(map(self.of, tree))
        if all(map(operator.is_, made, tree)):
            return made
        try:
            told_apart(made)
        except (TypeError, ValueError) as error:
            raise RebuildError(f"keys cannot be made again: {error}") from error
        if len(set(made)) < len(made):
            raise RebuildError("two keys would be one and the same when they are made again")
        return made

    def _node(self, node: Node) -> Any:
        if node.opaque is not None:
            raise RebuildError(f"a {node.type} cannot be made again: {node.opaque}")
        make = _STANDARD.get(node.type)
        cls = None if make is not None else self._class(node.type)
        parts = Node(
            node.type,
            {name: self.of(held) for name, held in (node.fields or {}).items()},
            self.of(node.base) if node.type != "type" else node.base,
            None if node.items is None else [self.of(item) for item in node.items],
            None if node.entries is None else self._new(node.entries, dict),
            None if node.members is None else self._new(node.members, set),
            node.ordered,
        )
        try:
            if make is not None:
                return bearing(make(parts), parts.fields or {})
            if cls is type:
                return self._class(str(node.base))
            return built(cls, parts)
        except (RebuildError, RecursionError):
            raise
        except Exception as error:
            raise RebuildError(
                f"a {node.type} cannot be made of these parts: {type(error).__name__}: {error}"
            ) from error

    def _class(self, name: str) -> Any:
        found = self._allowed(name)
        if found is None and "." not in name:
            held = _NAMELESS.get(name) or getattr(builtins, name, None)
            harmless = isinstance(held, type) and (
                issubclass(held, BaseException) or held in _HARMLESS
            )
            found = held if harmless else None
        if found is None:
            message = f"the class {name} is not among those that may be made"
            raise RebuildError(message, forbidden=name)
        return found


_NAMELESS = {each.__name__: each for each in (type(None), type(...), type(NotImplemented))}
"""Built-in types that no name of the module leads to."""
_PARTED = frozenset((list, tuple, dict, set, frozenset, bytearray, Node))
_HASHED = frozenset((set, frozenset))
_HARMLESS = frozenset(
    (
        *_NAMELESS.values(),
        type,
        object,
        int,
        float,
        complex,
        str,
        bytes,
        bytearray,
        list,
        tuple,
        dict,
        set,
        frozenset,
        bool,
    )
)


def _taken(node: Node, *names: str) -> list[Any]:
    """Take the fields that a value is made of; what is left are attributes that it bears."""
    fields = node.fields or {}
    return [fields.pop(name) for name in names]


def _may_be(node: Node, name: str, default: Any = None) -> Any:
    """Take a field that may not be there."""
    return (node.fields or {}).pop(name, default)


def _fraction(node: Node) -> fractions.Fraction:
    made = (node.base,) if node.base is not None else _taken(node, "numerator", "denominator")
    return fractions.Fraction(*made)


def _zone(node: Node) -> dt.timezone:
    (offset,) = _taken(node, "offset")
    name = _may_be(node, "name")
    return dt.timezone(offset) if name is None else dt.timezone(offset, name)


def _placed(made: Any, node: Node) -> Any:
    """Give a moment the fold, and the zone that has no offset without a day."""
    fields, node.fields = node.fields, None
    return made.replace(**(fields or {}))


def _view(node: Node) -> Any:
    code, shape = _taken(node, "format", "shape")
    made = memoryview(node.base)
    return made.cast(code, shape) if made.nbytes else made.cast(code)


def _proxy(node: Node) -> Any:
    if node.entries is None:  # a view of another mapping
        return types.MappingProxyType(*_taken(node, "mapping"))
    own = collections.OrderedDict if node.ordered else dict
    return types.MappingProxyType(own(node.entries or {}))


def _array(node: Node) -> Any:
    code, _ = _taken(node, "typecode", "shape")
    made = array.array(code)
    made.frombytes(node.base)
    return made


def _identifier(node: Node) -> uuid.UUID:
    return uuid.UUID(node.base, is_safe=uuid.SafeUUID(_may_be(node, "is_safe")))


def _random(node: Node) -> random.Random:
    made = random.Random()  # noqa: S311 - as it was
    made.setstate((made.VERSION, *_taken(node, "state", "gauss_next")))
    return made


def _pattern(node: Node) -> Any:
    flags = _may_be(node, "flags", 0) & ~re.UNICODE
    if flags & re.DEBUG:
        raise RebuildError("a pattern with the flag DEBUG prints when it is made")
    return re.compile(node.base, flags)


def _in_memory(own: Any) -> Callable[[Node], Any]:
    def make(node: Node) -> Any:
        made = own()
        if _may_be(node, "closed"):
            made.close()
            return made
        told = [node.base, _may_be(node, "position", 0), None]
        if own is io.StringIO:  # what it holds has had its line ends made already
            told.insert(1, _may_be(node, "newline", "\n"))
        made.__setstate__(tuple(told))
        return made

    return make


def _deque(node: Node) -> Any:
    return collections.deque(node.items or (), _may_be(node, "maxlen"))


def _default(node: Node) -> Any:
    return collections.defaultdict(_may_be(node, "default_factory"), node.entries or {})


def _namespace(node: Node) -> Any:
    fields, node.fields = node.fields, None
    return types.SimpleNamespace(**(fields or {}))


def _sequence(own: Any) -> Callable[[Node], Any]:
    return lambda node: own(*_taken(node, "start", "stop", "step"))


_STANDARD: dict[str, Callable[[Node], Any]] = {
    "decimal.Decimal": lambda node: decimal.Decimal(node.base),
    "fractions.Fraction": _fraction,
    "datetime.datetime": lambda node: _placed(dt.datetime.fromisoformat(node.base), node),
    "datetime.date": lambda node: dt.date.fromisoformat(node.base),
    "datetime.time": lambda node: _placed(dt.time.fromisoformat(node.base), node),
    "datetime.timedelta": lambda node: duration(node.base),
    "datetime.timezone": _zone,
    "zoneinfo.ZoneInfo": lambda node: zoneinfo.ZoneInfo(node.base),
    "uuid.UUID": _identifier,
    "random.Random": _random,
    "re.Pattern": _pattern,
    "range": _sequence(range),
    "slice": _sequence(slice),
    "ellipsis": lambda _: ...,
    "NotImplementedType": lambda _: NotImplemented,
    "array.array": _array,
    "_io.BytesIO": _in_memory(io.BytesIO),
    "_io.StringIO": _in_memory(io.StringIO),
    "collections.OrderedDict": lambda node: collections.OrderedDict(node.entries or {}),
    "collections.Counter": lambda node: collections.Counter(node.entries),
    "collections.defaultdict": _default,
    "collections.deque": _deque,
    "types.SimpleNamespace": _namespace,
    "mappingproxy": _proxy,
    "memoryview": _view,
    "dict_keys": lambda node: dict.fromkeys(node.members or ()).keys(),
    "dict_items": lambda node: (node.entries or {}).items(),
    "dict_values": lambda node: dict(enumerate(node.items or ())).values(),
}
"""By the qualified name of a type: what makes a value of its parts, which are live already."""


def _of_text(own: Any) -> Callable[[Node], Any]:
    return lambda node: own(node.base)


for _name in ("PurePosixPath", "PureWindowsPath", "PosixPath", "WindowsPath"):
    _STANDARD[f"pathlib.{_name}"] = _of_text(getattr(pathlib, _name))
for _name in ("Address", "Network", "Interface"):
    for _version in ("IPv4", "IPv6"):
        _STANDARD[f"ipaddress.{_version}{_name}"] = _of_text(getattr(ipaddress, _version + _name))
