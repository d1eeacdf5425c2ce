"""The PostgreSQL store keeps its promises on a real server that comes and goes."""

import signal
import threading
import time

import pytest
from engine.chunks.contract import LONG, ChunkStoreContract, opened
from engine.store.contract import (
    FencingContract,
    StorageContract,
    StoreContract,
    flow_row,
    ids,
    row,
)
from engine.store.postgres_server import Server

from switchover.engine.chunks import ChunkStoreError, open_chunks
from switchover.engine.states import Status
from switchover.engine.store import DurableStorage, PostgresStore, StoreError, open_store
from switchover.engine.store.postgres.migrating import FOLDER

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")


def test_no_two_migrations_have_one_number():
    """The second would never run."""
    numbers = [file.name.partition("_")[0] for file in FOLDER.glob("*.sql")]
    assert len(numbers) == len(set(numbers)) > 3


@pytest.fixture(scope="module")
def server():
    server = Server()
    server.start()
    yield server
    server.close()


@pytest.fixture
def url(server, request):
    """An environment of the test's own."""
    schema = f"t{abs(hash(request.node.nodeid))}"
    return f"{server.url}?schema={schema}"


@pytest.fixture
def store(url):
    store = PostgresStore(url)
    yield store
    store.close()


@pytest.fixture
def other(url, store):
    other = PostgresStore(url)
    yield other
    other.close()


def eventually(claimed):
    """Wait until it is true: the server notices the end of a connection in its own time."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if claimed():
                return
        except StoreError:
            pass
        time.sleep(0.02)
    raise AssertionError("it never was")


class TestPostgresStore(StoreContract):
    pass


class TestPostgresFences(FencingContract):
    @staticmethod
    def lose(other):
        other._database._writer().execute("DELETE FROM fences")


class TestPostgresStorage(StorageContract):
    @pytest.fixture
    def storage(self, store, clock):
        return DurableStorage(store, now=clock)


def test_another_process_finds_everything(url, run):
    """Rows in order, journal, signals and values, once they are flushed."""
    store = PostgresStore(url)
    for name in ("c", "a", "b"):
        store.put_task(row(name))
    store.put_workflow(flow_row(output={"ü": 1}))
    store.append("w", "step", b"\x00done")
    run(store.put_signal("w", "go", b"1"))
    store.close()
    other = PostgresStore(url)
    assert ids(other.tasks("w")) == ["c", "a", "b"]
    assert other.workflow("w") == flow_row(output={"ü": 1})
    assert other.entries("w") == {"step": b"\x00done"}
    assert [body for _, _, body in other.signals("w", after=0)] == [b"1"]
    other.put_task(row("d"))
    other.close()
    again = PostgresStore(url)
    assert ids(again.tasks("w")) == ["c", "a", "b", "d"]
    again.close()


def test_environments_share_a_server_and_nothing_else(server, run):
    """Each has tables of its own."""
    one, two = (PostgresStore(f"{server.url}?schema={name}") for name in ("prod", "dev"))
    one.put_task(row("a"))
    run(one.flush())
    assert two.task("a") is None
    one.close()
    two.close()


def test_a_run_belongs_to_one_process_until_it_dies(url):
    """A claim is refused to others, and free again once its connection is gone."""
    one, two = PostgresStore(url), PostgresStore(url)
    assert one.claim("r")
    assert one.claim("r")
    assert not two.claim("r")
    assert two.claim("other")
    one.close()
    eventually(lambda: two.claim("r"))
    two.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_goes_away_loses_nothing(server, url, run, how):
    """Rows wait for it; the error says so, and the next flush after its return writes them."""
    store = PostgresStore(url, durability="full")
    store.put_task(row("a"))
    run(store.flush())
    assert store.claim("w")
    server.stop(how)
    try:
        store.put_task(row("a", status=Status.SUCCESS))
        store.put_task(row("b"))
        with pytest.raises(StoreError, match=r"cannot be written.*1 batches wait"):
            run(store.flush())
    finally:
        server.start()
    run(store.flush())
    other = PostgresStore(url)
    assert [(each.task_exec_id, each.status) for each in other.tasks("w")] == [
        ("a", Status.SUCCESS),
        ("b", Status.PENDING),
    ]
    assert store.entries("w") == {}  # though its connection for reading was lost as well
    assert not other.claim("w")
    other.close()
    store.close()


def test_a_run_that_went_to_another_process_is_written_no_more(url, run):
    """A claim lives with its connection; who has lost it may not go on, however often he tries."""
    one, two = PostgresStore(url), PostgresStore(url)
    one.put_task(row("a"))
    run(one.flush())
    assert one.claim("w")
    two._database._writer().execute(
        "SELECT pg_terminate_backend(%s, 10000)", (one._database._writer().info.backend_pid,)
    )
    assert two.claim("w")
    one.put_task(row("a", status=Status.SUCCESS))
    with pytest.raises(StoreError, match="cannot be written"):
        run(one.flush())
    for _ in range(2):
        with pytest.raises(StoreError, match="another process runs w"):
            run(one.flush())
    assert two.task("a").status is Status.PENDING
    two.close()
    eventually(lambda: one.claim("other"))  # it is nobody else's any more
    run(one.flush())
    one.close()


def test_a_server_that_is_not_there_is_named(server):
    """Without its password."""
    with pytest.raises(
        StoreError, match=r"postgresql://127.0.0.1:1/x \(switchover\) cannot be opened"
    ) as told:
        PostgresStore("postgresql://me:secret@127.0.0.1:1/x")
    assert "secret" not in str(told.value)


def test_tables_of_a_newer_version_are_left_alone(url):
    """The error says which migration is not known."""
    store = PostgresStore(url)
    store._database._writer().execute("INSERT INTO migrations (number, name) VALUES (99, 'later')")
    store.close()
    with pytest.raises(StoreError, match="migration 99"):
        PostgresStore(url)


def test_tables_are_made_only_where_that_was_asked_for(url):
    """A slip in an address makes no environment."""
    with pytest.raises(StoreError, match="nothing is there"):
        open_store(url, now=lambda: 0.0, make=False)
    PostgresStore(url).close()
    open_store(url, now=lambda: 0.0, make=False)[0].close()


def test_two_processes_may_open_it_at_once(url):
    """Tables are made once."""
    import threading

    failed = []

    def opened():
        try:
            PostgresStore(url).close()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=opened) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_it_is_opened_by_its_address(url, run):
    """As `--store` names it."""
    store, storage = open_store(url, now=lambda: 0.0)
    run(storage.store("k", {"x": 1}))
    assert run(storage.load("k")) == {"x": 1}
    store.close()


def test_a_text_with_a_nul_is_told_and_the_rest_is_kept(store, run):
    """PostgreSQL's text cannot hold it; bodies can."""
    store.put_task(row("a", input={"x": "a\x00b"}))
    run(store.flush())
    assert store.task("a").input == {"x": "a\x00b"}


