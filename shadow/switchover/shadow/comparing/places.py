"""Where a part of an answer lies, as a path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from switchover.shadow.rules.paths import FIELD, INDEX, KEY, Path

__all__ = ["path_of"]


def path_of(steps: Sequence[tuple[str, Any]], path: Path) -> Path:
    """Go down from a path by steps: `("item", n)` into what is ordered, else `("entry", key)`."""
    for form, value in steps:
        if form == "item":
            path = (path, INDEX, value)
        else:
            path = (path, FIELD if isinstance(value, str) else KEY, value)
    return path
