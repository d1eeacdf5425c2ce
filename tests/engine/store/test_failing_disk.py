"""A disk that fails at any write, once or for a while: nothing is lost, doubled, or put in another order."""

import asyncio
import threading

import pytest
from engine.store.contract import Clock, flow_row, ids, row
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchover.engine.states import Status
from switchover.engine.store import DurableStorage, DurableStore, Reach, StoreError
from switchover.engine.store.database import ENDED
from switchover.engine.store.fencing import lost_runs


class Disk:
    """A `Database` of dicts; `fails` says of each write whether it does, before or after it is there."""

    name = "disk"

    def __init__(self, fails=()):
        self.fails = list(fails)
        self.flows, self.tasks, self.journal, self.sent, self.kept = {}, {}, {}, [], {}
        self.writes, self.closed, self.holders = 0, False, {}

    def last_number(self):
        return max((number for number, _ in self.tasks.values()), default=0)

    def rows(self, run):
        import msgspec

        flow = [(0, msgspec.json.encode(self.flows[run]))] if run in self.flows else []
        own = sorted(
            (number, msgspec.json.encode(task)) for number, task in self.tasks.values() if task.workflow_exec_id == run
        )  # fmt: skip
        return [*flow, *own]

    def workflow_of(self, task):
        return self.tasks[task][1].workflow_exec_id if task in self.tasks else None

    def unfinished(self):
        begun = [run for run, key in self.journal if key == "run"]
        return [
            run for run in begun if run not in self.flows or self.flows[run].status not in ENDED
        ]

    def claim(self, run):
        return True

    def entries(self, run):
        return {key: body for (of, key), body in self.journal.items() if of == run}

    def signals(self, run, after):
        numbered = enumerate(self.sent, start=1)
        return [(n, name, body) for n, (of, name, body) in numbered if of == run and n > after]

    def value(self, key):
        return self.kept.get(key)

    def value_keys(self, prefix, now):
        return [
            key for key, entry in self.kept.items() if key.startswith(prefix) and entry[2] > now
        ]

    def take(self, run, reach):
        self.holders[run] = "me"
        return True

    def write(self, batches):
        self.writes += 1
        if self.fails and self.fails.pop(0):
            raise StoreError("disk: full")
        lost = lost_runs(set().union(*(batch.held for batch in batches)), self.holders, "me")
        for batch in (batch.without(lost) for batch in batches):
            self.flows |= {flow.workflow_exec_id: flow for flow in batch.workflows}
            for number, task in batch.tasks:
                first, _ = self.tasks.get(task.task_exec_id, (number, None))
                self.tasks[task.task_exec_id] = (first, task)
            self.journal |= {(run, key): body for run, key, body in batch.journal}
            self.sent += batch.signals
            for key, entry in batch.values.items():
                self.kept.pop(key, None)
                if entry is not None:
                    self.kept[key] = entry
            for now, owner in batch.released:
                for key, (body, life, _, of) in [*self.kept.items()]:
                    if of == owner:
                        self.kept[key] = (body, life, now + life, None)
        return lost

    def close(self):
        self.closed = True

    def state(self):
        order = [
            name for _, name in sorted((number, name) for name, (number, _) in self.tasks.items())
        ]
        tasks = {name: task for name, (_, task) in self.tasks.items()}
        return self.flows, order, tasks, self.journal, self.sent, self.kept


NAMES = st.sampled_from("abcd")
STATUS = st.sampled_from([Status.RUNNING, Status.SUCCESS, Status.FAILED])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("task"), NAMES, STATUS), st.tuples(st.just("flow"), st.sampled_from("wv"), STATUS), st.tuples(st.just("note"), NAMES),
        st.tuples(st.just("signal"), NAMES), st.tuples(st.just("store"), NAMES, st.sampled_from([None, "w"])), st.tuples(st.just("delete"), NAMES),
        st.tuples(st.just("release")), st.tuples(st.just("flush")), st.tuples(st.just("breathe")), st.tuples(st.just("undone"), NAMES),
    ),
    max_size=14,
)  # fmt: skip


