"""Where a part of an answer lies, as a path, and the one part in which two documents differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from switchover.values import differing

from ..rules.paths import INDEX, Path
from .pairs import step

__all__ = ["only_part", "path_of"]


def path_of(steps: Sequence[tuple[str, Any]], path: Path) -> Path:
    """Go down from a path by steps: `("item", n)` into what is ordered, else `("entry", key)`."""
    for form, value in steps:
        path = (path, INDEX, value) if form == "item" else step(path, value)
    return path


def only_part(
    control: bytes, candidate: bytes
) -> tuple[Sequence[tuple[str, Any]], Any, Any] | None:
    """Return the steps to the one part in which two documents differ, and what stands there.

    None where several parts differ: then both are to be read as a whole.

    Raises:
        ReadingError: A document cannot be read within its limits.
    """
    parts = list(islice(differing(control, candidate), 2))
    return parts[0] if len(parts) == 1 else None
