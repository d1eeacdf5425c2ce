"""How much: peak, number and size of allocations, and resident growth, by memray."""
