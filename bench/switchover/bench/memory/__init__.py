"""How much: peak, number and size of allocations, and resident growth, by memray."""

from __future__ import annotations

from .driver import measure

__all__ = ["measure"]
