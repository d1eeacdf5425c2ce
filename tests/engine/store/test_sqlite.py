"""The SQLite store keeps its promises across restarts, crashes and a full disk."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from engine.store.contract import (
    FencingContract,
    StorageContract,
    StoreContract,
    flow_row,
    ids,
    row,
)

from switchover.engine.states import Status, TaskError
from switchover.engine.store import DurableStorage, SqliteStore, StoreError, file


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


@pytest.fixture
def store(path):
    store = SqliteStore(path)
    yield store
    store.close()


class TestSqliteStore(StoreContract):
    pass


def test_a_row_that_was_taken_back_stands_where_it_is_created_in_the_end(path, run):
    """Not where it stood in the transaction that failed: a reader of the file sees the order too."""
    store = SqliteStore(path)
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.put_task(row("late", task_id="t"))
        raise ZeroDivisionError
    store.put_task(row("early", task_id="t"))
    store.put_task(row("late", task_id="t"))
    store.put_task(row("early", task_id="t", status=Status.SUCCESS))
    run(store.flush())
    store.close()
    again = SqliteStore(path)
    assert ids(again.tasks("w")) == ["early", "late"]
    assert again.latest("w", "t").task_exec_id == "late"
    again.close()


class TestSqliteFences(FencingContract):
    @staticmethod
    def lose(other):
        other._database._connection.execute("DELETE FROM fences")

    @pytest.fixture
    def other(self, path, store):
        other = SqliteStore(path)
        yield other
        other.close()


class TestSqliteStoreThatForgets(StoreContract):
    """Nothing changes for a reader when every workflow is read again each time."""

    @pytest.fixture
    def store(self, path, run):
        store = Forgetful(path)
        store.settle = lambda: run(store.flush())
        yield store
        store.close()


class Forgetful(SqliteStore):
    """Keeps nothing in memory outside of transactions."""

    settle = staticmethod(lambda: None)

    def put_task(self, state):
        super().put_task(state)
        self._forget()

    def put_workflow(self, state):
        super().put_workflow(state)
        self._forget()

    def _forget(self):
        if self._memory._undo is None:
            self.settle()
            for exec_id in [*self._memory._images]:
                self._memory.evict(exec_id)
            self._numbers.clear()


class TestDurableStorage(StorageContract):
    @pytest.fixture
    def storage(self, store, clock):
        return DurableStorage(store, now=clock)


class TestDurableStorageThatForgets(StorageContract):
    """Nothing changes for a reader when hardly anything is kept in memory."""

    @pytest.fixture
    def storage(self, store, clock):
        return DurableStorage(store, now=clock, keep=0)


def reopened(store):
    store.close()
    return SqliteStore(store.path)


def test_rows_survive_in_order(path):
    store = SqliteStore(path)
    store.put_workflow(flow_row(input={"n": 1}))
    store.put_task(row("p"))
    store.put_task(row("a", parent="p", error=TaskError(message="x", details={"d": [1]})))
    store.put_task(row("p", status=Status.SUCCESS, output={"ü": 1.5}))
    again = reopened(store)
    assert again.workflow("w") == flow_row(input={"n": 1})
    assert ids(again.tasks("w")) == ["p", "a"]
    assert again.task("p").output == {"ü": 1.5}
    assert again.task("a").error == TaskError(message="x", details={"d": [1]})
    assert dict(again.counts("p")) == {Status.PENDING: 1}
    again.put_task(row("b", parent="p"))
    last = reopened(again)
    assert ids(last.children("p")) == ["a", "b"]
    last.close()


def test_a_child_is_found_before_its_workflow_was_asked_for(path):
    store = SqliteStore(path)
    store.put_task(row("p"))
    store.put_task(row("a", parent="p"))
    again = reopened(store)
    assert ids(again.children("p")) == ["a"]
    again.close()


def test_journal_and_values_survive(path, run):
    store = SqliteStore(path)
    store.append("w", "k", b"1")
    store.append("w", "l", b"2")
    store.append("other", "k", b"3")
    run(DurableStorage(store).store("key", {"x": [1]}))
    again = reopened(store)
    assert again.entries("w") == {"k": b"1", "l": b"2"}
    assert run(DurableStorage(again).load("key")) == {"x": [1]}
    again.close()


def test_unfinished_workflows_are_listed(store, run):
    for name, status in (("a", "RUNNING"), ("b", "SUCCESS"), ("c", "PAUSED"), ("d", "CANCELED")):
        store.put_workflow(flow_row(name, Status(status)))
        store.append(name, "run", b"")
    store.append("e", "run", b"")
    run(store.flush())
    assert sorted(store.unfinished()) == ["a", "c", "e"]


def test_finished_workflows_leave_memory_and_can_still_be_read(path, run):
    store = SqliteStore(path, keep=2)
    for number in range(5):
        store.put_task(row(f"t{number}", flow=f"w{number}"))
        store.put_workflow(flow_row(f"w{number}", Status.SUCCESS))
        run(store.flush())
    assert sorted(store._memory._images) == ["w3", "w4"]
    assert set(store._numbers) == {"t3", "t4"}
    assert ids(store.tasks("w0")) == ["t0"]
    store.put_task(row("t0", flow="w0", status=Status.FAILED))
    run(store.flush())
    assert store.task("t0").status is Status.FAILED
    store.close()


def test_rows_reach_the_disk_without_being_asked_to(path, run):
    """Within a moment, so that little is repeated after a crash."""
    store = SqliteStore(path)

    async def put():
        store.put_task(row("a"))
        await asyncio.sleep(0.2)

    run(put())
    with closing(sqlite3.connect(path)) as other, other:
        assert other.execute("SELECT task_exec_id FROM tasks").fetchall() == [("a",)]
    other.close()
    store.close()


def test_a_full_disk_is_told_at_the_next_flush_and_nothing_is_lost(path, run):
    store = SqliteStore(path)
    store.put_task(row("a"))
    run(store.flush())
    pages = store._database._connection.execute("PRAGMA page_count").fetchone()[0]
    store._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    store.put_task(row("b", output={"text": "x" * 100_000}))
    for _ in range(2):
        with pytest.raises(StoreError, match=r"store\.db: database or disk is full"):
            run(store.flush())
    store.put_task(row("c"))
    assert ids(store.tasks("w")) == ["a", "b", "c"]
    store._database._connection.execute("PRAGMA max_page_count = 1000000")
    run(store.flush())
    again = reopened(store)
    assert ids(again.tasks("w")) == ["a", "b", "c"]
    again.close()


def test_a_background_write_that_failed_is_told_at_the_flush(path, run):
    store = SqliteStore(path)
    store._database._connection.execute("PRAGMA max_page_count = 1")

    async def put():
        store.put_task(row("b", output={"text": "x" * 100_000}))
        await asyncio.sleep(0.05)
        await store.flush()

    with pytest.raises(StoreError):
        run(put())
    store._database._connection.execute("PRAGMA max_page_count = 1000000")
    store.close()


def test_a_file_that_is_no_store_is_refused(path):
    path.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(
        StoreError, match=r"store\.db: cannot open the store: the file is no database"
    ):
        SqliteStore(path)


def test_a_newer_format_is_refused(path):
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(StoreError, match="format 99"):
        SqliteStore(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(StoreError, match="cannot open"):
        SqliteStore(tmp_path / "nowhere" / "store.db")


def test_another_process_sends_a_signal(path, run):
    """Signals come through the file, in order, whoever wrote them."""
    store, other = SqliteStore(path), SqliteStore(path)
    run(store.put_signal("w", "go", b"1"))
    run(other.put_signal("w", "go", b"2"))
    assert [body for _, _, body in store.signals("w", after=0)] == [b"1", b"2"]
    other.close()
    store.close()


WRITER = """
    import asyncio, sys
    from engine.store.contract import flow_row, row
    from switchover.engine.store import SqliteStore

    async def main():
        store = SqliteStore(sys.argv[1])
        number = 0
        while True:
            for _ in range(7):
                number += 1
                store.put_task(row(str(number)))
            await store.put_signal("w", "go", str(number).encode())
            print(number, flush=True)

    asyncio.run(main())
