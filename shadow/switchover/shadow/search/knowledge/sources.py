"""Finds what the code of a side reaches, in the process that has imported it."""

from __future__ import annotations

import enum
import functools
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Final

from switchover.values import original

from ...coverage.scope import Scope
from .choices import words_of
from .modules import file_of, names_by_file
from .shapes import Shape, record_shape

__all__ = ["MOST_SHAPES", "ReachableCode"]

MOST_CODES: Final = 1_500
MOST_SHAPES: Final = 400
_PLAIN: Final = (int, float, str, bytes)


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
        self.shapes: dict[str, Shape] = {}
        self.enums: dict[str, list[str]] = {}
        """The words of enumerations of the side's own."""
        self._seen = set[int]()
        self._todo: list[Any] = [function]
        self._look_all()

    def enter(self, codes: Iterable[CodeType]) -> None:
        """Take in code that calls have entered: through objects, registries, entry points."""
        fresh = [code for code in codes if code not in self.codes]
        if not fresh:
            return
        modules = names_by_file()
        for code in fresh:
            if len(self.codes) < MOST_CODES:
                self.codes[code] = None
            held = modules.get(code.co_filename, {})
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
        for code in _nested(original(function.__code__)):
            self.codes[code] = None
            named += [function.__globals__.get(name) for name in code.co_names]
            named += [
                getattr(module, name, None)
                for module in named
                if isinstance(module, ModuleType) and self.is_own(file_of(module))
                for name in code.co_names
            ]
        named += [cell.cell_contents for cell in function.__closure__ or () if _is_full(cell)]
        named += list(function.__defaults__ or ()) + list((function.__kwdefaults__ or {}).values())
        self._todo += named

    def _class(self, cls: type) -> None:
        for base in cls.__mro__[:-1]:
            if self._is_own_class(base):
                held = {name: one for name, one in vars(base).items() if not _is_hidden(name)}
                self._todo += held.values()
                named = [name for name, one in held.items() if not callable(one)]
                names = (*named, *vars(base).get("__annotations__", ()))
                self.fields |= {name for name in names if not name.startswith("_")}
        if issubclass(cls, enum.Enum):
            if self._is_own_class(cls) and (words := words_of(cls)):
                self.enums[cls.__qualname__] = words
        elif self._is_own_class(cls):
            shape = record_shape(cls, self._is_own_class)
            if shape is not None and len(self.shapes) < MOST_SHAPES:
                self.shapes.setdefault(shape.name, shape)
            held = vars(sys.modules[cls.__module__])
            self._todo += [held.get(one.inner) for one in shape.fields.values()] if shape else []
            # a document may be of any kind of them
            self._todo += [*cls.__mro__[1:-1], *cls.__subclasses__()]

    def _is_own_class(self, cls: type) -> bool:
        return self.is_own(file_of(sys.modules.get(getattr(cls, "__module__", ""))))


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
