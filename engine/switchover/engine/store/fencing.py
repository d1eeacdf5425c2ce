"""Which process may write a run's rows, where a run moves from one process to another."""

from __future__ import annotations

from typing import Final, NamedTuple

from .errors import StoreError

__all__ = ["TAKE", "Reach", "taken"]

TAKE: Final = (
    " ON CONFLICT (workflow_exec_id) DO UPDATE SET number = excluded.number,"
    " began = excluded.began, events = excluded.events, holder = excluded.holder"
    " WHERE (excluded.number, excluded.began, excluded.events)"
    " >= (fences.number, fences.began, fences.events)"
)
"""What both databases do with a run that was taken before: who has seen less of it is refused."""


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


def taken(name: str, workflow_exec_id: str) -> StoreError:
    """The error of a process that a run was taken from."""
    text = (
        f"{name}: another process goes on with run {workflow_exec_id!r};"
        " what this one would have written of it is dropped"
    )
    return StoreError(text, code="RUN_TAKEN")