"""


def test_nothing_acknowledged_is_lost_by_kill(path):
    """Each number that was printed after a flush is in the file after a kill -9."""
    folder = str(Path(__file__).parents[2])
    source = f"import sys; sys.path.insert(0, {folder!r})\n" + textwrap.dedent(WRITER)
    command = [sys.executable, "-c", source, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    printed = [process.stdout.readline() for _ in range(40)]
    process.send_signal(signal.SIGKILL)
    acknowledged = int("".join([*printed, process.stdout.read()]).split()[-1])
    process.wait()
    process.stdout.close()
    store = SqliteStore(path)
    rows = ids(store.tasks("w"))
    assert acknowledged > 200
    assert rows[:acknowledged] == [str(number + 1) for number in range(acknowledged)]
    assert str(acknowledged).encode() in [body for _, _, body in store.signals("w", after=0)]
    store.close()


CLAIMER = """
    import sys
    from switchover.engine.store import SqliteStore

    store = SqliteStore(sys.argv[1])
    print(store.claim("w"), flush=True)
    sys.stdin.read()
"""


def test_a_run_belongs_to_one_process_until_its_death(path):
    """A kill releases it as well."""
    store = SqliteStore(path)
    command = [sys.executable, "-c", textwrap.dedent(CLAIMER), str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == "True\n"
        assert not store.claim("w")
        assert store.claim("another")
        process.send_signal(signal.SIGKILL)
    assert store.claim("w")
    assert store.claim("w"), "its own process may claim it again"
    store.close()


def test_a_store_that_is_not_to_be_made_is_not(path, tmp_path):
    with pytest.raises(StoreError, match=r"store\.db: there is no store") as raised:
        SqliteStore(path, make=False)
    assert raised.value.code == "STORE_MISSING"
    assert list(tmp_path.iterdir()) == []
    SqliteStore(path).close()
    SqliteStore(path, make=False).close()


@pytest.mark.parametrize("left", [0, 1, 50, 100, 4096, -1])
def test_an_emptied_or_cut_file_is_refused_by_name(path, run, left, monkeypatch):
    """Cut anywhere, by one byte as well; nothing is begun anew in it."""
    monkeypatch.setattr(file, "PATIENCE_S", 0.0)
    store = SqliteStore(path)
    for number in range(200):
        store.put_task(row(f"t{number}", output={"text": "x" * 500}))
    run(store.flush())
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    for make in (True, False):
        with pytest.raises(StoreError, match=r"store\.db: .*(empty|cut)") as raised:
            SqliteStore(path, make=make)
        assert raised.value.code == "STORE_DAMAGED"
    path.write_bytes(whole)
    store = SqliteStore(path)
    assert len(store.tasks("w")) == 200
    store.close()


def test_a_damaged_page_is_an_error_that_names_the_file(path, run):
    store = SqliteStore(path)
    for number in range(200):
        store.put_task(row(f"t{number}", output={"text": "x" * 500}))
    run(store.flush())
    store.close()
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(StoreError, match=r"store\.db"):
        SqliteStore(path).tasks("w")


def test_a_damaged_row_is_an_error_that_names_the_file_and_the_run(path, run):
    store = SqliteStore(path)
    store.put_task(row("a"))
    run(store.flush())
    store.close()
    with sqlite3.connect(path) as other:
        other.execute("UPDATE tasks SET body = '{'")
    other.close()
    store = SqliteStore(path)
    with pytest.raises(StoreError, match=r"store\.db: a row of run 'w' is damaged"):
        store.tasks("w")
    store.close()


def test_the_database_of_something_else_is_left_alone(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE things (name TEXT)")
    other.close()
    with pytest.raises(StoreError, match="something else"):
        SqliteStore(path)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("things",)]
    other.close()


def test_two_that_make_one_store_at_once_share_it(path, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as threads:
        for store in threads.map(lambda _: SqliteStore(path), range(2)):
            store.close()
    assert {each.name for each in tmp_path.iterdir()} <= {"store.db", "store.db-runs"}


def test_after_a_failed_write_the_store_says_so_until_it_can_write_again(path, run):
    store = SqliteStore(path)
    store.check()
    pages = store._database._connection.execute("PRAGMA page_count").fetchone()[0]
    store._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    store.put_task(row("a", output={"text": "x" * 100_000}))
    with pytest.raises(StoreError):
        run(store.flush())
    with pytest.raises(StoreError, match="full"):
        store.check()
    store._database._connection.execute("PRAGMA max_page_count = 1000000")
    run(store.flush())
    store.check()
    store.close()
