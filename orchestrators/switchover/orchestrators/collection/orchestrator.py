"""Runs a child, or several, for each item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from typing import ClassVar

from switchover.engine import Run
from switchover.engine.config import CollectionTask, TaskConfig
from switchover.engine.states import TaskState

from ..shared.container import LIMIT, ChildPlan, ContainerOrchestrator
from ..shared.context import OrchestratorContext
from ..shared.item_scope import Plain, inherited_input
from ..shared.narrowing import narrowed
from .child_builder import ChildBuilder
from .item_expander import ItemExpander
from .item_filter import ItemFilter

__all__ = ["CollectionOrchestrator"]


class CollectionOrchestrator(ContainerOrchestrator):
    """A container whose children come from its items, in their order."""

    kind = "collection"
    repeats: ClassVar[bool] = True

    def __init__(self, context: OrchestratorContext) -> None:
        super().__init__(context)
        self._expander = ItemExpander(context.renderer)
        self._filter = ItemFilter(context.renderer)
        self._builder = ChildBuilder(context.renderer)

    def plan(self, run: Run, task: TaskConfig, state: TaskState) -> ChildPlan:
        """Expand the items, drop those that the filter does not keep, and build their children."""
        collection, parent = narrowed(task, CollectionTask), state.parent_state_id
        given = self._given(run, collection, parent)
        variables = self.context.variables.expansion(run, collection, parent, given)
        items = self._expander.expand(collection, variables)
        kept = self._filter.kept(collection, items, variables)
        children = self._builder.build(collection, kept, variables, given)
        return ChildPlan(
            children=children,
            strategy="wait_all",
            workers=_workers(collection, len(children)),
            counts={
                "item_count": len(kept),
                "skipped_count": len(items) - len(kept),
                "mode": collection.mode,
                "batch_size": collection.batch,
            },
        )

    def handed(self, task: TaskConfig, children: Sequence[TaskConfig]) -> Iterable[TaskConfig]:
        """Return the templates, turn by turn: of many children, storage keeps each one's own."""
        collection = narrowed(task, CollectionTask)
        single = collection.task
        return islice(cycle((single,) if single else collection.tasks), len(children))

    def _given(self, run: Run, task: CollectionTask, parent: str | None) -> Plain:
        """Return the collection's own `with`, rendered; `.input` is the workflow's in it."""
        state = self.context.variables.run(run).state()
        above = {**state["input"], **inherited_input(task)}
        variables = self.context.variables.task(run, task, parent, input=above)
        given: Plain = self.context.renderer.render(task.with_ or {}, variables)
        return given

    def limit(self, task: TaskConfig) -> int:
        """Return one in sequential mode."""
        return 1 if narrowed(task, CollectionTask).mode == "sequential" else LIMIT


def _workers(task: CollectionTask, children: int) -> int:
    """Return the number of workers that the metadata names; 0 is unlimited."""
    if not children:
        return 1
    return (task.batch or 1) if task.mode == "sequential" else 0
