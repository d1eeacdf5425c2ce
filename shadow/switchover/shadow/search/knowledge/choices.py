"""What sources say of documents: keys that are read of one mapping, words that are alternatives."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from .composed import Composed, composed, put_together

__all__ = ["Choices", "singular", "words_of"]

MOST_WORDS: Final = 40
"""Words of one table: a longer one is data."""
MOST_HEARD: Final = 300
LONGEST: Final = 60
_TABLES: Final = frozenset((tuple, list, set, frozenset, dict, MappingProxyType))
_READS: Final = frozenset(("get", "pop", "setdefault"))
_WRAPS: Final = frozenset(("lower", "upper", "strip", "casefold", "str"))


class Choices:
    """Gathers, function by function.

    Attributes:
        words: By the name of what is compared (a key, an attribute, a variable, or a table in the
            singular), the words it is compared with.
        shapes: By function and variable, the keys that are read of it.
        names: Keys that are read or written anywhere.
        near: By the name of a class, what functions that name it read of anything.
        composed: By file, what is put together before it is compared.
        heard: What that was, in calls that were listened to.
    """

    def __init__(self) -> None:
        self.words: dict[str, dict[str, None]] = {}
        self.shapes: dict[str, dict[str, None]] = {}
        self.names: dict[str, None] = {}
        self.near: dict[str, dict[str, None]] = {}
        self.composed: dict[str, list[Composed]] = {}
        self.heard: dict[str, None] = {}
        self._made = set[str]()
        """Variables of the function that is read which hold what it has put together."""

    def look(self, nodes: Sequence[ast.AST], where: str, held: Mapping[str, Any]) -> None:
        """Read a function of a module.

        Args:
            nodes: All of it.
            where: What it is called, among all functions.
            held: The names of its module.
        """
        self._named(nodes)
        aliases = _aliases(nodes)
        held = {**held, **_tables(nodes)}
        self._made = put_together(nodes)
        for node in nodes:
            if isinstance(node, ast.Compare):
                self._compared(node, where.rpartition(":")[0], aliases, held)
            elif isinstance(node, ast.Match):
                self._matched(node, aliases)
            elif isinstance(node, ast.Call):
                self._called(node, where, aliases, held)
            elif isinstance(node, ast.Subscript):
                self._read(node.value, node.slice, where)
                self._chosen(_names(node.slice, aliases), words_of(_live(node.value, held)))
            elif isinstance(node, ast.Dict):
                self.names.update((word, None) for key in node.keys for word in _words(key))

    def _named(self, nodes: Sequence[ast.AST]) -> None:
        """Note which names stand in one function with those of classes, annotations too."""
        classes = {one.id for one in nodes if isinstance(one, ast.Name) and one.id[:1].isupper()}
        read = [one.attr for one in nodes if isinstance(one, ast.Attribute)] if classes else []
        for name in sorted(classes):
            self.near.setdefault(name, {}).update(dict.fromkeys(read))

    def table(self, name: str, held: object) -> None:
        """Take in a table of words that a module holds under a name."""
        words = words_of(held)
        if len(words) > 1:
            self._chosen({singular(name.lower())}, words)

    def hear(self, names: Iterable[str], word: str) -> None:
        """Take in a word that was put together, and what it was compared with."""
        if len(self.heard) < MOST_HEARD:
            self.heard[word] = None
            self._chosen({*names}, [word])

    def _compared(
        self,
        node: ast.Compare,
        file: str,
        aliases: Mapping[str, set[str]],
        held: Mapping[str, Any],
    ) -> None:
        for left, sign, right in zip(
            [node.left, *node.comparators], node.ops, node.comparators, strict=False
        ):
            if isinstance(sign, ast.In | ast.NotIn) and isinstance(left, ast.Constant):
                self._read(right, left, "")
            for one, other in ((left, right), (right, left)):
                found = _written(other) or words_of(_live(other, held))
                self._chosen(_names(one, aliases), found)
                if (made := composed(other, _names(one, aliases), self._made)) is not None:
                    self.composed.setdefault(file, []).append(made)

    def _matched(self, node: ast.Match, aliases: Mapping[str, set[str]]) -> None:
        found = [
            value
            for case in node.cases
            for part in ast.walk(case.pattern)
            if isinstance(part, ast.MatchValue)
            for value in _written(part.value)
        ]
        self._chosen(_names(node.subject, aliases), found)

    def _called(
        self, node: ast.Call, where: str, aliases: Mapping[str, set[str]], held: Mapping[str, Any]
    ) -> None:
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in _READS and node.args:
            self._read(function.value, node.args[0], where)
            self._chosen(_names(node.args[0], aliases), words_of(_live(function.value, held)))
        self._given(node)

    def _given(self, node: ast.Call) -> None:
        """Take words that objects of one class are made with as alternatives."""
        made = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
        if made[:1].isupper():
            for number, one in enumerate(node.args):
                self._chosen({f"{made}({number})"}, _written(one))
            for each in node.keywords:
                self._chosen({f"{made}({each.arg})"}, _written(each.value))

    def _read(self, of: ast.expr, key: ast.expr, where: str) -> None:
        for name in _words(key):
            self.names[name] = None
            holder = f"{where}:{ast.unparse(of)}" if where else ""
            if holder and len(holder) < 200:
                self.shapes.setdefault(holder, {})[name] = None

    def _chosen(self, names: set[str], words: list[str]) -> None:
        for name in names:
            known = self.words.setdefault(name, {})
            known.update(dict.fromkeys(words[: MOST_WORDS - len(known)]))
            if not known:
                del self.words[name]


def words_of(held: object) -> list[str]:
    """Give the words that a value holds: a word, a container of words, the keys of a table."""
    if isinstance(held, type):
        return _plain(list(held)) if issubclass(held, enum.Enum) else []
    if isinstance(held, enum.Enum):
        return _plain([held])
    if _is_word(held):
        return [str(held)]
    if isinstance(held, tuple | list | set | frozenset | dict | MappingProxyType):
        if type(held) not in _TABLES or len(held) > MOST_WORDS:  # no code of a side's runs here
            return []
        found = _plain(list(held))
        return sorted(found) if isinstance(held, set | frozenset) else found
    return []


def _plain(members: list[Any]) -> list[str]:
    """Give words, members of enumerations by their values; none where one of them is no word."""
    found = [one.value if isinstance(one, enum.Enum) else one for one in members]
    return [str(one) for one in found] if all(_is_word(one) for one in found) else []


def _is_word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and not value.startswith("__")


def _words(node: ast.expr | None) -> list[str]:
    """Give the word that a constant is, if it is one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_word(node.value):
        return [node.value]
    return []


