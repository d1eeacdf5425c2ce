"""The parallel task: all of its children at once."""

from __future__ import annotations

from collections.abc import Iterator

from ..field import Field, FieldError
from ..kinds import TEXT, WHOLE
from ..problem import Problem
from ..task import TaskConfig
from .container import ContainerTask, strategy_rule
from .executor import executor_rules

__all__ = ["ParallelTask"]


class ParallelTask(ContainerTask):
    """Runs its children at once and waits for them by its strategy."""

    __slots__ = ()

    type_name = "parallel"
    execution_type = "parallel"
    code_prefix = "PAR"
    code_without_id = "PAR_ITEM_ID"

    strategy = Field(TEXT, "")
    max_workers = Field(WHOLE, 0)

    @property
    def strategy_name(self) -> str:
        return self.strategy or "wait_all"

    def rules(self) -> Iterator[Problem]:
        yield from executor_rules(self)
        yield from self.children_rules()
        yield from strategy_rule(self, "PAR_STRATEGY")

    def closing_rules(self) -> Iterator[Problem]:
        """No id repeats along a chain from this task down to its innermost child."""
        try:
            yield from _cycles(self, ())
        except FieldError:
            return  # said where the field stands


def _cycles(task: TaskConfig, above: tuple[str, ...]) -> Iterator[Problem]:
    if not task.id:
        yield task.problem("CYCLE_ID", "a task in a chain of containers needs an id", "id")
    elif task.id in above:
        chain = " ▸ ".join((*above, task.id))
        yield task.problem("CYCLE", f"circular dependency on {task.id!r}: {chain}", "id")
        return
    children = task.nested() if isinstance(task, ContainerTask) else ()
    for path, _ in children:
        for problem in _cycles(task.child(*path), (*above, task.id)):
            yield problem.below(*path)
