"""Deterministic counts beside the clocks: opcodes, and instructions where valgrind is found."""

from switchover.bench.witness.counts import count_allocations, count_instructions, count_opcodes
from switchover.bench.witness.support import supports_fail

__all__ = ["count_allocations", "count_instructions", "count_opcodes", "supports_fail"]