def _written(node: ast.expr) -> list[str]:
    """Give the words that stand in an expression."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [word for one in node.elts for word in _written(one)]
    return _words(node)


def _live(node: ast.expr, held: Mapping[str, Any]) -> object:
    """Give what a name, or an attribute of one, is in the module; None where it is nothing."""
    if isinstance(node, ast.Name):
        return held.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        holder = held.get(node.value.id)
        return vars(holder).get(node.attr) if hasattr(holder, "__dict__") else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*words_of(_live(node.left, held)), *words_of(_live(node.right, held))]
    return None


def _names(node: ast.expr, aliases: Mapping[str, set[str]]) -> set[str]:
    """Give the names of what an expression reads: a key, an attribute, a variable."""
    found = set(_inside(node))
    return found.union(*(aliases.get(name, set()) for name in found))


def _inside(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.Subscript):
        yield from _words(node.slice)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _inside(one)
    elif isinstance(node, ast.NamedExpr):
        yield from _inside(node.value)
        yield node.target.id
    elif isinstance(node, ast.Call):
        yield from _inside_call(node)


def _inside_call(node: ast.Call) -> Iterator[str]:
    """Give the key that a mapping is asked for, or what a text is made of."""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in _READS and node.args:
        yield from _words(node.args[0])
    elif name in _WRAPS:
        inner = function.value if isinstance(function, ast.Attribute) else None
        for one in [inner] if inner is not None else node.args[:1]:
            yield from _inside(one)


def _aliases(nodes: Sequence[ast.AST]) -> dict[str, set[str]]:
    """Give what variables of a function are taken from: the names of keys and attributes."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        targets: Sequence[ast.expr] = ()
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.NamedExpr):
            targets, value = [node.target], node.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, set()).update(_inside(value))
    return found


def _tables(nodes: Sequence[ast.AST]) -> dict[str, list[str]]:
    """Give the words of the tables that a function itself makes."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value
            keys = value.keys if isinstance(value, ast.Dict) else getattr(value, "elts", [])
            words = [word for one in keys if one is not None for word in _written(one)]
            if len(words) == len(keys) and len(words) > 1:
                found[node.targets[0].id] = words
    return found


def singular(name: str) -> str:
    """Give what one of several is called, as English mostly has it."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name
