"""Makes every mutant of a module's source."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from . import arithmetic, calls, conditions, constants, containers, statements
from .depth import deeper
from .edits import Edit, Operator
from .mutant import Mutant
from .protected import protected
from .refused import Refused
from .text import SourceText

__all__ = ["OPERATORS", "mutants"]

OPERATORS: Final[tuple[Operator, ...]] = (
    arithmetic.operators,
    arithmetic.operands,
    arithmetic.signs,
    calls.arguments,
    calls.copies,
    calls.functions,
    calls.methods,
    conditions.choices,
    conditions.comparisons,
    conditions.filters,
    conditions.junctions,
    conditions.negations,
    constants.constants,
    constants.formatted,
    containers.entries,
    containers.keys,
    containers.slices,
    statements.dropped,
    statements.early,
    statements.handlers,
    statements.loops,
    statements.returns,
)
_OPAQUE: Final = frozenset(("JoinedStr", "TemplateStr"))
"""Before Python 3.12 the places of nodes inside a formatted text are wrong."""


def mutants(
    source: str, file: str = "<source>", *, operators: tuple[Operator, ...] = OPERATORS
) -> tuple[Mutant, ...]:
    """Return every mutant of a module, in the order of their places.

    Each compiles, has another syntax tree than the source, and differs from all others.

    Args:
        source: the module's text.
        file: the name that the mutants' places and keys are given with.
        operators: what proposes changes.

    Raises:
        SyntaxError: the source is no Python.
    """
    text = SourceText(source, file)
    refused = Refused(text)
    edits = _edits(text, operators)
    found = [_mutant(edit, here, text) for edit, here in edits if edit not in refused]
    seen = set[tuple[int, int, str]]()
    unlike = list[Mutant]()
    for mutant in sorted(found, key=lambda each: (each.start, each.end, each.operator, each.text)):
        change = (mutant.start, mutant.end, mutant.text)
        if change not in seen and source[mutant.start : mutant.end] != mutant.text:
            seen.add(change)
            unlike.append(mutant)
    return tuple(_numbered(unlike))


@dataclass(frozen=True, slots=True)
class _Here:
    """What stands around a node."""

    function: str
    lines: frozenset[int]
    default: bool = False
    depth: int = 0
    """Functions around it."""
    is_beside: bool = False
    """Whether code of another depth stands on its line, so that the line alone tells nothing."""

    def on(self, lines: frozenset[int]) -> _Here:
        """Move to other lines of the same code."""
        if self.is_beside:
            lines = frozenset(deeper(line, self.depth) for line in lines)
        return replace(self, lines=lines) if lines else self


def _edits(text: SourceText, operators: tuple[Operator, ...]) -> Iterator[tuple[Edit, _Here]]:
    todo: list[tuple[ast.AST, _Here]] = [(text.tree, _Here("", text.code_lines))]
    while todo:
        node, here = todo.pop()
        inside = _inside(node, here, text)
        stays = {id(child) for child in protected(node)}
        for operator in operators:
            for edit in operator(node, text):
                if id(edit.node) not in stays:
                    kind = "default value" if inside.default else edit.operator
                    yield replace(edit, operator=kind), inside
        if type(node).__name__ in _OPAQUE:
            continue
        defaults, outside = _defaults(node), _outside(node)
        for child in ast.iter_child_nodes(node):
            if id(child) not in stays:
                is_default = inside.default or id(child) in defaults
                around = replace(here, function=inside.function) if id(child) in outside else inside
                todo.append((child, replace(around, default=is_default)))


def _inside(node: ast.AST, here: _Here, text: SourceText) -> _Here:
    """Return what stands around the children of a node, and around its own changes."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        name = f"{here.function}.{node.name}" if here.function else node.name
        within = replace(here, function=name, default=False)
        if not isinstance(node, ast.ClassDef):
            is_beside = node.body[0].lineno <= _header_end(node)
            within = replace(within, depth=here.depth + 1, is_beside=is_beside)
        return within.on(text.code_between(node.body[0], node, within.depth))
    if here.default or not hasattr(node, "lineno"):
        return here
    if isinstance(node, ast.Lambda):
        here = replace(here, depth=here.depth + 1, is_beside=True)
    return here.on(text.code_between(node, node, here.depth))


def _header_end(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Give the last line that is known to be before the body's colon, or its own."""
    parts = [*ast.walk(node.args), *([node.returns] if node.returns is not None else [])]
    return max([node.lineno, *(getattr(part, "end_lineno", 0) for part in parts)])


def _outside(node: ast.AST) -> set[int]:
    """Give the parts of a function that what is around it runs."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return set()
    return {id(one) for one in node.decorator_list}


def _defaults(node: ast.AST) -> set[int]:
    if not isinstance(node, ast.arguments):
        return set()
    return {id(value) for value in (*node.defaults, *node.kw_defaults) if value is not None}


def _mutant(edit: Edit, here: _Here, text: SourceText) -> Mutant:
    start, end = text.span(edit.node)
    start, end = min(start, edit.start), max(end, edit.end)
    before = text.text[start:end]
    after = before[: edit.start - start] + edit.text + before[edit.end - start :]
    line, column = text.place(edit.start)
    return Mutant(
        file=text.file,
        function=here.function,
        line=line,
        column=column,
        operator=edit.operator,
        before=before,
        after=after,
        lines=here.lines,
        number=1,
        start=edit.start,
        end=edit.end,
        text=edit.text,
    )


def _numbered(found: list[Mutant]) -> Iterator[Mutant]:
    counted = Counter[tuple[str, ...]]()
    for mutant in found:
        alike = (mutant.function, mutant.operator, mutant.before, mutant.after)
        counted[alike] += 1
        yield replace(mutant, number=counted[alike])
