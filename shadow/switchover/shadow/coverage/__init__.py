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

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .branch import Branch
    from .corpus import cover, spread
    from .covered import Covered, CoveredRun, Reached
    from .map import Map
    from .record import CoverageRecord, InputClass, Place, SideCoverage
    from .scope import package_of

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
    "package_of",
    "spread",
]

# Late, for a side's process loads no more than `inside` needs.
__getattr__, __dir__ = late(
    globals(),
    {
        ".branch": "Branch",
        ".corpus": "cover spread",
        ".covered": "Covered Reached CoveredRun",
        ".map": "Map",
        ".record": "CoverageRecord InputClass Place SideCoverage",
        ".scope": "package_of",
    },
)
