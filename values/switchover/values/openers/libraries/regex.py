"""regex: patterns by text, flags and named lists; matches by every span of every group."""

from __future__ import annotations

from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["know"]


_TOLD = (
    *("re", "string", "pos", "endpos", "lastindex", "lastgroup"),
    *("partial", "fuzzy_counts", "fuzzy_changes"),
)


def know(regex: Any) -> None:
    """Register what opens values of regex."""
    opens(regex.Pattern)(_pattern)
    opens(regex.Match)(_match)


def _pattern(value: Any) -> Node:
    lists = {"lists": value.named_lists} if value.named_lists else {}
    return Node(base=value.pattern, fields={"flags": value.flags, **lists})


def _match(value: Any) -> Node:
    return Node(
        fields={
            **{name: getattr(value, name) for name in _TOLD},
            "spans": value.allspans(),
        }
    )
