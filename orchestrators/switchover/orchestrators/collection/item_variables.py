"""What templates see of an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.engine.config import CollectionTask
from switchover.engine.rendering import as_floats

__all__ = ["item_variables"]


def item_variables(task: CollectionTask) -> Callable[[Any, int], dict[str, Any]]:
    """Return what gives an item and its index under the collection's names for them.

    An item's numbers are floats, as all that came through JSON; an index is whole.
    """
    item_name, index_name = task.item_var or "item", task.index_var or "index"
    return lambda item, index: {item_name: as_floats(item), index_name: index}
