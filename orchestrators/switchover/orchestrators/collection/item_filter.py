"""Which items a collection keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from switchover.engine import EngineError
from switchover.engine.config import CollectionTask
from switchover.engine.rendering import Renderer, VariablesOf

from .item_variables import item_variables

__all__ = ["ItemFilter"]

FALSE_TEXTS: Final = frozenset({"", "false", '"false"'})


class ItemFilter:
    """Asks the filter about each item; the index it sees is the one before filtering."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def kept(
        self, task: CollectionTask, items: Sequence[Any], variables: VariablesOf
    ) -> Sequence[Any]:
        """Return the items that the filter keeps; without one, all of them.

        Raises:
            EngineError: ``COLL_FILTER``, naming the index of the item.
        """
        if not task.filter:
            return items
        test, variables_of = self._renderer.prepared(task.filter), item_variables(task)
        outer = variables(test.mentions)

        def keeps(item: Any, index: int) -> bool:
            try:
                return is_truthy(test.rendered({**outer, **variables_of(item, index)}))
            except EngineError as error:
                text = f"collection {task.id!r}: filter failed for item {index}: {error}"
                raise EngineError("COLL_FILTER", text, retryable=False) from error

        return [item for index, item in enumerate(items) if keeps(item, index)]


def is_truthy(value: Any) -> bool:
    """Say whether a filter's result keeps an item; of texts only `false` and nothing drop it."""
    return value not in FALSE_TEXTS if isinstance(value, str) else bool(value)
