"""The items of a collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from switchover.engine import EngineError
from switchover.engine.config import CollectionTask
from switchover.engine.rendering import AuthoredText, Renderer, VariablesOf, as_floats

__all__ = ["ItemExpander"]


class ItemExpander:
    """Turns what stands under `items` into a list."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def expand(self, task: CollectionTask, variables: VariablesOf) -> Sequence[Any]:
        """Return the items.

        Raises:
            EngineError: ``COLL_EXPANSION`` for a template that fails or a text that is no JSON.
        """
        written = task.items
        if written in ("", None):
            raise EngineError("COLL_EXPANSION", f"collection {task.id!r}: items are required")
        try:
            if isinstance(written, str) and not isinstance(written, AuthoredText):
                return to_items(as_floats(msgspec.json.decode(written)))
            return to_items(self._renderer.render(written, variables))
        except (EngineError, msgspec.DecodeError) as error:
            text = (
                f"collection {task.id!r}: failed to process items expression {written!r}: {error}"
            )
            raise EngineError("COLL_EXPANSION", text, retryable=False) from error


def to_items(value: Any) -> Sequence[Any]:
    """Turn a value into items: a map into its entries by key, null into none, others into one."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [{"key": key, "value": value[key]} for key in sorted(value)]
    return value if isinstance(value, list | tuple) else [value]
