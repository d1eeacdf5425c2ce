"""What stands between a worker and its side, so that each reply tells the branches it took."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import CodeType
from typing import Any

from switchover.values.worker import MOST_READ, SETTLED, Settler, Watched, keeper

from .scope import Scope
from .watching import watching

__all__ = ["WATCHER", "TracedSide", "watched"]

WATCHER = "switchover.shadow.coverage.inside:watched"


def watched(find: Callable[[], Any]) -> Watched:
    """Load the side, and put the noting of branches before it."""
    side = find()
    traced = TracedSide(side, Scope.of(side))
    return Watched(traced, traced.told)


class TracedSide:
    """The side, watched; what it gives is awaited and read here, for that runs its code as well.

    Args:
        common: As of `Watching`.
    """

    def __init__(self, side: Any, scope: Scope, common: int | None = None) -> None:
        self._side = side
        self._watching = watching(scope, common)
        self._settler = Settler(keeper(), MOST_READ)
        self._told = 0

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        watching = self._watching
        watching.begin()
        try:
            value = self._side(*args, **kwargs)
            return value if type(value) in SETTLED else self._settler.settled(value)
        finally:
            watching.end()

    def entered(self) -> list[CodeType]:
        """Give the code of the side's own that calls have entered so far."""
        return self._watching.entered()

    def told(self) -> list[Any]:
        """Give this process, how many branches it told before, the new ones, and those taken."""
        known, self._told = self._told, len(self._watching.branches)
        return [os.getpid(), known, self._watching.branches[known:], sorted(self._watching.hit)]
