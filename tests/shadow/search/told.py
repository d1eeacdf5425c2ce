"""What a search is told of a side, without a process for it and without watching any call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.shadow.search.knowledge.describing import Description
from switchover.shadow.search.knowledge.facts import Facts
from switchover.shadow.search.knowledge.sources import ReachableCode
from switchover.shadow.search.sides.sides import _facts
from switchover.values import decode, encode

__all__ = ["facts_of"]


def facts_of(side: Callable[..., Any]) -> Facts:
    """Read the sources that names lead to from this side."""
    reached = ReachableCode(side)
    description = Description(reached)
    reached.enter([])
    while (found := decode(encode(description.next()))) is None:
        pass
    return _facts(found)
