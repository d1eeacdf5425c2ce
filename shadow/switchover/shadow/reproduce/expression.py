"""A tree as a Python expression that makes the value again."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from switchover.values import Node, RebuildError, rebuild

from ..errors import ShadowError

__all__ = ["MADE", "CannotWriteError", "Expression", "expression"]

MOST_LETTERS: Final = 20_000
MADE: Final = '''
def made(cls, **fields):
    """An object with these fields; `__init__` is called where a class takes its fields by name."""
    if any(hasattr(cls, name) for name in ("_fields", "model_fields", "__struct_fields__")):
        return cls(**fields)
    found = cls.__new__(cls)
    for name, held in fields.items():
        object.__setattr__(found, name, held)
    return found
'''
"""What expressions call that are written by fields."""


class CannotWriteError(ShadowError):
    """A value has no expression; the text says which part."""


class Expression(NamedTuple):
    """An expression, and the modules that it needs."""

    text: str
    modules: frozenset[str] = frozenset()
    needs_made: bool = False
    """It calls `made` (`MADE`)."""


_STANDARD: Final = frozenset(
    ("collections", "datetime", "decimal", "fractions", "ipaddress", "pathlib", "uuid", "zoneinfo")
)
_FROM_ISO: Final = frozenset(("datetime.datetime", "datetime.date", "datetime.time"))
_OF_TEXT: Final = ("decimal.Decimal", "fractions.Fraction", "uuid.UUID", "zoneinfo.ZoneInfo")
_COLLECTIONS: Final = frozenset(
    f"collections.{name}" for name in ("Counter", "OrderedDict", "defaultdict", "deque")
)
_BASES: Final = frozenset((str, int, bytes))
MOST_BITS: Final = 2_000
"""Of whole numbers that are written in digits: Python refuses thousands of these."""
_PLAIN: Final = (type(None), bool, int, str, bytes, complex, bytearray)


def expression(tree: Any, *, by_fields: bool = False) -> Expression:
    """Write a tree as an expression.

    Objects of the user's classes are written as calls of their class, which is how they read best
    and what a dataclass takes; with `by_fields` they are given their fields without such a call.

    Raises:
        CannotWriteError: A part of it has none, or it would be too long to read.
    """
    writer = _Writer(by_fields=by_fields)
    text = writer.of(tree)
    if len(text) > MOST_LETTERS:
        raise CannotWriteError(f"it would be {len(text):,} characters long")
    return Expression(text, frozenset(writer.modules), writer.needs_made)


class _Writer:
    def __init__(self, *, by_fields: bool) -> None:
        self.modules = set[str]()
        self.needs_made = False
        self._by_fields = by_fields
        self._depth = 0

    def of(self, tree: Any) -> str:
        if type(tree) is int and tree.bit_length() > MOST_BITS:
            return hex(tree)
        if isinstance(tree, _PLAIN):
            return repr(tree)
        if isinstance(tree, float):
            return repr(tree) if math.isfinite(tree) else f"float({str(tree)!r})"
        self._depth += 1
        if self._depth > 60:
            raise CannotWriteError("it is nested too deeply")
        try:
            return self._node(tree) if isinstance(tree, Node) else self._container(tree)
        finally:
            self._depth -= 1

    def _container(self, tree: Any) -> str:
        if isinstance(tree, dict):
            inside = ", ".join(f"{self.of(key)}: {self.of(held)}" for key, held in tree.items())
            return f"{{{inside}}}"
        written = map(self.of, tree)
        items = ", ".join(written if isinstance(tree, list | tuple) else sorted(written))
        if isinstance(tree, list):
            return f"[{items}]"
        if isinstance(tree, tuple):
            return f"({items},)" if len(tree) == 1 else f"({items})"
        name = "frozenset" if isinstance(tree, frozenset) else "set"
        return f"{name}([{items}])"

    def _listed(self, items: Iterable[Any]) -> str:
        return ", ".join(map(self.of, items))

    def _node(self, node: Node) -> str:
        if node.opaque is not None:
            raise CannotWriteError(f"a {node.type} cannot be written: {node.opaque}")
        if node.type in _FROM_ISO:
            self.modules.add("datetime")
            changes = f".replace({self._by_name(node)})" if node.fields else ""
            return f"{node.type}.fromisoformat({node.base!r}){changes}"
        if node.type in _OF_TEXT or node.type.startswith("pathlib."):
            self.modules.add(node.type.partition(".")[0])
            given = self._by_name(node) if node.base is None else repr(node.base)
            return f"{node.type}({given})"
        if node.type in _COLLECTIONS:
            return self._collection(node)
        if node.type.partition(".")[0] in _STANDARD:
            return self._standard(node)
        return self._of_class(node)

    def _by_name(self, node: Node) -> str:
        """Write the fields of a node as arguments by name."""
        return ", ".join(f"{name}={self.of(held)}" for name, held in (node.fields or {}).items())

    def _collection(self, node: Node) -> str:
        """Write a collection by what it holds: its own text leaves out where that comes from."""
        self.modules.add("collections")
        fields, given = dict(node.fields or {}), []
        if node.type == "collections.defaultdict":
            factory = fields.pop("default_factory", None)
            given.append(self.of(factory) if factory is None else _built_in(factory))
        if node.ordered:
            given.append(f"[{self._listed((node.entries or {}).items())}]")
        else:
            given.append(self.of(node.items if node.entries is None else node.entries))
        if (most := fields.pop("maxlen", None)) is not None:
            given.append(self.of(most))
        if fields:
            raise CannotWriteError(f"a {node.type} is more than what it holds")
        return f"{node.type}({', '.join(given)})"

    def _standard(self, node: Node) -> str:
        try:
            text = repr(rebuild(node))
        except RebuildError as error:
            raise CannotWriteError(str(error)) from error
        module = node.type.rpartition(".")[0]
        text = text if text.startswith(f"{module}.") else f"{module}.{text}"
        if not _is_of(module, text):
            raise CannotWriteError(f"the text of a {node.type} makes no such value again")
        self.modules.add(module)
        return text

    def _of_class(self, node: Node) -> str:
        """Write a value of a class of the user's: a member of an enum, or its fields."""
        module, name = _split(node.type)
        if not module or "<" in node.type or node.type.startswith("switchover."):
            raise CannotWriteError(f"a {node.type} cannot be named in a test")
        fields = node.fields or {}
        if isinstance(node.base, str) and set(fields) == {"value"}:
            self.modules.add(module)
            if node.base.isidentifier():
                return f"{module}.{name}[{node.base!r}]"
            return f"{module}.{name}({self.of(fields['value'])})"  # flags that are set together
        parts = (node.items, node.entries, node.members)
        if type(node.base) in _BASES and not fields and parts == (None, None, None):
            self.modules.add(module)
            return f"{module}.{name}({node.base!r})"  # a text or a number of a class of its own
        if any(part is not None for part in (node.base, *parts)) or not all(
            map(str.isidentifier, fields)
        ):
            raise CannotWriteError(f"a {node.type} is more than its fields")
        self.modules.add(module)
        given = [f"{key}={self.of(held)}" for key, held in fields.items()]
        if not self._by_fields:
            return f"{module}.{name}({', '.join(given)})"
        self.needs_made = True
        return f"made({', '.join((f'{module}.{name}', *given))})"


def _built_in(factory: Any) -> str:
    """Give the name of a type that needs no module."""
    is_type = isinstance(factory, Node) and factory.type == "type"
    if not is_type or not isinstance(factory.base, str) or not factory.base.isidentifier():
        raise CannotWriteError(f"what a defaultdict makes of {factory!r} cannot be named")
    return factory.base


def _is_of(module: str, text: str) -> bool:
    """Say whether a text is an expression that needs this module alone."""
    try:
        names = [one for one in ast.walk(ast.parse(text, mode="eval")) if isinstance(one, ast.Name)]
    except (SyntaxError, ValueError):
        return False
    return {one.id for one in names} == {module.partition(".")[0]}


def _split(qualified: str) -> tuple[str, str]:
    """Guess where the module ends: before the first part that begins as classes do."""
    parts = qualified.split(".")
    at = next((n for n, part in enumerate(parts) if part.lstrip("_")[:1].isupper()), len(parts) - 1)
    return ".".join(parts[:at]), ".".join(parts[at:])