async def done(step, store, storage, number):
    kind, *rest = step
    if kind == "task":
        store.put_task(row(rest[0], status=rest[1]))
    elif kind == "flow":
        store.put_workflow(flow_row(rest[0], status=rest[1]))
    elif kind == "note":
        store.append("w", rest[0], str(number).encode())
    elif kind == "signal":
        await store.put_signal("w", rest[0], str(number).encode())
    elif kind == "store":
        await storage.store(rest[0], number, owner=rest[1])
    elif kind == "delete":
        await storage.delete(rest[0])
    elif kind == "release":
        await storage.release("w")
    elif kind == "flush":
        await store.flush()
    elif kind == "breathe":
        await asyncio.sleep(0.004)
    else:
        try:
            with store.transaction():
                store.put_task(row(rest[0], status=Status.CANCELED))
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass


async def played(steps, fails):
    """What is on the disk when all steps were done and it works again, and whom it told."""
    disk, told = Disk(fails), 0
    store = DurableStore(disk)
    storage = DurableStorage(store, now=Clock())
    for number, step in enumerate(steps):
        try:
            await done(step, store, storage, number)
        except StoreError as error:
            assert "full" in error.message
            assert "wait for the next attempt" in error.message
            told += 1
    failed = len(fails) - len(disk.fails)
    disk.fails.clear()
    await store.flush()
    store.check()
    store.close()
    assert disk.closed
    return disk.state(), told, failed


@example([("store", "a", "w"), ("release",), ("store", "b", "w")], [True])
@given(STEPS, st.lists(st.booleans(), max_size=8))
@settings(max_examples=40)
def test_what_failed_is_written_in_its_order_once_it_can_be(steps, fails):
    """As if nothing had failed; also what was put while it did."""

    async def compared():
        broken, _, _ = await played(steps, fails)
        whole, told, failed = await played(steps, [])
        assert broken == whole
        assert (told, failed) == (0, 0)

    asyncio.run(compared())


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_flush_that_cannot_write_says_so_each_time(count):
    """And the next that can has it all there."""

    async def story():
        disk = Disk([True] * count)
        store = DurableStore(disk)
        store.put_task(row("a"))
        for number in range(count):
            with pytest.raises(StoreError, match=r"disk: full; 1 batches wait") as told:
                await store.flush()
            assert (told.value.code, told.value.retryable) == ("STORE_WRITE", False)
            with pytest.raises(StoreError, match="full"):
                store.check()
            assert disk.tasks == {}, number
        await store.flush()
        store.check()
        assert [*disk.tasks] == ["a"]
        store.close()

    asyncio.run(story())


def test_what_is_read_meanwhile_is_what_was_put():
    """Rows are answered from memory, whatever the disk does."""

    async def story():
        disk = Disk([True] * 3)
        store = DurableStore(disk)
        for name in "abc":
            store.put_task(row(name, parent="a" if name != "a" else None))
            with pytest.raises(StoreError):
                await store.flush()
        assert ids(store.tasks("w")) == ["a", "b", "c"]
        assert ids(store.children("a")) == ["b", "c"]
        assert store.latest("w", "c").task_exec_id == "c"
        await store.flush()
        assert disk.state()[1] == ["a", "b", "c"]
        store.close()

    asyncio.run(story())


def test_a_signal_is_not_acknowledged_before_it_is_there():
    """Nor lost, once its sender was told that it could not be kept: that is told by the next flush."""

    async def story():
        disk = Disk([True])
        store = DurableStore(disk)
        with pytest.raises(StoreError):
            await store.put_signal("w", "go", b"1")
        assert store.signals("w", after=0) == []
        await store.put_signal("w", "go", b"2")
        assert [body for _, _, body in store.signals("w", after=0)] == [b"1", b"2"]
        store.close()

    asyncio.run(story())


