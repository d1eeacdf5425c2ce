"""What stays behind: objects, threads, descriptors, tasks and processes that grow with calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .driver import watch

__all__ = ["watch"]

# Late, for a launch needs only what watches.
__getattr__, __dir__ = late(globals(), {".driver": "watch"})
