"""Whether a corpus would notice: mechanical mutants of a candidate, tried on its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .hidden import HiddenMutant, HidingRecord
    from .records import Fate, ShareInterval, StrengthRecord, Tried, interval
    from .session import strength
    from .short_trial import hiding
    from .smallest import fewest

__all__ = [
    "Fate",
    "HiddenMutant",
    "HidingRecord",
    "ShareInterval",
    "StrengthRecord",
    "Tried",
    "fewest",
    "hiding",
    "interval",
    "strength",
]

# Late, for every run's record has what is hidden, and few runs look for it.
__getattr__, __dir__ = late(
    globals(),
    {
        ".hidden": "HiddenMutant HidingRecord",
        ".short_trial": "hiding",
        ".records": "Fate ShareInterval StrengthRecord Tried interval",
        ".session": "strength",
        ".smallest": "fewest",
    },
)
