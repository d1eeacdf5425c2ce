"""Seconds that all pairs of a run have together for something that none of them needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

__all__ = ["Purse"]


class Purse:
    """What is left of some seconds.

    Args:
        seconds: All of them.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Take away what the block takes."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.left = max(0.0, self.left - (perf_counter() - begun))
