"""How long: paired samples in fresh processes, a sequential interval, a three-way verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .account import unmeasured
    from .decision import StoppingRule
    from .measurement import (
        LatencyProgress,
        LatencySettings,
        TriedCopy,
        can_pin,
        measure,
        measure_tried,
        settles,
    )
    from .sampler import Job

__all__ = [
    "Job",
    "LatencyProgress",
    "LatencySettings",
    "StoppingRule",
    "TriedCopy",
    "can_pin",
    "measure",
    "measure_tried",
    "settles",
    "unmeasured",
]

# Late, for a launch needs only what samples, and starts often.
__getattr__, __dir__ = late(
    globals(),
    {
        ".account": "unmeasured",
        ".decision": "StoppingRule",
        ".measurement": (
            "LatencyProgress LatencySettings TriedCopy can_pin measure measure_tried settles"
        ),
        ".sampler": "Job",
    },
)
