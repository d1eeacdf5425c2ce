"""What templates mention of their variables, so that nothing else has to be built for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

__all__ = ["EVERYTHING", "NOTHING", "References", "of_paths"]

Path = tuple[str, ...]


class References(NamedTuple):
    """The variables that templates mention.

    Attributes:
        present: there is a template at all.
        roots: names of variables.
        tasks: ids behind `.tasks.`.
        workflow: keys behind `.workflow.`; an empty one stands for the map as a whole.
        all_roots: a template uses the variables as one map.
        all_tasks: a template uses the map of tasks as a whole.
    """

    present: bool = False
    roots: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    all_roots: bool = False
    all_tasks: bool = False
    workflow: frozenset[str] = frozenset()

    def joined(self, other: References) -> References:
        """Give what either mentions."""
        if not other.present:
            return self
        if not self.present:
            return other
        return References(
            True,
            self.roots | other.roots,
            self.tasks | other.tasks,
            self.all_roots or other.all_roots,
            self.all_tasks or other.all_tasks,
            self.workflow | other.workflow,
        )

    def names_task(self, task_id: str) -> bool:
        """Whether the entry of a task has to be there."""
        return self.all_tasks or task_id in self.tasks

    @property
    def whole_workflow(self) -> bool:
        """Whether all of the workflow has to be there."""
        return self.all_roots or "" in self.workflow


NOTHING: Final = References()
EVERYTHING: Final = References(present=True, all_roots=True, all_tasks=True)


def of_paths(paths: Iterable[Path]) -> References:
    """Return what a template mentions that reads these paths of its variables."""
    known = tuple(paths)
    tasks = [path for path in known if path[0] == "tasks"]
    workflow = [path[1] if len(path) > 1 else "" for path in known if path[0] == "workflow"]
    return References(
        present=True,
        roots=frozenset(path[0] for path in known),
        tasks=frozenset(path[1] for path in tasks if len(path) > 1),
        all_tasks=any(len(path) == 1 for path in tasks),
        workflow=frozenset(workflow),
    )
