"""Bodies beside the rows: kept once, found again by what they hold, let go of with their run."""

import asyncio
import os

import pytest
from engine.store.contract import Clock
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.errors import EngineError
from switchover.engine.store import (
    Depot,
    MemoryStore,
    OverlayStore,
    SqliteStore,
    StoreError,
    depot_of,
)
from switchover.engine.store import depot as module
from switchover.engine.store.depot import GONE, KEPT_S, Valued

BODIES = [b"", b"x", b"\0", "ü日本".encode(), os.urandom(3000), b"x" * 200_000, b'{"a": 1}']


@pytest.fixture(params=["memory", "sqlite"])
def opened(request, tmp_path):
    """Opens the same store anew, as another process would; a store in memory stays itself."""
    stores = [MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "s.db")]

    def again():
        if request.param == "sqlite":
            stores[0].close()
            stores[0] = SqliteStore(tmp_path / "s.db")
        return stores[0]

    yield again
    stores[0].close()


def test_any_body_is_found_by_its_key_by_whoever_has_the_store(opened, run):
    """The key follows from the body and its run alone."""
    store = opened()
    depot = Depot(store, now=Clock())
    keys = [run(depot.keep("r", body)) for body in BODIES]
    assert len(set(keys)) == len(BODIES)
    assert [depot.find(key) for key in keys] == BODIES
    store = opened()
    assert [Depot(store, now=Clock()).find(key) for key in keys] == BODIES
    assert [run(Depot(store, now=Clock()).keep("r", body)) for body in BODIES] == keys


@pytest.mark.parametrize("owner", ["r", "a:b", ":", "ü", "payload:r", "a b", "x" * 300])
def test_a_run_of_any_name_has_its_own(opened, run, owner):
    """One body of two runs is two."""
    depot = Depot(opened(), now=Clock())
    key, other = run(depot.keep(owner, b"body")), run(depot.keep("other", b"body"))
    assert key != other
    fresh = Depot(opened(), now=Clock())
    assert fresh.find(key) == fresh.find(other) == b"body"


@pytest.mark.parametrize(
    ("after_s", "is_there"),
    [(0, True), (KEPT_S * 0.99, True), (KEPT_S * 1.01, False), (KEPT_S * 9, False)],
)
def test_what_has_ended_is_there_for_three_days(opened, run, after_s, is_there):
    """While its run goes on it stays for ever; it is swept away when another run ends."""
    clock = Clock()
    store = opened()
    depot = Depot(store, now=clock)
    key, young = run(depot.keep("r", b"body")), run(depot.keep("s", b"body"))
    clock.seconds += 400 * 86400
    assert Depot(store, now=clock).find(key) == b"body"
    depot.release("r")
    run(store.flush())
    clock.seconds += after_s
    depot.release("nobody")
    run(store.flush())
    store = opened()
    fresh = Depot(store, now=clock)
    if is_there:
        assert fresh.find(key) == b"body"
    else:
        with pytest.raises(EngineError, match="not in this store") as told:
            fresh.find(key)
        assert (told.value.code, told.value.retryable) == (GONE, False)
    assert fresh.find(young) == b"body"


def test_what_is_kept_after_the_end_goes_by_itself(opened, run):
    """Though the same was kept before, and the run has let go of that."""
    clock = Clock()
    store = opened()
    depot = Depot(store, now=clock)
    key = run(depot.keep("r", b"body"))
    depot.release("r")
    clock.seconds += KEPT_S * 0.9
    assert run(depot.keep("r", b"body", has_ended=True)) == key
    clock.seconds += KEPT_S * 0.9
    depot.release("nobody")
    run(store.flush())
    assert Depot(opened(), now=clock).find(key) == b"body"
    clock.seconds += KEPT_S * 0.2
    late = opened()
    Depot(late, now=clock).release("nobody")
    run(late.flush())
    with pytest.raises(EngineError):
        Depot(opened(), now=clock).find(key)


UNKNOWN = ["", "payload:r:00", "payload::", "r", "payload:r:" + "0" * 64, "ü"]


@pytest.mark.parametrize("key", UNKNOWN)
def test_a_key_that_nobody_has_is_told(opened, key):
    with pytest.raises(EngineError) as told:
        Depot(opened(), now=Clock()).find(key)
    assert told.value.code == GONE


def test_another_body_under_its_key_is_none(opened, run):
    """Neither one that was cut nor one that somebody else put there."""
    store = opened()
    depot = Depot(store, now=Clock())
    key = run(depot.keep("r", b"body"))
    for wrong in (b"bod", b"", b"other"):
        store.put_value(key, (wrong, KEPT_S, 1e12, "r"))
        run(store.flush())
        with pytest.raises(EngineError):
            Depot(store, now=Clock()).find(key)


def test_what_is_not_on_disk_is_not_kept(run):
    """Its key is not given, and a second try writes it."""

    class Full(MemoryStore):
        fails = 1

        async def flush(self):
            if self.fails:
                self.fails -= 1
                raise StoreError("full")

    depot = Depot(Full(), now=Clock())
    with pytest.raises(StoreError, match="full"):
        run(depot.keep("r", b"body"))
    assert depot.find(run(depot.keep("r", b"body"))) == b"body"


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=30))
@settings(max_examples=60)
def test_what_is_at_hand_has_an_end(steps):
    """In bytes; what went is read again, and is never another body."""
    limit, store = 2000, MemoryStore()
    depot, kept = Depot(store, now=Clock()), {}
    whole, module.AT_HAND = module.AT_HAND, limit
    try:
        for size, looks in steps:
            body = bytes([size]) * (size * 100)
            if looks and size in kept:
                assert depot.find(kept[size]) == body
            else:
                kept[size] = asyncio.run(depot.keep("r", body))
            assert depot._size == sum(map(len, depot._recent.values())) <= limit
    finally:
        module.AT_HAND = whole
    assert [depot.find(key) for key in kept.values()] == [
        bytes([size]) * (size * 100) for size in kept
    ]


def test_a_store_that_keeps_no_values_has_no_depot(tmp_path):
    store = SqliteStore(tmp_path / "s.db")
    assert isinstance(depot_of(store), Depot)
    assert isinstance(depot_of(MemoryStore()), Depot)
    assert depot_of(OverlayStore(MemoryStore())) is None
    assert isinstance(store, Valued)
    store.close()
