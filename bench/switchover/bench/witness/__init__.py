"""Deterministic counts beside the clocks: opcodes, and instructions where valgrind is found."""

from __future__ import annotations

from .counts import count_allocations, count_instructions, count_opcodes, opcodes_counted
from .support import backing, proving

__all__ = [
    "backing",
    "count_allocations",
    "count_instructions",
    "count_opcodes",
    "opcodes_counted",
    "proving",
]
