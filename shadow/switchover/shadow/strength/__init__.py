"""Whether a corpus would notice: mechanical mutants of a candidate, tried on its inputs."""

from __future__ import annotations

from .records import Fate, Interval, StrengthRecord, Tried, interval
from .session import strength
from .smallest import fewest

__all__ = ["Fate", "Interval", "StrengthRecord", "Tried", "fewest", "interval", "strength"]
