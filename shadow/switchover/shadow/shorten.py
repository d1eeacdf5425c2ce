"""Values as short text, whatever their `__repr__` does."""

from __future__ import annotations

import re
import reprlib

__all__ = ["WIDTH", "shorten", "type_name"]

WIDTH = 160
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def _writer() -> reprlib.Repr:
    writer = reprlib.Repr()
    writer.maxlevel = 4
    writer.maxdict = writer.maxlist = writer.maxtuple = writer.maxset = writer.maxfrozenset = 6
    writer.maxstring = writer.maxother = WIDTH
    writer.maxlong = 60
    return writer


_REPR = _writer()
_SHORT = frozenset({float, bool, type(None)})


def shorten(value: object, width: int = WIDTH) -> str:
    """Return the repr in at most `width` characters, without memory addresses; never raise."""
    if type(value) in _SHORT:
        return repr(value)
    try:
        text = _REPR.repr(value)
    except Exception as error:  # noqa: BLE001 - a repr may raise anything; the comparison goes on
        text = f"<{type_name(type(value))}: its repr raised {type(error).__name__}>"
    text = _ADDRESS.sub("", text)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def type_name(cls: type) -> str:
    """Return the qualified name, without `builtins`."""
    module = cls.__module__
    return cls.__qualname__ if module == "builtins" else f"{module}.{cls.__qualname__}"
