"""What both systems ask of a place that keeps rows, and of one that keeps values by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, runtime_checkable

from ..states import Status, TaskState, WorkflowState
from .fencing import Reach

__all__ = ["Claiming", "Fencing", "Inbox", "Journal", "Rereading", "RunStore", "Storage", "Store"]


class Store(Protocol):
    """Rows of workflows and tasks.

    Reads and writes are synchronous and answered from memory, so that what happens between two
    awaits is atomic; making writes durable is the store's own affair (see `flush`).
    """

    def task(self, task_exec_id: str) -> TaskState | None:
        """Return the row, or None."""
        ...

    def put_task(self, state: TaskState) -> None:
        """Insert the row, or replace the one with its exec id (which keeps its place in order)."""
        ...

    def tasks(self, workflow_exec_id: str) -> Sequence[TaskState]:
        """Return every row of the workflow, in order of creation."""
        ...

    def children(self, task_exec_id: str) -> Sequence[TaskState]:
        """Return the rows that a container owns, in order of creation."""
        ...

    def latest(
        self, workflow_exec_id: str, task_id: str, *, parent: str | None = None
    ) -> TaskState | None:
        """Return the workflow's last created row of that task, or None; costs one lookup.

        With the exec id of a parent, of the rows that it owns alone.
        """
        ...

    def counts(self, task_exec_id: str) -> Mapping[Status, int]:
        """Say how many of a container's children have each status; costs one lookup."""
        ...

    def workflow(self, workflow_exec_id: str) -> WorkflowState | None:
        """Return the row, or None."""
        ...

    def put_workflow(self, state: WorkflowState) -> None:
        """Insert or replace the row."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all writes of the block, or none when it raises; not to be awaited inside."""
        ...

    async def flush(self) -> None:
        """Return when all that was put so far survives the death of the process."""
        ...


@runtime_checkable
class Journal(Protocol):
    """What a run has done so far, by the key of each step; only ever added to."""

    def entries(self, workflow_exec_id: str) -> dict[str, bytes]:
        """Return all entries of a run that are durable."""
        ...

    def append(self, workflow_exec_id: str, key: str, body: bytes) -> None:
        """Add an entry, in order with the rows that were put before and after it."""
        ...

    def check(self) -> None:
        """Return when, as far as is known, what is put now will be durable.

        Raises:
            StoreError: what was put before could not be written, as on a full disk.
        """
        ...


@runtime_checkable
class Claiming(Protocol):
    """A store that several processes may share."""

    def claim(self, workflow_exec_id: str) -> bool:
        """Make a run this process's own until its end; False when another process runs it."""
        ...


@runtime_checkable
class Rereading(Protocol):
    """A store whose rows other processes may write, of runs that move from one to another."""

    def reread(self, workflow_exec_id: str) -> None:
        """Let the next reader of a run see what others wrote; what is not flushed is forgotten."""
        ...


@runtime_checkable
class Fencing(Protocol):
    """A store that no process writes a run's rows to once another one has taken the run."""

    async def take(self, workflow_exec_id: str, reach: Reach) -> None:
        """Make a run this store's own, and let its next reader see what others wrote.

        Raises:
            StoreError: ``RUN_TAKEN`` when a process that has seen more of the run has it; another
                code when the store cannot be reached.
        """
        ...

    def check_held(self, workflow_exec_id: str) -> None:
        """Return when what was flushed of a run that was taken is written.

        Raises:
            StoreError: it was dropped: ``RUN_TAKEN``, because another process has the run, or
                ``STORE_SHRUNK``, because the database has lost what it had acknowledged.
        """
        ...

    def let_go(self, workflow_exec_id: str) -> None:
        """Note that a run has ended or left; others may still not write what they held before."""
        ...


class Inbox(Protocol):
    """Signals that were sent to runs, in order of arrival, across processes where the store is."""

    async def put_signal(self, workflow_exec_id: str, name: str, body: bytes) -> None:
        """Keep a signal; it survives the death of the process once this returns."""
        ...

    def signals(self, workflow_exec_id: str, *, after: int) -> list[tuple[int, str, bytes]]:
        """Return number, name and body of each signal with a number above `after`, in order."""
        ...


class RunStore(Store, Inbox, Protocol):
    """What an engine needs: rows, and the signals sent to its runs."""

    def close(self) -> None:
        """Make durable what can be, and let go of files and threads."""
        ...


class Storage(Protocol):
    """Values by key: effective task configurations and children's metadata.

    Values are plain data (what JSON can hold) and are copied on the way in and out. An entry that
    a run owns does not expire; any other does, `ttl_s` seconds after it was last stored or loaded.
    """

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        """Keep a value under a key; `owner`, the exec id of a workflow, until it is released.

        Raises:
            EngineError: ``STORAGE_KEY`` for an empty key, ``STORAGE_VALUE`` for None.
        """
        ...

    async def load(self, key: str) -> Any:
        """Return the value and extend its life.

        Raises:
            EngineError: ``STORAGE_MISSING``, naming the key.
        """
        ...

    async def delete(self, key: str) -> None:
        """Remove the value; a key that is not there is fine."""
        ...

    async def release(self, owner: str) -> None:
        """Let what an owner stored expire, `ttl_s` seconds after this moment or its next use."""
        ...

    async def exists(self, key: str) -> bool:
        """Say whether a live value is there, without extending its life."""
        ...

    async def keys(self, prefix: str) -> list[str]:
        """List the live keys that start with the prefix, sorted."""
        ...
