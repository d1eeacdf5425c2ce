"""pydantic's core: its errors and URLs, which keep what they hold where only they can read it."""

from __future__ import annotations

from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["know"]


def know(core: Any) -> None:
    """Register what opens values of pydantic_core."""
    opens(core.ValidationError)(_invalid)
    opens(core.Url, core.MultiHostUrl)(lambda value: Node(base=str(value)))
    for name in ("PydanticCustomError", "PydanticKnownError"):
        opens(getattr(core, name))(_custom)


def _invalid(value: Any) -> Node:
    errors = value.errors(include_url=False, include_context=False)
    return Node(fields={"title": value.title, "errors": errors})


def _custom(value: Any) -> Node:
    context = value.context
    return Node(fields={"type": value.type, "message": value.message(), "context": context})
