"""Rows and values whose servers may go away and come back: a step that met it is taken again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from ..states import Status, TaskState, WorkflowState
from ..store import Storage, StorageAwayError, Store, StoreError

__all__ = ["AwayError", "PatientStorage", "PatientStore"]

Result = TypeVar("Result")


class AwayError(BaseException):
    """A step cannot go on now. No Exception: a step must not make a task's failure of it."""


class PatientStore:
    """Another store, for steps: `AwayError` where its rows cannot be read or written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def task(self, task_exec_id: str) -> TaskState | None:
        return _read(self._store.task, task_exec_id)

    def put_task(self, state: TaskState) -> None:
        _read(self._store.put_task, state)

    def tasks(self, workflow_exec_id: str) -> Sequence[TaskState]:
        return _read(self._store.tasks, workflow_exec_id)

    def children(self, task_exec_id: str) -> Sequence[TaskState]:
        return _read(self._store.children, task_exec_id)

    def latest(
        self, workflow_exec_id: str, task_id: str, *, parent: str | None = None
    ) -> TaskState | None:
        with _away():
            return self._store.latest(workflow_exec_id, task_id, parent=parent)

    def counts(self, task_exec_id: str) -> Mapping[Status, int]:
        return _read(self._store.counts, task_exec_id)

    def workflow(self, workflow_exec_id: str) -> WorkflowState | None:
        return _read(self._store.workflow, workflow_exec_id)

    def put_workflow(self, state: WorkflowState) -> None:
        _read(self._store.put_workflow, state)

    def transaction(self) -> AbstractContextManager[None]:
        return self._store.transaction()

    async def flush(self) -> None:
        with _away():
            await self._store.flush()


class PatientStorage:
    """Another storage, for steps: `AwayError` where its server does not answer."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        await _there(self._storage.store(key, value, ttl_s=ttl_s, owner=owner))

    async def load(self, key: str) -> Any:
        return await _there(self._storage.load(key))

    async def delete(self, key: str) -> None:
        await _there(self._storage.delete(key))

    async def release(self, owner: str) -> None:
        await _there(self._storage.release(owner))

    async def exists(self, key: str) -> bool:
        return await _there(self._storage.exists(key))

    async def keys(self, prefix: str) -> list[str]:
        return await _there(self._storage.keys(prefix))


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (StoreError, StorageAwayError) as error:
        raise AwayError(error.message) from error


def _read(asked: Callable[[Any], Result], about: Any) -> Result:
    try:
        return asked(about)
    except StoreError as error:
        raise AwayError(error.message) from error


async def _there(asked: Awaitable[Result]) -> Result:
    with _away():
        return await asked
