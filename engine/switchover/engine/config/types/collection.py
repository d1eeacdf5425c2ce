"""The collection: one child, or several, for each of its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ..field import Field
from ..kinds import ANYTHING, RECORD, RECORDS, TEXT, WHOLE, is_template
from ..problem import Path, Problem, Wrapper
from ..task import TaskConfig
from .container import strategy_rule
from .executor import executor_rules

__all__ = ["MODES", "CollectionTask"]

MODES: Final = ("parallel", "sequential")


class CollectionTask(TaskConfig):
    """Makes a child of its template for each item, and runs them at once or one by one."""

    __slots__ = ()

    type_name = "collection"
    execution_type = "collection"

    items = Field(ANYTHING, "")
    filter = Field(TEXT, "")
    item_var = Field(TEXT, "item")
    index_var = Field(TEXT, "index")
    mode = Field(TEXT, "parallel")
    batch = Field(WHOLE, 0)
    task_map = Field(RECORD, None, "task")
    task_maps = Field(RECORDS, (), "tasks")
    strategy = Field(TEXT, "")
    max_workers = Field(WHOLE, 0)

    @property
    def strategy_name(self) -> str:
        return self.strategy or "wait_all"

    @property
    def task(self) -> TaskConfig | None:
        """The template of each item's child, unless there are several."""
        return None if self.task_map is None else self.child("task")

    @property
    def tasks(self) -> tuple[TaskConfig, ...]:
        """The templates of each item's children, where there are several."""
        return tuple(self.child("tasks", index) for index in range(len(self.task_maps)))

    def nested(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        if self.task_map is not None:
            yield ("task",), self.task_map
        for index, child in enumerate(self.task_maps):
            yield ("tasks", index), child

    def rules(self) -> Iterator[Problem]:
        yield from executor_rules(self)
        yield from self._template_rules()
        yield from self._item_rules()
        yield from strategy_rule(self, "COLL_STRATEGY")
        if self.task_map:
            wrapper = Wrapper("COLL_CHILD", "invalid task template")
            for problem in self.types.problems(self.child("task")):
                yield problem.within(wrapper, "task")
        for index, child in enumerate(self.tasks):  # nobody else looks at them before they run
            wrapper = Wrapper("COLL_CHILD", f"invalid task template {index + 1}")
            for problem in self.types.problems(child):
                yield replace(problem, severity="warning").within(wrapper, "tasks", index)

    def _template_rules(self) -> Iterator[Problem]:
        allowed = "exactly one of task and tasks"
        if not self.task_map and not self.task_maps:
            text = "a collection needs a task template"
            yield self.problem("COLL_TEMPLATE_NONE", text, allowed=allowed)
        if self.task_map and self.task_maps:
            text = "a collection has one kind of task template"
            yield self.problem("COLL_TEMPLATE_BOTH", text, "tasks", allowed=allowed)

    def _item_rules(self) -> Iterator[Problem]:
        if self.items in ("", None):
            yield self.problem("COLL_ITEMS", "a collection needs items", "items")
        if not is_template(self.mode) and self.mode not in MODES:
            text = f"unknown mode {self.mode!r}"
            yield self.problem("COLL_MODE", text, "mode", allowed=", ".join(MODES))
        if is_template(self.data.get("batch")):
            return
        if self.batch < 0:
            text = "batch must not be negative"
            yield self.problem("COLL_BATCH", text, "batch", allowed="0 or more")
        if self.batch > 0 and self.mode == "parallel":
            text = "a batch has no effect in parallel mode"
            yield self.problem(
                "COLL_BATCH_PARALLEL", text, "batch", allowed="mode: sequential", severity="warning"
            )
