"""Whether a corpus would notice: mechanical mutants of a candidate, tried on its inputs."""

from __future__ import annotations

from .hiding import HiddenMutant, HidingRecord, hiding
from .records import Fate, ShareInterval, StrengthRecord, Tried, interval
from .session import strength
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
