"""Run a task in a fresh process: pinned, with a deadline, gone when its parent is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .portable import Packed, pack
    from .process import begun, hashing, launch

__all__ = [
    "Packed",
    "begun",
    "hashing",
    "launch",
    "pack",
]

# Late, for the launched process needs only its own side.
__getattr__, __dir__ = late(
    globals(),
    {
        ".portable": "Packed pack",
        ".process": "begun hashing launch",
    },
)
