"""A store and a storage that live and die with the process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from ..errors import EngineError
from ..plain_json import NO_PLAIN_DATA, is_name
from ..plain_json import checked as written
from ..states import Status, TaskState, WorkflowState
from .database import Entry
from .image import Image

__all__ = ["DAY_S", "MemoryStorage", "MemoryStore", "checked", "encoded", "lifetime", "missing"]

DAY_S = 86400.0  # how long a value lives unless its owner says otherwise, as in the old engine
LONGEST_S = 1e9  # some thirty years: no server counts on for ever

_decode = msgspec.json.Decoder().decode


class MemoryStore:
    """Rows and signals in memory; nothing survives the process."""

    def __init__(self) -> None:
        self._images: dict[str, Image] = {}
        self._owners: dict[str, Image] = {}
        self._signals: dict[str, list[tuple[int, str, bytes]]] = {}
        self._values: dict[str, Entry] = {}
        self._undo: list[Callable[[], None]] | None = None

    def task(self, task_exec_id: str) -> TaskState | None:
        image = self._owners.get(task_exec_id)
        return None if image is None else image.tasks[task_exec_id]

    def put_task(self, state: TaskState) -> None:
        exec_id = state.task_exec_id
        image = self.image(state.workflow_exec_id)
        old = image.put(state)
        if old is None:
            self._owners[exec_id] = image
        if self._undo is not None:
            self._undo.append(lambda: self._restore(image, exec_id, old))

    def tasks(self, workflow_exec_id: str) -> list[TaskState]:
        image = self._images.get(workflow_exec_id)
        return [] if image is None else list(image.tasks.values())

    def children(self, task_exec_id: str) -> list[TaskState]:
        image = self._owners.get(task_exec_id)
        return [] if image is None else image.children(task_exec_id)

    def latest(
        self, workflow_exec_id: str, task_id: str, *, parent: str | None = None
    ) -> TaskState | None:
        image = self._images.get(workflow_exec_id)
        return None if image is None else image.latest(task_id, parent)

    def counts(self, task_exec_id: str) -> Mapping[Status, int]:
        image = self._owners.get(task_exec_id)
        return {} if image is None else image.counts(task_exec_id)

    def workflow(self, workflow_exec_id: str) -> WorkflowState | None:
        image = self._images.get(workflow_exec_id)
        return None if image is None else image.workflow

    def put_workflow(self, state: WorkflowState) -> None:
        image = self.image(state.workflow_exec_id)
        old, image.workflow = image.workflow, state
        if self._undo is not None:
            self._undo.append(lambda: setattr(image, "workflow", old))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all writes of the block or none; a block inside another one joins it."""
        if self._undo is not None:
            yield
            return
        undo: list[Callable[[], None]] = []
        self._undo = undo
        try:
            yield
        except BaseException:
            for step in reversed(undo):
                step()
            raise
        finally:
            self._undo = None

    async def flush(self) -> None:
        """Return at once: there is nothing that could survive."""

    async def put_signal(self, workflow_exec_id: str, name: str, body: bytes) -> None:
        signals = self._signals.setdefault(workflow_exec_id, [])
        signals.append((len(signals) + 1, name, body))

    def signals(self, workflow_exec_id: str, *, after: int) -> list[tuple[int, str, bytes]]:
        return self._signals.get(workflow_exec_id, [])[after:]

    def value(self, key: str) -> Entry | None:
        """Return a value that was put beside the rows."""
        return self._values.get(key)

    def put_value(self, key: str, entry: Entry | None) -> None:
        """Keep a value beside the rows, or let go of it."""
        if entry is None:
            self._values.pop(key, None)
        else:
            self._values[key] = entry

    def release_values(self, owner: str, now: float) -> None:
        """Let what a run owns expire, and remove what has expired."""
        for key, (body, life, expires, of) in list(self._values.items()):
            if of == owner:
                self._values[key] = (body, life, now + life, None)
            elif expires <= now:
                del self._values[key]

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    # What stores built on this one use

    def image(self, workflow_exec_id: str) -> Image:
        """Give the rows of a workflow, empty when there are none yet."""
        image = self._images.get(workflow_exec_id)
        if image is None:
            image = self._images[workflow_exec_id] = Image()
        return image

    def fill(self, state: WorkflowState | TaskState) -> None:
        """Put a row that was there all along: no transaction takes it back."""
        image = self.image(state.workflow_exec_id)
        if isinstance(state, WorkflowState):
            image.workflow = state
        else:
            image.put(state)
            self._owners[state.task_exec_id] = image

    def holds(self, workflow_exec_id: str) -> bool:
        return workflow_exec_id in self._images

    def evict(self, workflow_exec_id: str) -> None:
        """Forget a workflow and its rows."""
        image = self._images.pop(workflow_exec_id, None)
        self._signals.pop(workflow_exec_id, None)
        for exec_id in image.tasks if image else ():
            del self._owners[exec_id]

    def _restore(self, image: Image, exec_id: str, old: TaskState | None) -> None:
        image.restore(exec_id, old)
        if old is None:
            del self._owners[exec_id]


