"""The tools of `sys.monitoring`, of which a process has six."""

from __future__ import annotations

import sys
from collections.abc import Iterable

__all__ = ["free_tool"]


def free_tool(wanted: Iterable[int] = range(6)) -> int:
    """Give the first of the wanted tools that nobody uses. From Python 3.12 on.

    Raises:
        RuntimeError: All of them are taken.
    """
    if sys.version_info >= (3, 12):
        for tool in wanted:
            if sys.monitoring.get_tool(tool) is None:
                return tool
    raise RuntimeError("all six tools of sys.monitoring are taken; end one of them")
