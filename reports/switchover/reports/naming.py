"""Names of files and anchors, out of names that people give."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import TypeVar

__all__ = ["distinct", "plain"]

K = TypeVar("K", bound=Hashable)


def plain(name: str) -> str:
    """Make a file name of any name; hidden and empty ones are none."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "unnamed"


def distinct(names: Mapping[K, str]) -> dict[K, str]:
    """Make a file name for each, no two alike, not even where case does not count.

    The first of several that read the same keeps its name, the others get a number.
    """
    made, taken = dict[K, str](), set[str]()
    for key, name in names.items():
        stem = candidate = plain(name)
        number = 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{stem}-{number}"
        taken.add(candidate.casefold())
        made[key] = candidate
    return made
