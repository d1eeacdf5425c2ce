"""A step whose rows or values are out of reach waits: no task system can make a failure of it."""

import asyncio

import pytest

from switchover.engine.errors import EngineError
from switchover.engine.store import MemoryStorage, MemoryStore, StorageAwayError, StoreError
from switchover.engine.temporal.patience import AwayError, PatientStorage, PatientStore


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


def failing_later(error):
    async def fail(*_, **__):
        raise error

    return fail


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.task("a"),
        lambda store: store.tasks("w"),
        lambda store: store.children("a"),
        lambda store: store.latest("w", "a"),
        lambda store: store.counts("a"),
        lambda store: store.workflow("w"),
        lambda store: store.put_task(None),
        lambda store: store.put_workflow(None),
        lambda store: asyncio.run(store.flush()),
    ],
)
def test_a_store_out_of_reach_passes_every_handler_of_a_step(call):
    plain = MemoryStore()
    for name in dir(MemoryStore):
        if not name.startswith("_"):
            setattr(plain, name, failing(StoreError("the server is away")))
    with pytest.raises(AwayError, match="the server is away"):
        try:
            call(PatientStore(plain))
        except Exception:
            pytest.fail("a step could have handled it")


def test_a_storage_out_of_reach_passes_every_handler_and_its_own_errors_do_not():
    plain = MemoryStorage(now=lambda: 0.0)
    with pytest.raises(EngineError, match="STORAGE_MISSING"):
        asyncio.run(PatientStorage(plain).load("a"))
    for name in ("store", "load", "delete", "release", "exists", "keys"):
        setattr(plain, name, failing_later(StorageAwayError("Redis is away")))
        given = ("a", 1) if name == "store" else ("a",)
        with pytest.raises(AwayError, match="Redis is away"):
            asyncio.run(getattr(PatientStorage(plain), name)(*given))
