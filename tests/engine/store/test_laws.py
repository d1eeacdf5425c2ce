"""Stores and storages answer alike, whatever is done to them: drawn histories against the plain one."""

import contextlib
import tempfile
from pathlib import Path

from engine.store.contract import Clock, flow_row, row
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.errors import EngineError
from switchover.engine.states import Status
from switchover.engine.store import (
    DurableStorage,
    MemoryStorage,
    MemoryStore,
    NamespacedStorage,
    OverlayStorage,
    OverlayStore,
    SqliteStore,
)

# Name, task and parent of the rows there may be; one may stand in two workflows by its task alone.
ROWS = {
    "p": ("p", None, "w"), "q": ("q", "p", "w"), "a": ("t", None, "w"), "b": ("t", None, "w"), "c": ("t", "p", "w"),
    "d": ("t", "p", "w"), "e": ("t", "q", "w"), "f": ("u", "q", "w"), "g": ("t", None, "v"), "h": ("t", "g", "v"),
}  # fmt: skip
STATUSES = [Status.PENDING, Status.RUNNING, Status.SUCCESS, Status.FAILED]
writes = st.one_of(
    st.tuples(st.just("task"), st.sampled_from([*ROWS]), st.sampled_from(STATUSES)),
    st.tuples(st.just("flow"), st.sampled_from("wv"), st.sampled_from(STATUSES)),
)
steps = st.one_of(
    writes, st.tuples(st.sampled_from(["keep", "drop"]), st.lists(writes, max_size=4))
)
histories = st.lists(steps, max_size=10)


class Dropped(Exception):
    """Ends a transaction, so that nothing of it is kept."""


def write(store, step):
    kind, *rest = step
    if kind == "task":
        name, status = rest
        task_id, parent, flow = ROWS[name]
        if parent is not None and store.task(parent) is None:  # a child comes after its parent
            write(store, ("task", parent, Status.PENDING))
        store.put_task(row(name, task_id=task_id, parent=parent, flow=flow, status=status))
    elif kind == "flow":
        store.put_workflow(flow_row(rest[0], status=rest[1]))
    else:
        with contextlib.suppress(Dropped), store.transaction():
            for inner in rest[0]:
                write(store, inner)
            if kind == "drop":
                raise Dropped


def seen(store):
    """All that a store can be asked for."""
    parents = [None, *ROWS]
    return {
        "flows": [store.workflow(flow) for flow in "wvx"],
        "rows": [list(store.tasks(flow)) for flow in "wvx"],
        "each": [store.task(name) for name in ROWS],
        "children": {name: list(store.children(name)) for name in ROWS},
        "counts": {name: dict(store.counts(name)) for name in ROWS},
        "latest": [
            store.latest(flow, task, parent=one)
            for flow in "wvx"
            for task in "tux"
            for one in parents
        ],
    }


@given(histories, histories)
@settings(max_examples=60)
def test_an_overlay_shows_what_one_store_would_after_all_writes(before, after):
    """In order, in counts and in what is the latest; and the base is as it was."""
    plain, base = MemoryStore(), MemoryStore()
    for step in before:
        write(plain, step)
        write(base, step)
    overlay, as_it_was = OverlayStore(base), seen(base)
    for step in after:
        write(plain, step)
        write(overlay, step)
    assert seen(overlay) == seen(plain)
    assert seen(base) == as_it_was


@contextlib.contextmanager
def in_a_folder():
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "store.db"


@given(st.lists(st.one_of(steps, st.sampled_from([("flush",), ("again",), ("ask",)])), max_size=12))
@settings(max_examples=12)
def test_a_store_on_disk_shows_what_one_in_memory_would(history):
    """Whatever is written, forgotten, and read again between two writes, and by whichever process."""
    import asyncio

    plain = MemoryStore()
    with in_a_folder() as path, asyncio.Runner() as runner:
        store = SqliteStore(path, keep=0)
        for step in history:
            if step == ("flush",):
                runner.run(store.flush())
            elif step == ("again",):
                store.close()
                store = SqliteStore(path, keep=0)
            elif step == ("ask",):
                assert seen(store) == seen(plain)
            else:
                write(plain, step)
                write(store, step)
        assert seen(store) == seen(plain)
        store.close()
        again = SqliteStore(path)
        assert seen(again) == seen(plain)
        again.close()


KEYS = ["k", "l", "config:a"]
unowned = st.one_of(
    st.tuples(st.just("store"), st.sampled_from(KEYS), st.integers(0, 3), st.sampled_from([None, 10, 30])),
    st.tuples(st.sampled_from(["load", "delete", "exists"]), st.sampled_from(KEYS)),
    st.tuples(st.just("keys"), st.sampled_from(["", "config:", "x"])),
    st.tuples(st.just("tick"), st.sampled_from([3, 8, 11, 31])),
)  # fmt: skip
owned = st.one_of(
    st.tuples(st.just("store"), st.sampled_from(KEYS), st.integers(0, 3), st.just(10), st.sampled_from("rs")),
    st.tuples(st.just("release"), st.sampled_from("rs")),
)  # fmt: skip


async def asked(storage, step):
    """What a step gives: a value, or the code of an error."""
    kind, *rest = step
    try:
        if kind == "store":
            key, value, ttl_s, *owner = rest
            return await storage.store(key, value, ttl_s=ttl_s, owner=owner[0] if owner else None)
        return await getattr(storage, kind)(*rest)
    except EngineError as error:
        return error.code


async def alike(clock, plain, other, history):
    for step in history:
        if step[0] == "tick":
            clock.seconds += step[1]
        else:
            assert await asked(other, step) == await asked(plain, step), (step, history)


async def same_end(clock, plain, other):
    """What is there now, and what is left of it as time goes on."""
    for _ in range(4):
        for step in [("keys", ""), *(("exists", key) for key in KEYS)]:
            assert await asked(other, step) == await asked(plain, step), step
        clock.seconds += 9
    for key in KEYS:
        assert await asked(other, ("load", key)) == await asked(plain, ("load", key))


@given(st.lists(unowned, max_size=8), st.lists(st.one_of(unowned, owned), max_size=12))
@settings(max_examples=60)
def test_an_overlay_over_values_is_one_storage_in_which_all_was_stored(before, after):
    """A value that was laid over another and has expired uncovers nothing."""
    import asyncio

    clock = Clock()
    plain, base = MemoryStorage(now=clock), MemoryStorage(now=clock)

    async def compared():
        await alike(clock, plain, base, before)
        overlay = OverlayStorage(base, now=clock)
        await alike(clock, plain, overlay, after)
        await same_end(clock, plain, overlay)

    asyncio.run(compared())


@given(
    st.lists(st.one_of(unowned, owned, st.sampled_from([("flush",), ("again",)])), max_size=14),
    st.booleans(),
)
@settings(max_examples=12)
def test_values_on_disk_are_those_in_memory(history, in_a_namespace):
    """By key, by owner and by time, whichever process asks."""
    import asyncio

    clock = Clock()
    plain = MemoryStorage(now=clock)

    def opened(store):
        storage = DurableStorage(store, now=clock)
        return NamespacedStorage(storage, "staging") if in_a_namespace else storage

    async def compared(path):
        store = SqliteStore(path)
        storage = opened(store)
        for step in history:
            if step == ("flush",):
                await store.flush()
            elif step == ("again",):
                await store.flush()
                store.close()
                store = SqliteStore(path)
                storage = opened(store)
            else:
                await alike(clock, plain, storage, [step])
        await same_end(clock, plain, storage)
        store.close()

    with in_a_folder() as path:
        asyncio.run(compared(path))