@pytest.mark.parametrize("where", ["here", "there"])
def test_a_write_that_is_refused_is_refused_as_a_whole(url, store, other, run, where):
    """By the driver or by the server, in the middle of it; put right, it is written whole and once."""
    with psycopg.connect(url.partition("?")[0], autocommit=True) as outside:
        schema = url.partition("schema=")[2]
        if where == "there":
            outside.execute(f"ALTER TABLE {schema}.storage RENAME TO gone")
        store.put_task(row("a"))
        store.put_value("k\0" if where == "here" else "k", (b"1", 1.0, 1.0, None))
        with pytest.raises(StoreError, match="1 batches wait"):
            run(store.put_signal("w", "go", b"1"))
        assert other.tasks("w") == []
        assert other.signals("w", after=0) == []
        other.reread("w")
        if where == "here":
            store._writer._unwritten[0].values.clear()
        else:
            outside.execute(f"ALTER TABLE {schema}.gone RENAME TO storage")
    run(store.flush())
    assert ids(other.tasks("w")) == ["a"]
    assert [body for _, _, body in other.signals("w", after=0)] == [b"1"]


def test_a_write_of_much_makes_no_more_round_trips_than_one_of_little(store, run, tmp_path):
    """However many rows of however many kinds: each trip costs a busy machine turns of two processes."""

    def trips():
        with (tmp_path / "trace").open("w") as trace:
            connection = store._database._writer().pgconn
            connection.trace(trace.fileno())
            run(store.flush())
            connection.untrace()
        return (tmp_path / "trace").read_text().count("ReadyForQuery")

    store.put_task(row("first"))
    little = trips()
    for number in range(100):
        store.put_task(row(f"{number}"))
        store.append("w", f"{number}", b"")
        store.put_value(f"{number}", (b"1", 1.0, 1.0, "w"))
    store.put_workflow(flow_row())
    store.put_value("0", None)
    store.release_values("w", 0.0)
    assert 0 < trips() <= little


@pytest.fixture
def chunks(url):
    store = open_chunks(url)
    yield store
    store.close()


class TestPostgresChunks(ChunkStoreContract):
    @pytest.fixture
    def store(self, chunks):
        return chunks

    def test_a_claim_waits_for_no_other(self, store, url):
        """Of a chunk whose claim is not written yet nobody waits for the end: the next one is taken."""
        opened(store)
        schema = url.partition("schema=")[2]
        with psycopg.connect(url.partition("?")[0]) as connection, connection.transaction():
            lock = f"SELECT 1 FROM {schema}.chunks WHERE first = 0 FOR UPDATE"
            connection.execute(lock)
            assert store.claim("w", lease_s=LONG).chunk.first == 4
        assert store.claim("w", lease_s=LONG).chunk.first == 0


def test_chunks_wait_for_a_server_that_is_started_again(url, server, chunks):
    """A claim of before holds, and nothing that was done is lost."""
    opened(chunks)
    held = chunks.claim("w", lease_s=LONG)
    assert chunks.finish("w", held, 4, b"first")
    held = chunks.claim("w", lease_s=LONG)
    server.stop(signal.SIGQUIT)
    again = threading.Timer(0.2, server.start)
    again.start()
    try:
        assert chunks.finish("w", held, 4, b"second")
    finally:
        again.join()
    assert [one.body for one in chunks.results("w")] == [b"first", b"second"]


def test_chunks_on_a_server_that_is_not_there_are_told():
    """At once, with the reason."""
    with pytest.raises(ChunkStoreError, match="PostgreSQL"):
        open_chunks("postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize(
    ("url", "read", "schema"),
    [
        ("postgresql://me@db:5/x?schema=s", "postgresql://me@db:5/x", "s"),
        ("postgresql:///x?host=/run/pg&schema=s", "postgresql:///x?host=%2Frun%2Fpg", "s"),
        ("postgresql:///x", "postgresql:///x", "switchover"),
        ("postgresql://", "postgresql://", "switchover"),
    ],
)
def test_an_address_keeps_its_form(url, read, schema):
    """Also without a host: then a socket or the environment says where the server is."""
    from switchover.engine.store.postgres.database import separated

    assert separated(url) == (read, schema)


def test_each_migration_has_a_number_of_its_own():
    """Two of one number, from two branches, would hide one of them."""
    from switchover.engine.store.postgres import migrating

    numbers = sorted(int(file.name.partition("_")[0]) for file in migrating.FOLDER.glob("*.sql"))
    assert numbers == list(range(1, len(numbers) + 1))
