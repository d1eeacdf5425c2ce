"""Which process may write a run's rows, where a run moves from one process to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from .errors import StoreError

__all__ = [
    "ELSEWHERE",
    "SHRUNK",
    "TAKE",
    "TAKEN",
    "Reach",
    "lost_runs",
    "not_held",
    "rows_elsewhere",
]

TAKE: Final = (
    " ON CONFLICT (workflow_exec_id) DO UPDATE SET number = excluded.number,"
    " began = excluded.began, events = excluded.events, holder = excluded.holder"
    " WHERE (excluded.number, excluded.began, excluded.events)"
    " >= (fences.number, fences.began, fences.events)"
)
"""What both databases do with a run that was taken before: who has seen less of it is refused."""

TAKEN: Final = "RUN_TAKEN"
SHRUNK: Final = "STORE_SHRUNK"
"""The code of a store that has lost what it had acknowledged."""
ELSEWHERE: Final = "ROWS_ELSEWHERE"
"""The code of a store that never had the rows of a run."""
WHY: Final = {
    TAKEN: "another process goes on with run {run!r}",
    SHRUNK: (
        "rows of run {run!r} that were acknowledged are gone: its server crashed with --durability"
        " normal, or somebody brought an older copy back"
    ),
}


class Reach(NamedTuple):
    """How much of a run's history a process has seen; the farther one is right.

    Attributes:
        number: of transitions that were made when this history began.
        began: when it began, in UTC seconds of the server.
        events: how many it had.
    """

    number: int = 0
    began: float = 0.0
    events: int = 0


def lost_runs(held: Iterable[str], found: Mapping[str, str], holder: str) -> dict[str, str]:
    """Of the runs that a holder holds, those that the database says otherwise of, and which code.

    `found` has the holder of each run, as the database knows it.
    """
    return {run: TAKEN if run in found else SHRUNK for run in held if found.get(run) != holder}


def not_held(name: str, workflow_exec_id: str, code: str) -> StoreError:
    """Give the error of a process that does not hold a run any more."""
    why = WHY[code].format(run=workflow_exec_id)
    text = f"{name}: {why}; what this one would have written of it is dropped"
    return StoreError(text, code=code)


def rows_elsewhere(workflow_exec_id: str) -> StoreError:
    """Say that a store has no row of a run that has begun."""
    text = (
        f"run {workflow_exec_id!r} has rows, but not in this store: give the --store that its"
        " workers have (one in memory went with its worker)"
    )
    return StoreError(text, code=ELSEWHERE)
