"""A value as a document: typed bytes that need none of its classes, safe to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from switchover.ground import EXTRAS, install_line, missing_modules, not_utf8

    from .arrays import cells, differing_cells, is_array
    from .decoding import decode
    from .differences import differing
    from .encoding import encode, encode_input
    from .errors import OpenerError, ReadingError, RebuildError, ValuesError
    from .importing import MethodSide, ResolveError, called, chosen, is_of, name_of, resolve, split
    from .node import Node
    from .openers import opener, register
    from .openers.opening import BESIDE
    from .rebuilding import loaded_class, rebuild
    from .showing import show
    from .standing import StandsFor, original
    from .text import from_text, to_text

__all__ = [
    "BESIDE",
    "EXTRAS",
    "MethodSide",
    "Node",
    "OpenerError",
    "ReadingError",
    "RebuildError",
    "ResolveError",
    "StandsFor",
    "ValuesError",
    "called",
    "cells",
    "chosen",
    "decode",
    "differing",
    "differing_cells",
    "encode",
    "encode_input",
    "from_text",
    "install_line",
    "is_array",
    "is_of",
    "loaded_class",
    "missing_modules",
    "name_of",
    "not_utf8",
    "opener",
    "original",
    "rebuild",
    "register",
    "resolve",
    "show",
    "split",
    "to_text",
]

# Late, for a launch resolves its target without the rest.
__getattr__, __dir__ = late(
    globals(),
    {
        "switchover.ground": "EXTRAS install_line missing_modules not_utf8",
        ".arrays": "cells differing_cells is_array",
        ".decoding": "decode",
        ".differences": "differing",
        ".encoding": "encode encode_input",
        ".errors": "OpenerError ReadingError RebuildError ValuesError",
        ".importing": "MethodSide ResolveError called chosen is_of name_of resolve split",
        ".node": "Node",
        ".openers": "opener register",
        ".openers.opening": "BESIDE",
        ".rebuilding": "loaded_class rebuild",
        ".showing": "show",
        ".standing": "StandsFor original",
        ".text": "from_text to_text",
    },
)
