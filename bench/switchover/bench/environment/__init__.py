"""Where it was measured: what was found, what to warn of, and which runs may be compared."""

from __future__ import annotations

from .likeness import differences, require_like
from .watch import MachineWatch, told, usable_cores

__all__ = ["MachineWatch", "differences", "require_like", "told", "usable_cores"]
