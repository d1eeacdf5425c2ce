"""Sprig's functions that break a text into lines of a width.

Source: goutils 1.1.1 (WrapCustom). Widths count UTF-8 bytes, as they do in Go.
"""

from __future__ import annotations

from .._call import Registry
from .._literals import from_bytes, to_bytes
from .._scope import Scope

__all__ = ["WRAPPING"]

WRAPPING = Registry()


@WRAPPING.function("wrap", "int", "string")
def wrap(width: int, text: str) -> str:
    return _wrapped(text, width, "\n", long_words=False)


@WRAPPING.function("wrapWith", "int", "string", "string", contextual=True)
def wrap_with(scope: Scope, width: int, separator: str, text: str) -> str:
    scope.budget.text(len(text) * (1 + len(separator)) if width < 8 else len(text))
    return _wrapped(text, width, separator or "\n", long_words=True)


def _wrapped(text: str, width: int, separator: str, *, long_words: bool) -> str:
    data, mark = to_bytes(text), to_bytes(separator)
    width = max(width, 1)
    lines: list[bytes] = []
    start = 0
    while len(data) - start > width:
        if data[start : start + 1] == b" ":
            start += 1
            continue
        end = data.rfind(b" ", start, start + width + 1)
        if end < 0 and not long_words:
            end = data.find(b" ", start + width)
            if end < 0:
                break
        if end < 0:
            lines.append(data[start : start + width])
            start += width
        else:
            lines.append(data[start:end])
            start = end + 1
    return from_bytes(mark.join([*lines, data[start:]]))
