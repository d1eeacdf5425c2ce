"""Every function that a template can call, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .._call import Signature
from .cases import CASES
from .core import CORE, ESCAPES
from .data import DATA
from .dates import DATES
from .encodings import ENCODINGS
from .joining import JOINING
from .lists import LISTS
from .maps import MAPS
from .numbers import NUMBERS
from .paths import PATHS
from .patterns import PATTERNS
from .strings import STRINGS
from .urls import URLS
from .versions import VERSIONS
from .wrapping import WRAPPING

__all__ = ["FUNCTIONS"]

_PARTS = (
    *(CORE, ESCAPES, STRINGS, JOINING, WRAPPING, ENCODINGS, CASES, NUMBERS, LISTS, MAPS),
    *(DATA, DATES, PATHS, PATTERNS, URLS, VERSIONS),
)


def _merged() -> Mapping[str, Signature]:
    functions: dict[str, Signature] = {}
    for part in _PARTS:
        for name, signature in part.items():
            if name in functions:
                raise ValueError(f"function {name!r} is registered twice")
            functions[name] = signature
    return MappingProxyType(functions)


FUNCTIONS = _merged()
