"""Reads a side in its own process: what the code that it reaches speaks of."""

from __future__ import annotations

import ast
import enum
import inspect
import linecache
import math
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from types import CodeType, MethodType
from typing import Any, Final

from switchover.values import MethodSide

from ..calls.identity import plain_key
from .choices import Choices
from .hints import hint_tree
from .modules import names_by_file
from .shapes import Shape, ShapeField
from .sources import MOST_SHAPES, ReachableCode

__all__ = ["Description"]

MOST_CONSTANTS: Final = 1_500
MOST_NAMES: Final = 1_500
_CARRIED: Final = frozenset((int, float, str, bytes, Decimal))
_ASKS: Final = frozenset(("get", "pop", "setdefault", "getattr"))
_KINDS: Final = frozenset(("bool", "int", "float", "str", "bytes", "list", "dict"))
_ABSENT: Final = frozenset(("KeyError", "LookupError", "Exception", "BaseException"))
_NANS: Final = frozenset(("nan", "inf", "isnan", "isinf", "isfinite"))
_SIGNS: Final = frozenset(("copysign", "signbit", "atan2", "is_signed"))
PART: Final = 10
"""Files that are read at a time."""
LONGEST: Final = 120
"""Characters of a constant text."""


class Description:
    """Gives `Facts` of a side, from the process that has imported it, in parts.

    A part takes a moment: no limit of a call stands in the way of a side with many files.
    """

    def __init__(self, reached: ReachableCode) -> None:
        self._reached = reached
        self._said = _Said()
        self._looked = dict[str, set[int]]()

    @property
    def choices(self) -> Choices:
        """What was read so far of words that are compared."""
        return self._said.choices

    def next(self) -> dict[str, Any] | None:
        """Look at some more files; give the facts as a plain mapping once none is left."""
        found = _by_file(self._reached.codes)
        left = {
            file: lines - self._looked.get(file, set())
            for file, lines in found.items()
            if not lines <= self._looked.get(file, set())
        }
        for file, lines in [*left.items()][:PART]:
            self._said.look(file, lines)
            self._looked.setdefault(file, set()).update(lines)
        return None if len(left) > PART else _described(self._reached, self._said)


def _described(reached: ReachableCode, said: _Said) -> dict[str, Any]:
    constants = dict[tuple[type, str], Any]()
    for found in (*said.choices.heard, *_constants(reached)):
        for one in (found, _as_decimal(found)):
            if one is not None and len(constants) < MOST_CONSTANTS:
                constants.setdefault(plain_key(one), one)
    said.tables()
    choices = said.choices
    return {
        "constants": list(constants.values()),
        "speaks_of_none": said.none,
        "speaks_of_nan": said.nan,
        "speaks_of_sign": said.sign,
        "optional": sorted(said.optional),
        "kinds": sorted(said.kinds),
        "fields": sorted(reached.fields),
        "shapes": [
            {
                "name": one.name,
                "fields": {
                    name: {
                        **field._asdict(),
                        "words": (*field.words, *reached.enums.get(field.inner, ())),
                    }
                    for name, field in one.fields.items()
                },
                "own": list(one.own),
                "bases": list(one.bases),
                "words": one.words,
                "near": [name for name in one.fields if name in choices.near.get(one.name, ())],
            }
            for one in [*reached.shapes.values(), *_read_shapes(choices)][:MOST_SHAPES]
        ],
        "choices": {name: list(words) for name, words in choices.words.items() if len(words) > 1},
        "names": list(choices.names)[:MOST_NAMES],
        "catches_absent": said.absent,
        "parameters": _parameters(reached.function),
        "holder": reached.function.holder if isinstance(reached.function, MethodSide) else None,
    }


def _read_shapes(choices: Choices) -> Iterator[Shape]:
    """Give as a shape the keys that a function reads of one variable."""
    for name, keys in choices.shapes.items():
        if len(keys) > 1:
            yield Shape(name, dict.fromkeys(keys, ShapeField()), tuple(keys))


def _constants(reached: ReachableCode) -> Iterator[Any]:
    for code in reached.codes:
        docstring = code.co_consts[0] if code.co_consts else None
        for held in code.co_consts:
            if not (held is docstring and isinstance(held, str) and len(held) > 20):
                yield from _plain(held)
    for held in reached.held:
        yield from _plain(held)


def _plain(held: Any, depth: int = 0) -> Iterator[Any]:
    if isinstance(held, enum.Enum):
        held = held.value
    if depth > 3:
        return
    if type(held) in _CARRIED:  # a class of the side's own cannot be made here
        if not isinstance(held, str | bytes) or len(held) <= LONGEST:
            yield held
    elif isinstance(held, tuple | list | set | frozenset):
        for one in list(held)[:50]:
            yield from _plain(one, depth + 1)
    elif isinstance(held, dict):
        for key, value in list(held.items())[:50]:
            yield from _plain(key, depth + 1)
            yield from _plain(value, depth + 1)


