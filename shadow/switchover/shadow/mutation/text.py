"""A module's text, its tree, and where each node of the tree stands in the text."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from types import CodeType

from .depth import depth_of

__all__ = ["SourceText", "alike"]

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class SourceText:
    """The text of a module, with offsets in characters.

    Attributes:
        text: the source, as `compile` takes it.
        file: the name that places are given with.

    Raises:
        SyntaxError: when its tree is asked for, and the text is no Python.
    """

    text: str
    file: str = "<source>"

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.file)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in _LINE_END.finditer(self.text))]

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """The lines that code stands on: those that a run can reach."""
        return frozenset[int]().union(*self._by_depth.values())

    @cached_property
    def _by_depth(self) -> dict[int, frozenset[int]]:
        """The lines of code by how many functions are around it."""
        found = defaultdict[int, set[int]](set)
        todo = [compile(self.text, self.file, "exec", dont_inherit=True)]
        while todo:
            code = todo.pop()
            found[depth_of(code)] |= {line for _, _, line in code.co_lines() if line}
            todo += [each for each in code.co_consts if isinstance(each, CodeType)]
        return {depth: frozenset(lines) for depth, lines in found.items()}

    def code_between(self, first: ast.AST, last: ast.AST, depth: int) -> frozenset[int]:
        """Return the lines with code from the begin of one node to the end of another.

        Those alone that code in so many functions runs: what a function that is made there does
        when it is called says nothing of what makes it.
        """
        begin, end = first.lineno, last.end_lineno  # type: ignore[attr-defined]
        lines = self._by_depth.get(depth, frozenset())
        return lines.intersection(range(begin, end + 1))

    def offset(self, line: int, byte_column: int) -> int:
        """Turn a place as `ast` gives it (columns in bytes of UTF-8) into an offset."""
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        shown = self.text[start:end]
        if shown.isascii():
            return start + byte_column
        return start + len(shown.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8"))

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node begins and ends."""
        return (
            self.offset(node.lineno, node.col_offset),  # type: ignore[attr-defined]
            self.offset(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
        )

    def of(self, node: ast.AST) -> str:
        """Return a node's own text."""
        start, end = self.span(node)
        return self.text[start:end]

    def between(self, left: ast.AST, right: ast.AST) -> tuple[int, int]:
        """Return the gap between two nodes: where an operator or a comma stands."""
        return self.span(left)[1], self.span(right)[0]


def alike(one: object, other: object) -> bool:
    """Say whether two trees are the same but for their places; however deep they are."""
    todo = [(one, other)]
    while todo:
        left, right = todo.pop()
        if type(left) is not type(right):
            return False
        if isinstance(left, ast.AST):
            names = left._fields
            todo += ((getattr(left, name, None), getattr(right, name, None)) for name in names)
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            todo += zip(left, right, strict=True)
        elif left != right:
            return False
    return True
