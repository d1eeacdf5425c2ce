"""Gives a process numbers by chance of its own."""

from __future__ import annotations

import random
import sys

__all__ = ["reseed"]


def reseed() -> None:
    """Seed what draws by chance anew, from the system.

    A fork goes on with the numbers of the process that it was forked from: both sides would draw
    the same ones, and draw them again when they are asked anew, as no two programs do. To be called
    before a side is loaded, which may seed them itself.
    """
    random.seed()
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        numpy.seed()
