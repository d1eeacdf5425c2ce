"""Run a task in a fresh process: pinned, with a deadline, gone when its parent is gone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .portable import Packed, pack
    from .process import launch

__all__ = [
    "Packed",
    "launch",
    "pack",
]

_HOMES = {
    ".portable": ("Packed", "pack"),
    ".process": ("launch",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import late: the launched process needs only its own side."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
