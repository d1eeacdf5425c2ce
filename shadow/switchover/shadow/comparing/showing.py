"""Two values as short texts around the first place where they differ."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final, NamedTuple

from switchover.ground import visible
from switchover.values import Node, show

from .scalars import ABSENT

__all__ = [
    "MOST_TEXT",
    "WIDTH",
    "Spot",
    "difference_at",
    "shorten",
    "spot",
    "texts",
    "type_of",
    "whole",
    "window",
]

WIDTH: Final = 160
"""Characters that a shown value takes at most."""
BEFORE: Final = 60
"""Of these, how many stand before the first difference."""
MOST_TEXT: Final = 1_000_000
"""Characters of a value that a pattern is held against; a longer one is matched by none."""
LOOKED: Final = 20_000
"""Characters that are written of a value to find where it differs."""
DIFF_LINES: Final = 40
AROUND: Final = 2
"""Lines of context of a text diff."""
LONGEST_LINE: Final = 200


class Spot(NamedTuple):
    """Two values around the first difference, and a diff of their lines if they are long texts."""

    control: str | None
    candidate: str | None
    diff: str | None = None


def shorten(tree: object, width: int = WIDTH) -> str:
    """Return the tree as Python would write it, in at most `width` characters."""
    return show(tree, width)


def whole(tree: object) -> str | None:
    """Return the whole of a tree as text, for patterns; None where it is too long."""
    text = show(tree, MOST_TEXT + 1)
    return text if len(text) <= MOST_TEXT else None


def type_of(tree: object) -> str:
    """Return the qualified name of the type that a tree stands for, `builtins` left out."""
    return tree.type if isinstance(tree, Node) else type(tree).__name__


def spot(a: Any, b: Any) -> Spot:
    """Show two trees, either of which may be absent."""
    if a is ABSENT or b is ABSENT:
        return Spot(
            None if a is ABSENT else shorten(a),
            None if b is ABSENT else shorten(b),
        )
    if isinstance(a, str) and isinstance(b, str):
        return texts(a, b)
    left, right = show(a, WIDTH), show(b, WIDTH)
    if len(left) < WIDTH and len(right) < WIDTH:
        return Spot(left, right)
    left, right = show(a, LOOKED), show(b, LOOKED)
    at = difference_at(left, right)
    return Spot(window(left, at), window(right, at))


def texts(a: str, b: str) -> Spot:
    """Show two texts around the first character that differs, with a diff if they are long."""
    at = difference_at(a, b)
    left, right = _quoted(a, at), _quoted(b, at)
    is_long = max(len(a), len(b)) > WIDTH or "\n" in a.strip("\n") or "\n" in b.strip("\n")
    return Spot(left, right, _diff(a, b, at) if is_long else None)


def difference_at(a: str, b: str) -> int:
    """Return the index of the first character that differs, by halving: slices compare at C speed.

    Where one text begins the other, that is the length of the shorter.
    """
    low, high = 0, min(len(a), len(b))
    if a[:high] == b[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def window(text: str, at: int) -> str:
    """Return what stands around `at`, with an ellipsis where something is left out."""
    if len(text) <= WIDTH:
        return text
    start = 0 if at < WIDTH - BEFORE else at - BEFORE
    part = text[start : start + WIDTH - 2]
    return f"{'…' if start else ''}{part}{'…' if start + len(part) < len(text) else ''}"


def _quoted(text: str, at: int) -> str:
    """Quote the text, or what stands around `at`, with an ellipsis where something is left out."""
    shown = repr(text[: WIDTH + 1])
    if len(text) <= WIDTH and len(shown) <= WIDTH:
        return shown
    start = 0 if at < BEFORE else at - BEFORE
    end = start + WIDTH
    while True:
        part = repr(text[start:end])
        if len(part) <= WIDTH - 2:
            break
        end -= max(1, (len(part) - WIDTH + 2) // 4)
        if end <= at:
            start, end = at, min(at + 8, len(text))
            part = repr(text[start:end])[: WIDTH - 2]
            break
    return f"{'…' if start else ''}{part}{'…' if end < len(text) else ''}"


def _diff(a: str, b: str, at: int) -> str:
    """Return the lines around the first difference, as `diff -u` writes them."""
    from difflib import unified_diff  # for long texts only; it costs more to import than the rest

    start = a.rfind("\n", 0, at) + 1
    for _ in range(AROUND):
        start = a.rfind("\n", 0, max(start - 1, 0)) + 1
    first = a.count("\n", 0, start) + 1
    left, right = _lines(a, start), _lines(b, start)
    told = islice(unified_diff(left, right, lineterm="", n=AROUND), 2, 2 + DIFF_LINES)
    body = [line[: LONGEST_LINE + 1] for line in told if not line.startswith("@@")]
    return "\n".join([f"@@ line {first} @@", *body])


def _lines(text: str, start: int) -> list[str]:
    """Return the lines from `start` on, with what else ends or marks a line made visible."""
    lines = text[start : start + DIFF_LINES * LONGEST_LINE].split("\n", DIFF_LINES)[:DIFF_LINES]
    return list(map(visible, lines))