class MemoryStorage:
    """Values in memory, kept encoded, so that nobody shares a map with anybody."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self._entries: dict[str, tuple[bytes, float, float]] = {}
        self._owned: dict[str, tuple[bytes, float, str]] = {}
        self._keys: dict[str, dict[str, None]] = {}
        self._now = now

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        body = encoded(key, value)
        life = lifetime(ttl_s)
        self._forget(key)
        if owner is not None:
            self._owned[key] = (body, life, owner)
            self._keys.setdefault(owner, {})[key] = None
            return
        self._sweep()
        self._entries[key] = (body, life, self._now() + life)

    async def load(self, key: str) -> Any:
        owned = self._owned.get(key)
        if owned is not None:
            return _decode(owned[0])
        body, life = self._live(key)
        del self._entries[key]
        self._entries[key] = (body, life, self._now() + life)
        return _decode(body)

    async def delete(self, key: str) -> None:
        self._forget(checked(key))

    async def release(self, owner: str) -> None:
        now = self._now()
        for key in self._keys.pop(owner, {}):
            body, life, _ = self._owned.pop(key)
            self._entries[key] = (body, life, now + life)

    async def exists(self, key: str) -> bool:
        entry = self._entries.get(checked(key))
        return key in self._owned or (entry is not None and entry[2] > self._now())

    async def keys(self, prefix: str) -> list[str]:
        now = self._now()
        expiring = (key for key, (_, _, expires) in self._entries.items() if expires > now)
        return sorted(key for key in (*self._owned, *expiring) if key.startswith(prefix))

    def _forget(self, key: str) -> None:
        self._entries.pop(key, None)
        owned = self._owned.pop(key, None)
        if owned is not None:
            del self._keys[owned[2]][key]

    def _live(self, key: str) -> tuple[bytes, float]:
        entry = self._entries.get(checked(key))
        if entry is None or entry[2] <= self._now():
            self._entries.pop(key, None)
            raise missing(key)
        return entry[0], entry[1]

    def _sweep(self) -> None:
        """Drop the two that have gone longest without use, if their time is over."""
        now = self._now()
        for _ in range(2):
            key = next(iter(self._entries), None)
            if key is None or self._entries[key][2] > now:
                return
            del self._entries[key]


def checked(key: str) -> str:
    """Return the key. Raises EngineError STORAGE_KEY when it is empty, or no place can keep it."""
    if not key:
        raise EngineError("STORAGE_KEY", "a storage key must not be empty", retryable=False)
    if not is_name(key):
        text = f"{key!r} is no storage key: it has a null or half a letter in it"
        raise EngineError("STORAGE_KEY", text, retryable=False)
    return key


def lifetime(ttl_s: float | None, default_s: float = DAY_S) -> float:
    """Say how long a value lives that is to live so long; one that is to live for no time, as long
    as any other.
    """
    return min(ttl_s, LONGEST_S) if ttl_s is not None and ttl_s > 0 else default_s


def encoded(key: str, value: Any) -> bytes:
    """Write a value as JSON. Raises EngineError STORAGE_KEY or STORAGE_VALUE."""
    if value is None:
        text = f"nothing to store under {checked(key)!r}: the value is None"
        raise EngineError("STORAGE_VALUE", text, retryable=False)
    try:
        return written(value, "the value") if checked(key) else b""
    except NO_PLAIN_DATA as error:
        text = f"the value for {key!r} is not plain data: {error}"
        raise EngineError("STORAGE_VALUE", text, retryable=False) from error


def missing(key: str) -> EngineError:
    return EngineError("STORAGE_MISSING", f"nothing is stored under {key!r}")
