"""When something has to be over."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

__all__ = ["Deadline"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock that nothing may run beyond."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Set one so many seconds from now."""
        return cls(monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds until then, 0 where it has passed."""
        return max(0.0, self.at - monotonic())

    def sooner(self, seconds: float) -> Deadline:
        """Give one that many seconds from now, or this where it comes first."""
        return Deadline(min(self.at, monotonic() + seconds))

    def before(self, seconds: float) -> Deadline:
        """Give one that leaves so many seconds until this."""
        return Deadline(self.at - seconds)
