"""Which branches of both sides an input reaches.

```python
from switchover.shadow.coverage import Covered

with Covered("shop.old:price", "shop.new:price") as covered:
    for run in covered.runs([((3,), {}), ((30,), {})]):
        run.control.reply, run.control.branches
    covered.control.missing()
```

Names are loaded when they are first used: `inside` runs in the process of a side, which is to load
no more than that needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .branch import Branch
    from .corpus import cover, spread
    from .covered import Covered, CoveredRun, Reached
    from .map import Map
    from .record import CoverageRecord, InputClass, Place, SideCoverage

__all__ = [
    "Branch",
    "CoverageRecord",
    "Covered",
    "CoveredRun",
    "InputClass",
    "Map",
    "Place",
    "Reached",
    "SideCoverage",
    "cover",
    "spread",
]

_HOMES = {
    ".branch": ("Branch",),
    ".corpus": ("cover", "spread"),
    ".covered": ("Covered", "Reached", "CoveredRun"),
    ".map": ("Map",),
    ".record": ("CoverageRecord", "InputClass", "Place", "SideCoverage"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import late: a side's process loads no more than `inside` needs."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
