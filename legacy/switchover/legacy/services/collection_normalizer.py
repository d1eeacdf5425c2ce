"""Expansion of a collection: its items, those its filter keeps, and a child for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from switchover.engine import EngineError, Run
from switchover.engine.config import CollectionTask
from switchover.engine.rendering import References, VariablesOf, as_floats

from ..options import Options
from .context_builder import ContextBuilder, Plain
from .item_scope import scope_of, scoped
from .renderer import Renderer
from .retyping import retyped

__all__ = ["CollectionNormalizer", "Expansion", "metadata_of", "templates", "worker_count"]

RENDERED: Final = ("id", "action", "env", "agent", "tool")
"""What is rendered of a child besides its `with`; all else waits until it runs."""

FALSE_TEXTS: Final = frozenset({"", "false", '"false"'})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A collection's children, and how many items were kept and dropped."""

    children: tuple[Plain, ...]
    item_count: int
    skipped_count: int


class CollectionNormalizer:
    """Expands collections."""

    def __init__(self, contexts: ContextBuilder, renderer: Renderer, options: Options) -> None:
        self._contexts = contexts
        self._renderer = renderer
        self._options = options

    def expand(self, run: Run, task: CollectionTask) -> Expansion:
        """Return the children of a collection, item by item in the order of the items.

        Raises:
            EngineError: ``COLL_EXPANSION`` for items that cannot be had, ``COLL_FILTER`` naming
                the index of the item, ``COLL_CHILD`` naming the index of the child.
        """
        context = self._contexts.expansion(run, task)
        items = self._items(task, context)
        kept = [item for index, item in enumerate(items) if self._keeps(task, context, item, index)]
        children = tuple(
            self._child(task, template, context, item, index)
            for index, item in enumerate(kept)
            for template in templates(task)
        )
        return Expansion(
            children=children, item_count=len(kept), skipped_count=len(items) - len(kept)
        )

    def _items(self, task: CollectionTask, context: VariablesOf) -> list[Any]:
        written = task.items
        if written in ("", None):
            raise EngineError("COLL_EXPANSION", f"collection {task.id!r}: items are required")
        if not isinstance(written, str):
            return to_items(self._renderer.render(written, context))
        try:
            if "{{" in written:
                return to_items(self._renderer.render(written, context))
            return to_items(as_floats(msgspec.json.decode(written)))
        except (EngineError, msgspec.DecodeError) as error:
            text = (
                f"collection {task.id!r}: failed to process items expression {written!r}: {error}"
            )
            raise EngineError("COLL_EXPANSION", text, retryable=False) from error

    def _keeps(self, task: CollectionTask, context: VariablesOf, item: Any, index: int) -> bool:
        if not task.filter:
            return True
        inner = _with_item(context, _item_variables(task, item, index))
        try:
            return is_truthy(self._renderer.render(task.filter, inner))
        except EngineError as error:
            text = f"collection {task.id!r}: filter failed for item {index}: {error}"
            raise EngineError("COLL_FILTER", text, retryable=False) from error

    def _child(
        self, task: CollectionTask, template: Plain, context: VariablesOf, item: Any, index: int
    ) -> Plain:
        variables = _item_variables(task, item, index)
        inner = _with_item(context, variables)
        child = dict(template)
        try:
            for key in RENDERED:
                if key in template:
                    child[key] = self._renderer.render(template[key], inner)
            given = task.types.task(template).with_
            child["with"] = dict(self._renderer.render(given or {}, inner))
        except EngineError as error:
            text = f"collection {task.id!r}: child at index {index}: {error}"
            raise EngineError("COLL_CHILD", text, retryable=False) from error
        if not task.task_maps:
            child["with"] |= {"item": item, "index": index}
        child["with"] = retyped(child["with"])
        _inherit(child, task)
        return scoped(child, self._scope(task, child, variables))

    def _scope(self, task: CollectionTask, child: Plain, variables: Plain) -> Plain:
        """Return what a child sees of items besides its `with`, which has `item` and `index`."""
        if not self._options.scoped_items:
            return {}
        is_told = variables.keys() <= child["with"].keys()
        is_basic = child.get("type", "basic") == "basic"
        outer = scope_of(task)
        return outer if is_basic and is_told else {**outer, **variables}


def templates(task: CollectionTask) -> tuple[Plain, ...]:
    """Return the templates of each item's children."""
    if task.task_maps:
        return tuple(task.task_maps)
    return () if task.task_map is None else (task.task_map,)


def to_items(value: Any) -> list[Any]:
    """Turn a value into items: a map into its entries by key, null into none, others into one."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [{"key": key, "value": value[key]} for key in sorted(value)]
    if isinstance(value, list | tuple):
        return list(value)
    return [value]


def is_truthy(value: Any) -> bool:
    """Whether a filter keeps an item; of texts only `false` and nothing drop it."""
    return value not in FALSE_TEXTS if isinstance(value, str) else bool(value)


def worker_count(task: CollectionTask, children: int) -> int:
    """Return the number of workers that the metadata names, which nobody obeys; 0 is unlimited."""
    if not children:
        return 1
    return (task.batch or 1) if task.mode == "sequential" else 0


def _item_variables(task: CollectionTask, item: Any, index: int) -> dict[str, Any]:
    """Return what a child's texts see of its item; the index is not from JSON, and whole."""
    return {task.item_var or "item": as_floats(item), task.index_var or "index": index}


def _with_item(context: VariablesOf, variables: Plain) -> VariablesOf:
    def build(references: References) -> dict[str, Any]:
        return {**context(references), **variables}

    return build


def _inherit(child: dict[str, Any], parent: CollectionTask) -> None:
    """Hand down the working directory, and the agent's substance to an agent without any."""
    if parent.cwd and not child.get("CWD"):
        child["CWD"] = parent.cwd
    agent, above = child.get("agent"), parent.agent
    if not (isinstance(agent, Mapping) and isinstance(above, Mapping)):
        return
    if not (agent.get("instructions") or agent.get("actions")):
        substance = {key: above[key] for key in ("instructions", "actions") if key in above}
        child["agent"] = {**agent, **substance}


def metadata_of(task: CollectionTask, expansion: Expansion) -> dict[str, Any]:
    """Return what the collection's output says about its expansion."""
    return {
        "item_count": expansion.item_count,
        "skipped_count": expansion.skipped_count,
        "mode": task.mode,
        "batch_size": task.batch,
    }
