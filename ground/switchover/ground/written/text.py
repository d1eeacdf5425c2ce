"""Bytes that should be UTF-8 text: the text, or what they are instead and where."""

from __future__ import annotations

import codecs

from ..formats import not_utf8
from .position import Position
from .problem import Problem, ProblemsError, unwanted

__all__ = ["decoded"]


def decoded(content: bytes, file: str, *, code: str = "") -> str:
    """Read the bytes of a file as UTF-8, with or without a byte order mark.

    Raises:
        ProblemsError: with `code`, saying what the file is, or where its first wrong byte stands.
    """
    if other := not_utf8(content):
        raise ProblemsError([unwanted(file, *other, code=code, column=1)])
    content = content.removeprefix(codecs.BOM_UTF8)  # it counts in no column
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        problem = Problem(
            code=code,
            message=f"not UTF-8 text: {error.reason}",
            position=Position(file, before.count("\n") + 1, len(before) - before.rfind("\n")),
            value=content[error.start : error.start + 1],
            shown=f"byte 0x{content[error.start]:02x}",
        )
        raise ProblemsError([problem]) from error