def test_a_close_that_cannot_write_says_so_and_lets_go_all_the_same():
    async def story():
        disk = Disk([True] * 9)
        store = DurableStore(disk)
        store.put_task(row("a"))
        with pytest.raises(StoreError, match="full"):
            store.close()
        assert disk.closed

    asyncio.run(story())


@pytest.mark.parametrize("flows", [1, 5, 40, 100])
@pytest.mark.parametrize("keep", [0, 1, 32])
def test_runs_that_have_ended_leave_memory_once_they_are_written(flows, keep):
    """Not before: their rows would be gone; and who asks for them reads them again."""

    async def story():
        disk = Disk([True])
        store = DurableStore(disk, keep=keep)
        for number in range(flows):
            store.put_task(row(f"t{number}", flow=f"w{number}"))
            store.put_workflow(flow_row(f"w{number}", status=Status.SUCCESS))
        with pytest.raises(StoreError):
            await store.flush()
        assert all(store._memory.holds(f"w{number}") for number in range(flows))
        await store.flush()
        left = [number for number in range(flows) if store._memory.holds(f"w{number}")]
        assert left == [*range(flows)][max(flows - keep, 0) :]
        assert [ids(store.tasks(f"w{number}")) for number in range(flows)] == [
            [f"t{number}"] for number in range(flows)
        ]
        assert store.task("t0").workflow_exec_id == "w0"
        store.close()

    asyncio.run(story())


def test_a_run_that_goes_on_after_its_end_stays_in_memory():
    """As one whose row was taken back, or that is run again."""

    async def story():
        store = DurableStore(Disk(), keep=0)
        store.put_workflow(flow_row("w", status=Status.FAILED))
        store.put_workflow(flow_row("w", status=Status.RUNNING))
        store.put_task(row("a"))
        await store.flush()
        assert store._memory.holds("w")
        store.close()

    asyncio.run(story())


@pytest.mark.parametrize("forgotten", [True, False])
def test_what_is_read_again_forgets_what_was_not_written(forgotten):
    """On purpose: another process has the run; nothing of it is written any more by this one."""

    async def story():
        disk = Disk()
        store = DurableStore(disk)
        store.put_task(row("a"))
        await store.flush()
        store.put_task(row("a", status=Status.FAILED))
        store.put_task(row("b"))
        store.put_workflow(flow_row())
        if not forgotten:
            await store.flush()
        store.reread("w")
        store.reread("nobody")
        await store.flush()
        assert ids(store.tasks("w")) == (["a"] if forgotten else ["a", "b"])
        assert (store.task("a").status is Status.PENDING) == forgotten
        assert (disk.flows == {}) == forgotten
        store.put_task(row("c"))
        await store.flush()
        assert ids(store.tasks("w"))[-1] == disk.state()[1][-1] == "c"
        store.close()

    asyncio.run(story())


@pytest.mark.parametrize("held", [True, False])
def test_a_run_that_was_lost_is_told_of_when_it_is_written(held):
    async def story():
        disk = Disk()
        store = DurableStore(disk)
        await store.take("w", Reach())
        store.put_task(row("a"))
        await store.flush()
        if not held:
            disk.holders["w"] = "another"
        store.put_task(row("b"))
        await store.flush()
        if held:
            store.check_held("w")
            assert [*disk.tasks] == ["a", "b"]
        else:
            with pytest.raises(
                StoreError, match="what this one would have written of it is dropped"
            ):
                store.check_held("w")
            assert [*disk.tasks] == ["a"]
            assert ids(store.tasks("w")) == ["a"]
        store.let_go("w")
        with pytest.raises(StoreError):
            store.check_held("w")
        store.close()

    asyncio.run(story())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"task_id": 1}', b"\xff"])
