"""Which process takes a run's steps: one at a time, from what the store has, and nothing stale."""

import asyncio

import pytest

from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.run.services import Run
from switchover.engine.store import MemoryStore, Reach, SqliteStore, StoreError
from switchover.engine.temporal.book import Entry
from switchover.engine.temporal.holding import Holdings

RUN = Run(
    workflow=parse_workflow("id: w\ntasks:\n  - {id: a, tool: work}\n", engine_types()),
    workflow_exec_id="w",
)
SEEN, MORE = Reach(0, 1.0, 3), Reach(0, 1.0, 7)


def entry(number=1):
    return Entry(RUN, "orchestrators", number)


@pytest.fixture
def stores(tmp_path):
    found = [SqliteStore(tmp_path / "rows.db") for _ in range(2)]
    yield found
    for store in found:
        store.close()


def test_a_step_of_who_lost_the_run_is_told_and_the_next_takes_it_again(stores):
    """It may only when it has seen as much of the history as the one who has it."""
    store, other = stores

    async def main():
        holdings = Holdings(store)
        async with holdings.step(entry(), SEEN):
            pass
        await other.take("w", MORE)
        with pytest.raises(StoreError, match="another process goes on"):
            async with holdings.step(entry(), SEEN):
                store.append("w", "late", b"1")
                await store.flush()
        assert other.entries("w") == {}
        with pytest.raises(StoreError, match="another process goes on"):
            async with holdings.step(entry(), SEEN):
                raise AssertionError("it must not begin")
        async with holdings.step(entry(), Reach(0, 1.0, 9)):
            store.append("w", "in time", b"1")
            await store.flush()
        assert other.entries("w") == {"in time": b"1"}

    asyncio.run(main())


def test_steps_that_are_under_way_end_when_the_run_is_taken_up_again():
    """Or the two would write the same rows in turns, in one memory."""
    ended = []

    async def main():
        holdings = Holdings(MemoryStore())

        async def stale():
            async with holdings.step(entry(1), SEEN):
                try:
                    await asyncio.Event().wait()
                finally:
                    ended.append("stale")

        old = asyncio.create_task(stale())
        await asyncio.sleep(0)
        async with holdings.step(entry(2), MORE):
            ended.append("fresh")
        assert old.cancelled()

    asyncio.run(main())
    assert ended == ["stale", "fresh"]


def test_children_that_begin_at_once_take_their_run_once(stores):
    store, taken = stores[0], []
    take = store.take

    async def counted(exec_id, reach):
        taken.append(exec_id)
        await take(exec_id, reach)

    store.take = counted

    async def main():
        holdings = Holdings(store)

        async def child():
            async with holdings.step(entry(), SEEN):
                await asyncio.sleep(0)

        await asyncio.gather(*(child() for _ in range(5)))

    asyncio.run(main())
    assert taken == ["w"]
