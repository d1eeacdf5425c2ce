"""A value as a document: typed bytes that need none of its classes, safe to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cells import cells, differing_cells, is_array
from .decode import decode
from .differing import differing
from .encode import encode
from .errors import OpenerError, ReadingError, RebuildError, ValuesError
from .node import Node
from .openers import opener, register
from .show import show

if TYPE_CHECKING:
    from .rebuild import rebuild
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

_LATER = {"rebuild": "rebuild", "from_text": "text", "to_text": "text"}
"""What a worker does without is loaded when it is first used."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f".{_LATER[name]}", __name__)
    for later, home in _LATER.items():
        if home == _LATER[name]:
            globals()[later] = getattr(module, later)
    return globals()[name]
