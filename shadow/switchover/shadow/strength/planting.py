"""Puts mutants into code that is loaded, of which only the function around each is compiled."""

from __future__ import annotations
import __future__

import ast
import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import CO_OPTIMIZED
from types import CellType, CodeType, FunctionType
from typing import Any, Final, NamedTuple

from ..mutation import SourceText
from ..mutation.depth import depth_of

__all__ = ["Planter", "body_lines", "made_functions"]


class _Part(NamedTuple):
    """The lines of a function that no function is around, and what has to stand before them."""

    start: int
    end: int
    before: str


class Planter:
    """Gives the loaded functions of one module the code of mutated sources.

    Args:
        name: The name of the loaded module.
        text: Its source.
        made: The functions that there are by then, by the id of their code: one that a decorator
            made is not made again by the decorator's new code.
    """

    def __init__(
        self, name: str, text: str, made: Mapping[int, Sequence[FunctionType]] | None = None
    ) -> None:
        self._module = sys.modules[name]
        self._made = made or {}
        self.name, self.text = name, text
        self._file = getattr(self._module, "__file__", None) or "<source>"
        self._whole = compile(text, self._file, "exec", dont_inherit=True)
        self._flags = self._whole.co_flags & _FUTURE
        self._parts = dict(_parts(SourceText(text, self._file)))
        self._functions: dict[tuple[str, int], tuple[FunctionType, CodeType, _Part | None]] = {}

    def planted(
        self, change: tuple[int, int, str], function: str, line: int
    ) -> Callable[[], None] | None:
        """Give what plants a mutant, to be called in the process that is to have it.

        Args:
            change: What part of the text goes, as offsets, and what comes instead.
            function: The qualified name around the mutant; empty in the module's body.
            line: Where it begins.

        Returns:
            None where it shows only when the module is imported anew: it stands in the body of
            the module or of a class, or the loaded function cannot be given its code.
        """
        parts = [part for part in function.split(".") if part and part != "<locals>"]
        found = self._outermost(parts, line)
        if found is None:
            return None
        live, code, part = found
        mutated = self._compiled(change, code, part)
        if mutated is None or mutated.co_freevars != live.__code__.co_freevars:
            return None
        inner = self._inner(live.__code__, mutated)
        if inner is None:
            return None

        def plant() -> None:
            live.__code__ = mutated
            for made, changed in inner:
                made.__code__ = changed

        return plant

    def _inner(
        self, code: CodeType, mutated: CodeType
    ) -> list[tuple[FunctionType, CodeType]] | None:
        """Give the functions that code has made, with what they are to run; None if one cannot."""
        found = list[tuple[FunctionType, CodeType]]()
        own, others = _held(code), _held(mutated)
        if [one.co_qualname for one in own] != [one.co_qualname for one in others]:
            return None if any(map(self._has_made, own)) else found
        for one, other in zip(own, others, strict=True):
            made = self._made.get(id(one), ())
            below = self._inner(one, other)
            if below is None or (made and one.co_freevars != other.co_freevars):
                return None
            found += below
            found += [(each, other) for each in made if one != other]
        return found

    def _has_made(self, code: CodeType) -> bool:
        return id(code) in self._made or any(map(self._has_made, _held(code)))

    def _outermost(
        self, parts: list[str], line: int
    ) -> tuple[FunctionType, CodeType, _Part | None] | None:
        """Find the outermost function on the way to a name; None in a body."""
        holder: Any = self._module
        code = self._whole
        for part in parts:
            inner = _around(code, part, line)
            held = vars(holder).get(part) if hasattr(holder, "__dict__") else None
            if inner is None or held is None:
                return None
            if inner.co_flags & CO_OPTIMIZED:
                return self._function(held, inner)
            holder, code = held, inner
        return None

    def _function(
        self, held: Any, code: CodeType
    ) -> tuple[FunctionType, CodeType, _Part | None] | None:
        key = code.co_qualname, code.co_firstlineno
        if key not in self._functions:
            live = _under(held, code)
            if live is None:
                return None
            self._functions[key] = live, code, self._part(code)
        return self._functions[key]

    def _part(self, code: CodeType) -> _Part | None:
        """Give the lines that make this very code when they are compiled alone, if any do."""
        part = self._parts.get(code.co_firstlineno)
        if part is None:
            return None
        alone = self._alone(part, self.text[part.start : part.end], code)
        return part if alone == code else None

    def _compiled(
        self, change: tuple[int, int, str], code: CodeType, part: _Part | None
    ) -> CodeType | None:
        start, end, text = change
        if part is not None and part.start <= start and end <= part.end:
            body = self.text[part.start : start] + text + self.text[end : part.end]
            return self._alone(part, body, code)
        mutated = self.text[:start] + text + self.text[end:]
        return _same(compile(mutated, self._file, "exec", dont_inherit=True), code)

    def _alone(self, part: _Part, body: str, code: CodeType) -> CodeType | None:
        text = part.before + body
        try:
            found = compile(text, self._file, "exec", flags=self._flags, dont_inherit=True)
        except SyntaxError:  # such lines say nothing without the others
            return None
        return _same(found, code)


