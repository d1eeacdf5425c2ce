"""Run a task in a fresh process: pinned, with a deadline, gone when its parent is gone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .portable import Packed, pack
    from .process import launch

__all__ = ["Packed", "launch", "pack"]

_HOME = {"Packed": "portable", "launch": "process", "pack": "portable"}


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: the launched process needs only its own side."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