def _as_decimal(found: Any) -> Decimal | None:
    if not isinstance(found, str) or not found[:1].isdigit():
        return None
    try:
        return Decimal(found)
    except InvalidOperation:
        return None


class _Said:
    """What the text of functions tells of absent things."""

    def __init__(self) -> None:
        self.none = self.nan = self.sign = self.absent = False
        self.optional = set[str]()
        self.kinds = set[str]()
        """Types that it tells apart."""
        self.choices = Choices()
        self._modules = names_by_file()
        self._files = set[str]()
        self._trees: dict[str, ast.AST | None] = {}

    def tables(self) -> None:
        """Read the tables of words that the modules of these functions hold."""
        for file in sorted(self._files):
            for name, held in list(self._modules.get(file, {}).items()):
                if not name.startswith("__"):
                    self.choices.table(name, held)

    def look(self, file: str, lines: set[int]) -> None:
        """Read the functions of a file that begin on these lines; it is parsed once for all.

        What stands in one of them is read with it.
        """
        tree = self._tree(file)
        held = self._modules.get(file, {})
        self._files.add(file)
        todo: list[ast.AST] = [] if tree is None else [tree]
        while todo:
            for node in ast.iter_child_nodes(todo.pop()):
                if isinstance(node, _FUNCTIONS) and _first_line(node) in lines:
                    inside = [*ast.walk(node)]
                    self.choices.look(inside, f"{file}:{node.lineno}", held)
                    for one in inside:
                        self._node(one)
                else:
                    todo.append(node)

    def _tree(self, file: str) -> ast.AST | None:
        if file not in self._trees:
            try:
                self._trees[file] = ast.parse("".join(linecache.getlines(file)))
            except (SyntaxError, ValueError, RecursionError):
                self._trees[file] = None
        return self._trees[file]

    def _node(self, node: ast.AST) -> None:
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
            if any(isinstance(p, ast.Call) and _last(p.func) == "type" for p in parts):
                self.kinds |= {_last(one) for p in parts for one in ast.walk(p)} & _KINDS
            self.none |= any(isinstance(p, ast.Constant) and p.value is None for p in parts)
            if any(isinstance(sign, ast.In | ast.NotIn) for sign in node.ops):
                self._key(node.left)
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            last = node.values[-1]
            self.none |= isinstance(last, ast.Constant | ast.Dict | ast.List | ast.Tuple)
        elif isinstance(node, ast.Call):
            name = _last(node.func)
            if name == "isinstance" and len(node.args) == 2:
                self.kinds |= {_last(one) for one in ast.walk(node.args[1])} & _KINDS
            if name in _ASKS and node.args:
                self._key(node.args[1 if name == "getattr" and len(node.args) > 1 else 0])
        elif isinstance(node, ast.ExceptHandler):
            kinds = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
            self.absent |= any(kind is None or _last(kind) in _ABSENT for kind in kinds)
        if isinstance(node, ast.Name | ast.Attribute):
            self.nan |= _last(node) in _NANS
            self.sign |= _last(node) in _SIGNS

    def _key(self, node: ast.expr) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.optional.add(node.value)


_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> int:
    """Give the line on which a function's code begins: that of its first decorator."""
    lines: list[int] = [one.lineno for one in getattr(node, "decorator_list", ())]
    return min([node.lineno, *lines])


def _by_file(codes: Iterable[CodeType]) -> dict[str, set[int]]:
    found = dict[str, set[int]]()
    for code in codes:
        found.setdefault(code.co_filename, set()).add(code.co_firstlineno)
    return found


def _last(node: ast.AST | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _parameters(function: Callable[..., Any]) -> list[dict[str, Any]]:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return []
    try:
        hints = inspect.get_annotations(inspect.unwrap(function), eval_str=True)
    except Exception:  # noqa: BLE001 - an annotation may be anything
        hints = {}
    if isinstance(function, MethodType):
        with_self = getattr(function, "__func__", function)
        try:
            hints = inspect.get_annotations(with_self, eval_str=True)
        except Exception:  # noqa: BLE001 - as above
            hints = {}
    ways = {
        inspect.Parameter.POSITIONAL_ONLY: "position",
        inspect.Parameter.KEYWORD_ONLY: "name",
        inspect.Parameter.POSITIONAL_OR_KEYWORD: "both",
    }
    return [
        {
            "name": name,
            "by": ways[one.kind],
            "hint": hint_tree(hints.get(name)),
            "has_default": one.default is not inspect.Parameter.empty,
            "default": one.default if _is_plain(one.default) else None,
            "is_told": _is_plain(one.default),
        }
        for name, one in signature.parameters.items()
        if one.kind in ways
    ]


def _is_plain(value: Any) -> bool:
    """Tell what a search can change: no member of an enumeration, no number that is none."""
    if type(value) is float:
        return math.isfinite(value)
    return type(value) in (type(None), bool, int, str, bytes, Decimal)