_FUTURE: Final = sum(
    getattr(__future__, name).compiler_flag for name in __future__.all_feature_names
)


def _parts(text: SourceText) -> Iterator[tuple[int, _Part]]:
    """Give the functions that no function is around, by their first line."""
    todo: list[tuple[ast.AST, tuple[ast.ClassDef, ...]]] = [(text.tree, ())]
    while todo:
        node, classes = todo.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                todo.append((child, (*classes, child)))
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([child.lineno, *(one.lineno for one in child.decorator_list)])
                before = _before(text, child, classes)
                if len(before) < first:
                    blank = "\n" * (first - 1 - len(before))
                    start = text.starts[first - 1]
                    ends = [*text.starts, len(text.text)]
                    assert child.end_lineno is not None
                    part = _Part(start, ends[child.end_lineno], blank + "".join(before))
                    yield first, part
            elif not isinstance(child, ast.Lambda):
                todo.append((child, classes))


def _before(text: SourceText, node: ast.AST, classes: tuple[ast.ClassDef, ...]) -> list[str]:
    """Give lines that open the blocks that a function's own lines have to stand in."""
    outermost: Any = (*classes, node)[0]
    before = ["if 1:\n"] if outermost.col_offset else []
    for one in classes:
        start = text.starts[one.lineno - 1]
        before.append(f"{text.text[start : start + one.col_offset]}class {one.name}:\n")
    return before


def _held(code: CodeType) -> list[CodeType]:
    return [held for held in code.co_consts if isinstance(held, CodeType)]


def _around(code: CodeType, name: str, line: int) -> CodeType | None:
    """Give the code of a name in a body, the last of those that begin before a line."""
    found = [each for each in _held(code) if each.co_name == name]
    before = [each for each in found if each.co_firstlineno <= line]
    return next(reversed(before or found), None)


def _same(code: CodeType, like: CodeType) -> CodeType | None:
    """Find the function of a mutated source that stands where one of the source does."""
    for inner in _held(code):
        if (inner.co_qualname, inner.co_firstlineno) == (like.co_qualname, like.co_firstlineno):
            return inner
        if not inner.co_flags & CO_OPTIMIZED:
            found = _same(inner, like)
            if found is not None:
                return found
    return None


def made_functions() -> dict[int, list[FunctionType]]:
    """Give the functions that stand in others, by the id of their code, as they are now."""
    found: dict[int, list[FunctionType]] = {}
    for each in gc.get_objects():
        if type(each) is FunctionType and "<locals>" in each.__code__.co_qualname:
            found.setdefault(id(each.__code__), []).append(each)
    return found


def body_lines(text: str, file: str) -> frozenset[int]:
    """Give the lines of the bodies of a module and its classes: what an import runs."""
    found, todo = set[int](), [compile(text, file, "exec", dont_inherit=True)]
    while todo:
        code = todo.pop()
        found |= {line for _, _, line in code.co_lines() if line}
        todo += [held for held in _held(code) if not depth_of(held)]
    return frozenset(found)


def _is_at(function: FunctionType, code: CodeType) -> bool:
    return function.__code__.co_firstlineno == code.co_firstlineno


def _content(cell: CellType) -> Any:
    """Give what a closure holds; None where nothing is in it yet."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _under(held: Any, code: CodeType) -> FunctionType | None:
    """Find the function of a source under decorators."""
    todo: list[Any] = [held]
    for _ in range(20):
        if not todo:
            return None
        found = todo.pop()
        if isinstance(found, FunctionType) and _is_at(found, code):
            return found
        if isinstance(found, FunctionType):
            cells = [_content(cell) for cell in found.__closure__ or ()]
            todo += [one for one in cells if callable(one) and not isinstance(one, type)]
        for name in ("__wrapped__", "__func__", "fget", "fset", "fdel", "func"):
            inner = getattr(found, name, None) if not isinstance(found, type) else None
            if callable(inner):
                todo.append(inner)
    return None
