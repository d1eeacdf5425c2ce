"""Reads a side in its own process: what its code reaches, and what that speaks of."""

from __future__ import annotations

import ast
import enum
import functools
import inspect
import linecache
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Final

from switchover.values import MethodSide

from ..coverage.scope import Scope
from .hints import hint_tree

__all__ = ["ReachableCode", "described"]

MOST_CODES: Final = 1_500
MOST_CONSTANTS: Final = 1_500
LONGEST: Final = 120
"""Characters of a constant text."""
_PLAIN: Final = (int, float, str, bytes)
_CARRIED: Final = frozenset((*_PLAIN, Decimal))
_ASKS: Final = frozenset(("get", "pop", "setdefault", "getattr"))
_KINDS: Final = frozenset(("bool", "int", "float", "str", "bytes", "list", "dict"))
_ABSENT: Final = frozenset(("KeyError", "LookupError", "Exception", "BaseException"))
_NANS: Final = frozenset(("nan", "inf", "isnan", "isinf", "isfinite"))
_SIGNS: Final = frozenset(("copysign", "signbit", "atan2", "is_signed"))


class ReachableCode:
    """The code that a side may reach in files of its own (`coverage.Scope`)."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self._own = Scope.of(inspect.unwrap(getattr(function, "func", function)))
        self.codes: dict[CodeType, None] = {}
        self.held: list[Any] = []
        """Plain values that the code names: globals and attributes of classes."""
        self.fields = set[str]()
        """Names of what objects of the side's own classes hold."""
        self._seen = set[int]()
        self._todo: list[Any] = [function]
        self._look_all()

    def enter(self, codes: Iterable[CodeType]) -> None:
        """Take in code that calls have entered: through objects, registries, entry points."""
        fresh = [code for code in codes if code not in self.codes]
        if not fresh:
            return
        modules = {getattr(one, "__file__", None): one for one in list(sys.modules.values())}
        for code in fresh:
            if len(self.codes) < MOST_CODES:
                self.codes[code] = None
            held = getattr(modules.get(code.co_filename), "__dict__", {})
            self._todo += [held[name] for name in code.co_names if name in held]
            self._todo += [one for one in held.values() if isinstance(one, type)]
        self._look_all()

    def _look_all(self) -> None:
        while self._todo and len(self.codes) < MOST_CODES:
            try:
                self._look(self._todo.pop())
            except Exception:  # noqa: BLE001, S112 - an object of the side's may refuse any look
                continue

    def is_own(self, file: str) -> bool:
        return file in self._own

    def _look(self, found: Any) -> None:
        if id(found) in self._seen:
            return
        self._seen.add(id(found))
        if isinstance(found, functools.partial):
            self._todo += [found.func, *found.args, *found.keywords.values()]
        elif isinstance(found, MethodType):
            self._todo += [found.__func__, type(found.__self__)]
        elif isinstance(found, FunctionType):
            self._function(found)
        elif isinstance(found, type):
            self._class(found)
        elif isinstance(found, property | staticmethod | classmethod | functools.cached_property):
            self._todo += [getattr(found, name, None) for name in ("fget", "__func__", "func")]
        elif isinstance(found, (*_PLAIN, list, tuple, dict, set, frozenset, Decimal)):
            self.held.append(found)
        elif callable(found) and not isinstance(found, ModuleType):
            self._todo += [getattr(found, "__wrapped__", None), type(found)]

    def _function(self, function: FunctionType) -> None:
        if not self.is_own(function.__code__.co_filename):
            return
        inner = getattr(function, "__wrapped__", None)
        named = list[Any]([inner] if inner is not None else [])
        for code in _nested(function.__code__):
            self.codes[code] = None
            named += [function.__globals__.get(name) for name in code.co_names]
            named += [
                getattr(module, name, None)
                for module in named
                if isinstance(module, ModuleType)
                and self.is_own(getattr(module, "__file__", None) or "")
                for name in code.co_names
            ]
        named += [cell.cell_contents for cell in function.__closure__ or () if _is_full(cell)]
        named += list(function.__defaults__ or ()) + list((function.__kwdefaults__ or {}).values())
        self._todo += named

    def _class(self, cls: type) -> None:
        for base in cls.__mro__[:-1]:
            module = sys.modules.get(base.__module__)
            if module is not None and self.is_own(getattr(module, "__file__", None) or ""):
                held = {name: one for name, one in vars(base).items() if not _is_hidden(name)}
                self._todo += held.values()
                named = [name for name, one in held.items() if not callable(one)]
                names = (*named, *vars(base).get("__annotations__", ()))
                self.fields |= {name for name in names if not name.startswith("_")}


def _is_hidden(name: str) -> bool:
    return name in {"__doc__", "__module__", "__qualname__", "__dict__", "__weakref__"}


def _is_full(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for held in code.co_consts:
        if isinstance(held, CodeType):
            yield from _nested(held)


def described(reached: ReachableCode) -> dict[str, Any]:
    """Give `Facts` of a side as a plain mapping, from the process that has imported it."""
    constants = dict[tuple[type, str], Any]()
    for found in _constants(reached):
        for one in (found, _as_decimal(found)):
            if one is not None and len(constants) < MOST_CONSTANTS:
                constants.setdefault((type(one), repr(one)), one)
    said = _Said()
    for file, lines in _by_file(reached.codes).items():
        said.look(file, lines)
    return {
        "constants": list(constants.values()),
        "speaks_of_none": said.none,
        "speaks_of_nan": said.nan,
        "speaks_of_sign": said.sign,
        "optional": sorted(said.optional),
        "kinds": sorted(said.kinds),
        "fields": sorted(reached.fields),
        "catches_absent": said.absent,
        "parameters": _parameters(reached.function),
        "holder": reached.function.holder if isinstance(reached.function, MethodSide) else None,
    }


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

    def look(self, file: str, lines: set[int]) -> None:
        """Read the functions of a file that begin on these lines; it is parsed once for all."""
        try:
            tree = ast.parse("".join(linecache.getlines(file)))
        except (SyntaxError, ValueError, RecursionError):
            return
        for function in ast.walk(tree):
            if isinstance(function, _FUNCTIONS) and _first_line(function) in lines:
                for node in ast.walk(function):
                    self._node(node)

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
            "default": _small(one.default),
        }
        for name, one in signature.parameters.items()
        if one.kind in ways
    ]


def _small(value: Any) -> Any:
    is_plain = value is None or isinstance(value, bool | int | float | str | bytes | Decimal)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if is_plain else None
