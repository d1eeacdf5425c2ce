"""A side that is called through something else, which tells more of each call than its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from switchover.values.importing import resolve

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Watched", "through"]


class Watched(NamedTuple):
    """What stands between a worker and its side."""

    function: Callable[..., Any]
    """Called in place of the side."""
    told: Callable[[], Any]
    """Asked after each call; what it gives must be fit for JSON, and goes with the reply."""


def through(find: Callable[[], Any], watcher: str) -> Callable[[], Any]:
    """Put a watcher before a side.

    Args:
        find: Gives the side; runs its code.
        watcher: `module:function` of a function that is given `find` and gives a `Watched`. It is
            imported before the side is. Without one the side is called itself.
    """
    return (lambda: resolve(watcher)(find)) if watcher else find
