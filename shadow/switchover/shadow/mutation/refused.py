"""Which changes Python itself refuses: such a text is no program, and so no mutant."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .edits import Edit
from .text import SourceText

__all__ = ["Refused"]


class Refused:
    """Tells changes of one module that Python would not compile.

    An operator knows the node alone. What hangs on others: a name that is declared nonlocal needs
    another statement that binds it, and the keys of a pattern must not be alike. Where a change
    touches these the whole text is compiled; that is rare.
    """

    def __init__(self, source: SourceText) -> None:
        self._source = source
        names, self._keys = set[str](), list[tuple[int, int]]()
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Nonlocal):
                names.update(node.names)
            elif isinstance(node, ast.MatchMapping):
                self._keys += map(source.span, node.keys)
        words = "|".join(map(re.escape, sorted(names)))
        self._bound = re.compile(rf"\b(?:{words})\b") if names else None

    def __contains__(self, edit: object) -> bool:
        if not isinstance(edit, Edit) or not any(self._doubts(edit)):
            return False
        text = self._source.text
        try:
            changed = text[: edit.start] + edit.text + text[edit.end :]
            compile(changed, self._source.file, "exec", dont_inherit=True)
        except SyntaxError:
            return True
        return False

    def _doubts(self, edit: Edit) -> Iterator[bool]:
        yield any(start <= edit.start and edit.end <= end for start, end in self._keys)
        if self._bound is not None:
            gone = self._source.text[edit.start : edit.end]
            yield len(self._bound.findall(gone)) > len(self._bound.findall(edit.text))
