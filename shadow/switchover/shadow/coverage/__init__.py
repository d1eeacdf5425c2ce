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

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .branch import Branch
    from .corpus import cover
    from .covered import Covered, Reached, Run
    from .map import Map
    from .record import CoverageRecord, InputClass, Place, SideCoverage

__all__ = [
    "Branch",
    "CoverageRecord",
    "Covered",
    "InputClass",
    "Map",
    "Place",
    "Reached",
    "Run",
    "SideCoverage",
    "cover",
]

_RECORDS = ("CoverageRecord", "InputClass", "Place", "SideCoverage")
_HOME = {"Branch": "branch", "Map": "map", "cover": "corpus", **dict.fromkeys(_RECORDS, "record")}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOME.get(name, 'covered')}", __name__), name)
