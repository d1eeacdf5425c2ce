"""Which of the functions on one line runs: an import reaches `def f(x): return x`, not its body."""

from __future__ import annotations

import re
from functools import cache
from inspect import CO_OPTIMIZED
from types import CodeType

__all__ = ["begins_on_head", "deeper", "depth_of"]

_BETWEEN = "<locals>"
_PART = re.compile(r"<(?:listcomp|setcomp|dictcomp|genexpr)>")
"""Code that Python makes of a part of a function; which parts these are differs by version."""
_SHIFT = 32
"""Bits that are left to the number of a line."""


def deeper(line: int, depth: int) -> int:
    """Give a line as it is run by code of a depth: the line itself where that is a body."""
    return line + (depth << _SHIFT)


def depth_of(code: CodeType) -> int:
    """Count the functions that code stands in, its own among them; 0 for what an import runs."""
    name = code.co_qualname
    own = 1 if code.co_flags & CO_OPTIMIZED else 0
    return name.count(_BETWEEN) + own - len(_PART.findall(name))


@cache  # it is asked of each function that an input enters
def begins_on_head(code: CodeType) -> bool:
    """Tell whether what code does begins on its first line, that of its head: `def f(x): return x`.

    What Python itself does there, before the body, has no width in the text; on 3.12 nor has a
    constant that a lambda gives.
    """
    head = code.co_firstlineno
    lines = {(line, bool(end)) for line, _, _, end in code.co_positions() if line is not None}
    return (head, True) in lines or {line for line, _ in lines} == {head}
