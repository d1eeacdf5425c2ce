"""How long: paired samples in fresh processes, a sequential interval, a three-way verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .account import unmeasured
    from .decision import StoppingRule
    from .firsts import apart
    from .measurement import (
        LatencyProgress,
        LatencySettings,
        TriedCopy,
        can_pin,
        measure,
        measure_tried,
        settles,
        strays_apart,
    )
    from .sampler import Job

__all__ = [
    "Job",
    "LatencyProgress",
    "LatencySettings",
    "StoppingRule",
    "TriedCopy",
    "apart",
    "can_pin",
    "measure",
    "measure_tried",
    "settles",
    "strays_apart",
    "unmeasured",
]

# Late, for a launch needs only what samples, and starts often.
__getattr__, __dir__ = late(
    globals(),
    {
        ".account": "unmeasured",
        ".decision": "StoppingRule",
        ".firsts": "apart",
        ".measurement": (
            "LatencyProgress LatencySettings TriedCopy can_pin measure measure_tried settles"
            " strays_apart"
        ),
        ".sampler": "Job",
    },
)
