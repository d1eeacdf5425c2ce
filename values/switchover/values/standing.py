"""Code that stands in for other code while it runs, and is written as that."""

from __future__ import annotations

import types

__all__ = ["StandsFor", "original"]


class StandsFor:
    """Names what a code object stands for; its last constant."""

    __slots__ = ("code",)

    def __init__(self, code: types.CodeType) -> None:
        self.code = code


def original(code: types.CodeType) -> types.CodeType:
    """Give the code that a code object stands for; itself where it stands for none."""
    last = code.co_consts[-1] if code.co_consts else None
    return last.code if type(last) is StandsFor else code
