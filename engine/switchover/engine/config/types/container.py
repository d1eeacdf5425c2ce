"""What the tasks that own a list of children share: the list, and the rules for its entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from ..field import Field
from ..kinds import RECORDS, is_template
from ..problem import Path, Problem, Wrapper
from ..task import TaskConfig

__all__ = ["STRATEGIES", "ContainerTask", "is_strategy", "strategy_rule"]

STRATEGIES: Final = ("wait_all", "fail_fast", "best_effort", "race")
"""How a container waits for its children."""


class ContainerTask(TaskConfig):
    """A task that owns a list of children."""

    __slots__ = ()

    code_prefix: ClassVar[str] = ""
    code_without_id: ClassVar[str] = ""

    task_maps = Field(RECORDS, (), "tasks")

    @property
    def tasks(self) -> tuple[TaskConfig, ...]:
        """The children in the order of the file."""
        return tuple(self.child(*path) for path, _ in self.nested())

    def nested(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        for index, child in enumerate(self.task_maps):
            yield ("tasks", index), child

    def children_rules(self) -> Iterator[Problem]:
        """There is a child, each has an id of its own, and then each is valid."""
        if not self.task_maps:
            text = f"a {self.type_name} needs at least one task"
            yield self.problem(f"{self.code_prefix}_EMPTY", text, "tasks")
        yield from self._ids()
        for path, child in self.nested():
            text = f"invalid task configuration of {child.get('id')!r}"
            wrapper = Wrapper(f"{self.code_prefix}_ITEM", text)
            for problem in self.types.problems(self.child(*path)):
                yield problem.within(wrapper, *path)

    def _ids(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for path, child in self.nested():
            child_id = str(child.get("id") or "")
            if not child_id:
                yield self.problem(self.code_without_id, "a child needs an id", *path)
            elif child_id in seen:
                text = f"duplicate task id {child_id!r}"
                yield self.problem(f"{self.code_prefix}_DUP", text, *path, "id")
            seen.add(child_id)


def is_strategy(name: str) -> bool:
    """Whether a name is one of the four strategies, letter by letter."""
    return name in STRATEGIES


def strategy_rule(task: TaskConfig, code: str) -> Iterator[Problem]:
    """Demand that a strategy, where one is set, is one of the four."""
    strategy = task.data.get("strategy")
    if strategy and not is_template(strategy) and not is_strategy(str(strategy)):
        yield task.problem(code, "unknown strategy", "strategy", allowed=", ".join(STRATEGIES))
