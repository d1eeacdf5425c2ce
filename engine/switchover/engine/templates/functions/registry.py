"""Every function that a template can call, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .._call import Signature
from .core import CORE
from .data import DATA
from .lists import LISTS
from .maps import MAPS
from .numbers import NUMBERS
from .strings import STRINGS


def _merged() -> Mapping[str, Signature]:
    functions: dict[str, Signature] = {}
    for part in (CORE, STRINGS, NUMBERS, LISTS, MAPS, DATA):
        for name, signature in part.items():
            if name in functions:
                raise ValueError(f"function {name!r} is registered twice")
            functions[name] = signature
    return MappingProxyType(functions)


FUNCTIONS = _merged()
