"""An answer that was kept from an earlier call, given by a side that stands for it."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Recalled"]


class Recalled(NamedTuple):
    """What a side returns to answer as another one did; its document is the other one's.

    Attributes:
        word: "returned" or "raised"; "" where nothing was kept, and the value says why.
        value: The tree of the answer.
        after: The trees of `(args, kwargs)` after the call, where it changed them; else None.
    """

    word: str
    value: Any
    after: tuple[Any, Any] | None = None
