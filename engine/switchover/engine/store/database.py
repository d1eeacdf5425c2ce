"""What a store that outlives its process asks of a database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from ..states import Status, TaskState, WorkflowState
from .fencing import Reach

__all__ = ["ENDED", "Batch", "Database", "Durability", "Entry"]

Durability = Literal["normal", "full"]
"""``normal`` survives the death of the process; ``full`` that of the machine as well."""

Entry = tuple[bytes, float, float, str | None]
"""A value of a storage: its body, how long it lives, when it expires, and whose it is."""

ENDED: Final = tuple(status.value for status in Status if status.is_terminal)
"""The statuses of workflows that go no further."""


@dataclass(slots=True)
class Batch:
    """What one transaction writes.

    Attributes:
        held: the runs among them that were taken, and are written only while they are held.
    """

    workflows: list[WorkflowState] = field(default_factory=list)
    tasks: list[tuple[int, TaskState]] = field(default_factory=list)
    journal: list[tuple[str, str, bytes]] = field(default_factory=list)
    signals: list[tuple[str, str, bytes]] = field(default_factory=list)
    values: dict[str, Entry | None] = field(default_factory=dict)
    released: list[tuple[float, str]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)

    def without(self, runs: Collection[str]) -> Batch:
        """Give the same without what these runs wrote of themselves."""
        if not runs:
            return self
        return Batch(
            workflows=[row for row in self.workflows if row.workflow_exec_id not in runs],
            tasks=[pair for pair in self.tasks if pair[1].workflow_exec_id not in runs],
            journal=[entry for entry in self.journal if entry[0] not in runs],
            signals=self.signals,
            values={
                key: value
                for key, value in self.values.items()
                if value is None or value[3] not in runs
            },
            released=[pair for pair in self.released if pair[1] not in runs],
        )


class Database(Protocol):
    """Reads at once, on the caller's thread; writes on the thread of the store's writer."""

    @property
    def name(self) -> str:
        """What an error calls it."""
        ...

    def last_number(self) -> int:
        """Return the highest number of a task's row, or 0."""
        ...

    def rows(self, workflow_exec_id: str) -> Iterable[tuple[int, bytes]]:
        """Return the workflow's row under the number 0, then its tasks' in order of creation."""
        ...

    def workflow_of(self, task_exec_id: str) -> str | None:
        """Return the exec id of the workflow that a task's row belongs to."""
        ...

    def unfinished(self) -> list[str]:
        """Return the exec ids of the runs that were recorded and have not ended."""
        ...

    def claim(self, workflow_exec_id: str) -> bool:
        """Make a run this process's own until its end; False when another process has it."""
        ...

    def entries(self, workflow_exec_id: str) -> dict[str, bytes]:
        """Return a run's journal."""
        ...

    def signals(self, workflow_exec_id: str, after: int) -> list[tuple[int, str, bytes]]:
        """Return the signals of a run with numbers above `after`, in order."""
        ...

    def value(self, key: str) -> Entry | None:
        """Return a value of the storage, expired or not."""
        ...

    def value_keys(self, prefix: str, now: float) -> list[str]:
        """Return the keys of the values that live, in any order."""
        ...

    def take(self, workflow_exec_id: str, reach: Reach) -> bool:
        """Let nobody else write a run any more; False when one that has seen more of it has it."""
        ...

    def write(self, batches: Sequence[Batch]) -> dict[str, str]:
        """Write all of them in one transaction, or none, but for runs that others have taken.

        Returns the runs that were held and are not any more, of which nothing was written, and
        the code of the reason.

        Raises:
            StoreError: they could not be written.
        """
        ...

    def close(self) -> None:
        """Let go of everything, claims included."""
        ...
