"""The runs whose workflows live in this process, found by the steps that they ask for.

A step is a local activity: it runs in the process of its workflow, which has read the definition
already. So steps are told a run's id, and nothing of a run has to be read twice.
"""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

from ..run.services import Run

__all__ = ["BOOK", "Entry", "RunBook"]


class Entry(NamedTuple):
    """A run in this process.

    Attributes:
        number: another one each time that the run is taken up here, from its start or from its
            history; its rows may have been written elsewhere in between.
        is_renewed: whether it goes on from a history before this one.
    """

    run: Run
    system: str
    number: int
    is_renewed: bool = False


class RunBook:
    """Safe to use from any thread: each change is one assignment."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._numbers = itertools.count(1)

    def take_up(self, run: Run, system: str, *, is_renewed: bool = False) -> Entry:
        """Note that a run's workflow is here now."""
        entry = Entry(run, system, next(self._numbers), is_renewed)
        self._entries[run.workflow_exec_id] = entry
        return entry

    def put_down(self, entry: Entry) -> None:
        """Note that it has ended or left, unless it was taken up again meanwhile."""
        exec_id = entry.run.workflow_exec_id
        if self._entries.get(exec_id) is entry:
            self._entries.pop(exec_id, None)

    def find(self, workflow_exec_id: str) -> Entry | None:
        """Return a run, or None when its workflow has left."""
        return self._entries.get(workflow_exec_id)


BOOK: Final = RunBook()
"""The one of this process."""
