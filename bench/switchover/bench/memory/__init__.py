"""How much: peak, number and size of allocations, and resident growth, by memray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .driver import measure

__all__ = ["measure"]

# Late, for a launch needs only what traces.
__getattr__, __dir__ = late(globals(), {".driver": "measure"})
