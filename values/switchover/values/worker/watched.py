"""A side that is called through something else, which tells more of each call than its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Watched"]


class Watched(NamedTuple):
    """What stands between a worker and its side."""

    function: Callable[..., Any]
    """Called in place of the side."""
    told: Callable[[], Any]
    """Asked after each call; what it gives must be fit for JSON, and goes with the reply."""
