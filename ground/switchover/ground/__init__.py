"""What every room stands on: the base of all errors, extras, texts that are shown."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import SwitchoverError
    from .extras import EXTRAS, install_line, missing_modules
    from .files import replace_file, whole_file
    from .formats import not_utf8
    from .importing import ResolveError, held, named, split
    from .showing import clip, near, shorten

__all__ = [
    "EXTRAS",
    "ResolveError",
    "SwitchoverError",
    "clip",
    "held",
    "install_line",
    "missing_modules",
    "named",
    "near",
    "not_utf8",
    "replace_file",
    "shorten",
    "split",
    "whole_file",
]

_HOMES = {
    ".errors": ("SwitchoverError",),
    ".extras": ("EXTRAS", "install_line", "missing_modules"),
    ".files": ("replace_file", "whole_file"),
    ".formats": ("not_utf8",),
    ".importing": ("ResolveError", "held", "named", "split"),
    ".showing": ("clip", "near", "shorten"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: a launch needs few, and an old Python has few."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
