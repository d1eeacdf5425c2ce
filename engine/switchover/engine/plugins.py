"""What the distributions that are installed here offer, by entry-point group."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

__all__ = ["offered"]


def offered(group: str) -> tuple[EntryPoint, ...]:
    """Return the entry points of a group, by name.

    The metadata of all distributions are read once a process, and again where `sys.path` is
    another one: they take some milliseconds, and several groups are asked for at every start.
    What is installed while a process runs is offered to the next one.
    """
    found = _on(tuple(sys.path)).select(group=group)
    return tuple(sorted(found, key=lambda point: point.name))


@lru_cache(maxsize=4)
def _on(_: tuple[str, ...]) -> Any:  # its class has another name before 3.12
    return entry_points()
