"""A value as a document: typed bytes that need none of its classes, safe to read."""

from .cells import cells, differing_cells, is_array
from .decode import decode
from .differing import differing
from .encode import encode
from .errors import OpenerError, ReadingError, RebuildError, ValuesError
from .node import Node
from .openers import opener, register
from .rebuild import rebuild
from .show import show
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
