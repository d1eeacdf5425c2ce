"""How much: peak, number and size of allocations, and resident growth, by memray."""

from switchover.bench.memory.driver import measure

__all__ = ["measure"]
