"""The exit codes, the same for every command."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Exit"]


class Exit(IntEnum):
    """What the shell sees."""

    PASS = 0
    FAIL = 1
    USAGE = 2
    INCONCLUSIVE = 3
    INTERRUPTED = 130

    @classmethod
    def of(cls, verdict: str) -> Exit:
        """Translate a verdict; what is neither pass nor fail is inconclusive."""
        return {"pass": cls.PASS, "fail": cls.FAIL}.get(verdict, cls.INCONCLUSIVE)
