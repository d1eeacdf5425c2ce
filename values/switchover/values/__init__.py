"""A value as a document: typed bytes that need none of its classes, safe to read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .arrays import cells, differing_cells, is_array
    from .decoding import decode
    from .differences import differing
    from .encoding import encode
    from .errors import OpenerError, ReadingError, RebuildError, ValuesError
    from .node import Node
    from .openers import opener, register
    from .rebuilding import rebuild
    from .showing import show
    from .text import from_text, to_text

__all__ = [
    "Node",
    "OpenerError",
    "ReadingError",
    "RebuildError",
    "ValuesError",
    "cells",
    "decode",
    "differing",
    "differing_cells",
    "encode",
    "from_text",
    "is_array",
    "opener",
    "rebuild",
    "register",
    "show",
    "to_text",
]

_LATE = {
    "Node": "node",
    "OpenerError": "errors",
    "ReadingError": "errors",
    "RebuildError": "errors",
    "ValuesError": "errors",
    "cells": "arrays",
    "decode": "decoding",
    "differing": "differences",
    "differing_cells": "arrays",
    "encode": "encoding",
    "from_text": "text",
    "is_array": "arrays",
    "opener": "openers",
    "rebuild": "rebuilding",
    "register": "openers",
    "show": "showing",
    "to_text": "text",
}
"""No module has the name of what it gives: importing one would hide the other."""


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: a launch resolves its target without the rest."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f".{_LATE[name]}", __name__), name)
    return found
