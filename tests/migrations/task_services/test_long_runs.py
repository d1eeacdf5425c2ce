"""Runs that last longer than what nobody owns is kept for: a day, a month, in both systems."""

import asyncio
import sqlite3

import fakeredis
import pytest

from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.run import Engine, Settings, VirtualClock
from switchover.engine.run.clock import EPOCH_S
from switchover.engine.run.systems import find_system
from switchover.engine.states import Status
from switchover.engine.store import (
    DurableStorage,
    MemoryStorage,
    MemoryStore,
    NamespacedStorage,
    RedisStorage,
    SqliteStore,
)

HOUR, DAY = 3600.0, 86400.0

SLOW = """
id: slow
config: {start_to_close_timeout: 1000h, schedule_to_close_timeout: 1000h}
tasks:
- id: all
  type: collection
  mode: sequential
  items: '["a", "b", "c", "d", "e"]'
  task: {id: "each-{{ .index }}", tool: work, with: {name: "{{ .item }}"}}
  on_success: {next: both}
- id: both
  type: composite
  tasks:
  - {id: one, tool: work, with: {name: one}}
  - id: inner
    type: parallel
    tasks:
    - {id: two, tool: work, with: {name: two}}
    - {id: three, tool: work, with: {name: three}}
"""
NAMES = ["a", "b", "c", "d", "e", "one", "two", "three"]

SYSTEMS = pytest.mark.parametrize("system", ["legacy", "orchestrators"])


class Work:
    """A tool that takes its time, and stops for ever where it is told to."""

    def __init__(self, seconds, *, stops_at=""):
        self.seconds, self.stops_at, self.done, self.stopped = seconds, stops_at, [], None

    async def call(self, request):
        if request.input["name"] == self.stops_at:
            self.stopped.set()
            await asyncio.Event().wait()
        await asyncio.sleep(self.seconds)
        self.done.append(request.input["name"])
        return {"done": request.input["name"]}


def workflow():
    return parse_workflow(SLOW, engine_types())


@pytest.fixture(params=["memory", "sqlite", "redis", "namespaced"])
def stores(request, tmp_path):
    """Makes a store and a storage, which expires by a clock where it is not Redis."""

    def make(clock):
        if request.param == "sqlite":
            store = SqliteStore(tmp_path / "runs.db")
            return store, DurableStorage(store, now=clock.now)
        if request.param == "redis":
            return MemoryStore(), RedisStorage(fakeredis.FakeAsyncRedis(), namespace="test")
        memory = MemoryStorage(now=clock.now)
        return MemoryStore(), NamespacedStorage(
            memory, "a"
        ) if request.param != "memory" else memory

    return make


@SYSTEMS
@pytest.mark.parametrize("each_s", [7 * HOUR, 25 * HOUR, 31 * DAY])
def test_a_run_may_last_as_long_as_it_needs(system, stores, each_s):
    """Each child of a sequential collection takes hours; the last begins days after the first."""
    clock, work = VirtualClock(), Work(each_s)
    store, storage = stores(clock)

    async def main():
        engine = Engine(find_system(system), tools=work, store=store, storage=storage, clock=clock)
        result = await (await engine.start(workflow())).result()
        await engine.close()
        return result

    result = clock.run(main())
    store.close()
    assert (result.status, result.error) == (Status.SUCCESS, None)
    assert sorted(work.done) == sorted(NAMES)
    assert clock.now() - EPOCH_S >= 7 * each_s


def engine_on(store, system, work, clock, **more):
    storage = DurableStorage(store, now=clock.now)
    return Engine(
        find_system(system), tools=work, store=store, storage=storage, clock=clock, **more
    )


def interrupted(system, path, clock, *, at):
    work = Work(1, stops_at=at)
    store = SqliteStore(path)

    async def main():
        work.stopped = asyncio.Event()
        engine = engine_on(store, system, work, clock)
        await engine.start(workflow(), workflow_exec_id="run")
        await work.stopped.wait()
        await engine.close()

    clock.run(main())
    store.close()
    return work.done


def resumed(system, path, clock):
    work = Work(1)
    store = SqliteStore(path)

    async def main():
        engine = engine_on(store, system, work, clock, settings=Settings(types=engine_types()))
        result = await (await engine.resume("run")).result()
        await engine.close()
        return result

    result = clock.run(main())
    store.close()
    return result, work.done


@SYSTEMS
@pytest.mark.parametrize("at", ["b", "one", "two"])
@pytest.mark.parametrize("later_s", [HOUR, 25 * HOUR, 30 * DAY, 3000 * DAY])
def test_a_run_is_resumed_however_much_later(system, tmp_path, at, later_s):
    """In the middle of a collection, of a composite, and of what stands in a composite."""
    path = tmp_path / "runs.db"
    before = interrupted(system, path, VirtualClock(), at=at)
    clock = VirtualClock(epoch_s=EPOCH_S + later_s)
    result, after = resumed(system, path, clock)
    assert (result.status, result.error) == (Status.SUCCESS, None)
    assert sorted(before + after) == sorted(NAMES), "every child ran, and none twice"


@SYSTEMS
def test_what_an_ended_run_stored_expires(system, tmp_path):
    """Ended or canceled: a day later nothing of it is left."""
    for ends in ("by itself", "canceled"):
        clock, work = VirtualClock(), Work(1, stops_at="" if ends == "by itself" else "c")
        storage = MemoryStorage(now=clock.now)

        async def main(work=work, storage=storage, clock=clock):
            work.stopped = asyncio.Event()
            engine = Engine(find_system(system), tools=work, storage=storage, clock=clock)
            running = await engine.start(workflow())
            if work.stops_at:
                await work.stopped.wait()
                await running.cancel()
            await engine.settle()
            assert await storage.keys("")
            await asyncio.sleep(DAY + 1)
            return await storage.keys("")

        assert clock.run(main()) == []


def test_runs_that_an_earlier_version_began_are_saved(tmp_path):
    """Format 1 knew no owners: what an unfinished run stored there is its own from now on."""
    path = tmp_path / "runs.db"
    before = interrupted("orchestrators", path, VirtualClock(), at="b")
    with sqlite3.connect(path) as db:
        db.execute("DROP INDEX storage_of_owner")
        db.execute("DROP INDEX storage_expiring")
        db.execute("UPDATE storage SET expires_at = life_s")
        db.execute("ALTER TABLE storage DROP COLUMN owner")
        db.execute("PRAGMA user_version = 1")
    db.close()
    result, after = resumed("orchestrators", path, VirtualClock(epoch_s=EPOCH_S + 30 * DAY))
    assert result.status is Status.SUCCESS
    assert sorted(before + after) == sorted(NAMES)


def test_what_the_death_of_a_process_kept_from_its_release_is_released(tmp_path):
    """The run had ended, and its values were still its own."""
    path = tmp_path / "runs.db"
    interrupted("orchestrators", path, VirtualClock(), at="b")
    with sqlite3.connect(path) as db:
        db.execute("UPDATE workflows SET status = 'FAILED'")
    db.close()
    store = SqliteStore(path)
    assert store.value_keys("", 9e15) == []
    store.close()
