"""What a search is told of a side, and what it finds by what it is told alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from switchover.shadow.search import search
from switchover.shadow.search.knowledge.describing import Description
from switchover.shadow.search.knowledge.facts import Facts
from switchover.shadow.search.knowledge.sources import ReachableCode
from switchover.shadow.search.sides.sides import _facts
from switchover.values import decode, encode

__all__ = ["facts_of", "sought"]

sought = partial(search, with_strategies=False, with_symbols=False)
"""Search by records and sources alone: nothing is drawn by type, and nothing is solved."""


def facts_of(side: Callable[..., Any]) -> Facts:
    """Read the sources that names lead to from this side: in no process, and watching no call."""
    reached = ReachableCode(side)
    description = Description(reached)
    reached.enter([])
    while (found := decode(encode(description.next()))) is None:
        pass
    return _facts(found)
