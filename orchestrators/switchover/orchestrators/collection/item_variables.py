"""What templates see of an item."""

from typing import Any

from switchover.engine.config import CollectionTask
from switchover.engine.contexts import Context, as_floats
from switchover.orchestrators.shared.item_scope import Plain


def item_variables(task: CollectionTask, item: Any, index: int) -> dict[str, Any]:
    """Return item and index under the collection's names; the index is not from JSON, and whole."""
    return {task.item_var or "item": as_floats(item), task.index_var or "index": index}


def with_item(context: Context, variables: Plain) -> Context:
    """Return a context in which the item's variables stand before all others."""
    return lambda mentioned: {**context(mentioned), **variables}