def test_a_row_that_is_damaged_is_told_with_its_run(body):
    """And neither half a run nor an empty one is given; a second look says the same."""

    class Damaged(Disk):
        def rows(self, run):
            return [(1, body)] if run == "w" else super().rows(run)

    store = DurableStore(Damaged())
    for ask in (store.tasks, store.workflow, lambda run: store.latest(run, "a")) * 2:
        with pytest.raises(StoreError, match="disk: a row of run 'w' is damaged") as told:
            ask("w")
        assert told.value.code == "STORE_DAMAGED"
    assert store.tasks("other") == []
    store.close()


def test_a_store_that_cannot_be_read_gives_no_empty_run():
    class Away(Disk):
        is_away = True

        def rows(self, run):
            if self.is_away:
                raise StoreError("away", code="STORE_DAMAGED")
            return super().rows(run)

    disk = Away()
    disk.tasks["a"] = (1, row("a"))
    store = DurableStore(disk)
    with pytest.raises(StoreError, match="away"):
        store.tasks("w")
    disk.is_away = False
    assert ids(store.tasks("w")) == ["a"]
    store.close()


@pytest.mark.parametrize("late", ["task", "flow"])
def test_a_run_of_which_something_was_put_during_the_flush_stays(late):
    """What came too late for this write is in memory alone."""

    async def story():
        disk = Disk()
        store = DurableStore(disk, keep=0)
        for name in ("w", "v"):
            store.put_task(row(f"t{name}", flow=name))
            store.put_workflow(flow_row(name, status=Status.SUCCESS))
        writing = asyncio.ensure_future(store.flush())
        await asyncio.sleep(0)
        if late == "task":
            store.put_task(row("tw", flow="w", status=Status.FAILED))
        else:
            store.put_workflow(flow_row("w", status=Status.FAILED))
        await writing
        assert store._memory.holds("w")
        await store.flush()
        assert not any(map(store._memory.holds, "vw"))
        assert disk.tasks["tw"][1].status is (Status.FAILED if late == "task" else Status.PENDING)
        assert disk.flows["w"].status is (Status.FAILED if late == "flow" else Status.SUCCESS)
        store.close()

    asyncio.run(story())


def test_what_is_stored_after_a_release_is_kept_for_ever_though_both_are_in_one_write():
    """Of one write the releases come last: the two go one after the other."""

    async def story():
        disk = Disk()
        store = DurableStore(disk)
        storage = DurableStorage(store, now=Clock())
        await storage.store("before", 1, owner="w")
        await storage.release("w")
        await storage.store("after", 2, owner="w")
        await store.flush()
        assert {key: entry[3] for key, entry in disk.kept.items()} == {"before": None, "after": "w"}
        store.close()

    asyncio.run(story())


@pytest.mark.parametrize("fails", [False, True])
def test_a_run_stays_in_memory_until_all_of_it_is_written(fails):
    """What was handed over behind a flush is no more on disk than what was not; its rows were read as they had been."""
    gates = [threading.Event(), threading.Event()]

    class Slow(Disk):
        def write(self, batches):
            gates[min(self.writes, 1)].wait(10)
            return super().write(batches)

    async def story():
        disk = Slow([False, fails])
        store = DurableStore(disk, keep=0)
        store.put_workflow(flow_row("w", status=Status.SUCCESS))
        writing = asyncio.ensure_future(store.flush())
        await asyncio.sleep(0)
        store.put_workflow(flow_row("w", status=Status.FAILED))
        store.put_task(row("late"))
        await asyncio.sleep(0.05)  # it is handed over behind the flush
        if fails:
            gates[1].set()
        gates[0].set()
        await writing
        assert store.workflow("w").status is Status.FAILED
        assert ids(store.tasks("w")) == ["late"]
        gates[1].set()
        await store.flush()
        assert disk.flows["w"].status is store.workflow("w").status is Status.FAILED
        assert ids(store.tasks("w")) == ["late"]
        store.close()

    asyncio.run(story())
