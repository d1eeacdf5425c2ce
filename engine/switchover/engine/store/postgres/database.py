"""A `Database` in PostgreSQL, shared by any number of processes."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, LiteralString
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ...plain_json import encode
from ..database import ENDED, Batch, Durability, Entry
from ..errors import StoreError
from ..fencing import TAKE, Reach, lost_runs
from .migrating import migrate

if TYPE_CHECKING:
    import psycopg

__all__ = ["PostgresDatabase", "connected", "separated"]

SCHEMA: Final = "switchover"
"""Where the tables lie, unless the address names another `schema`."""

UNFINISHED: Final = (
    "SELECT workflow_exec_id FROM journal WHERE key = 'run' AND workflow_exec_id NOT IN"
    " (SELECT workflow_exec_id FROM workflows WHERE status = ANY(%s))"
)
ROWS: Final = (
    "SELECT 0 AS number, body FROM workflows WHERE workflow_exec_id = %s"
    " UNION ALL SELECT number, body FROM tasks WHERE workflow_exec_id = %s ORDER BY number"
)
WORKFLOW: Final = (
    "INSERT INTO workflows VALUES (%s, %s, %s) ON CONFLICT (workflow_exec_id)"
    " DO UPDATE SET status = excluded.status, body = excluded.body"
)
TASK: Final = (
    "INSERT INTO tasks VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (task_exec_id) DO UPDATE SET body = excluded.body"
)
JOURNAL: Final = (
    "INSERT INTO journal VALUES (%s, %s, %s)"
    " ON CONFLICT (workflow_exec_id, key) DO UPDATE SET body = excluded.body"
)
SIGNAL: Final = "INSERT INTO signals (workflow_exec_id, name, body) VALUES (%s, %s, %s)"
KEEP: Final = (
    "INSERT INTO storage VALUES (%s, %s, %s, %s, %s) ON CONFLICT (key) DO UPDATE SET"
    " body = excluded.body, life_s = excluded.life_s, expires_at = excluded.expires_at,"
    " owner = excluded.owner"
)
RELEASE: Final = "UPDATE storage SET owner = NULL, expires_at = %s + life_s WHERE owner = %s"
SWEEP: Final = (
    "DELETE FROM storage WHERE key IN (SELECT key FROM storage"
    " WHERE owner IS NULL AND expires_at <= %s LIMIT 1000 FOR UPDATE SKIP LOCKED)"
)
"""Takes little at a time from who ends a run, and waits for nobody who does the same."""
FENCE: Final = "INSERT INTO fences VALUES (%s, %s, %s, %s, %s)" + TAKE  # noqa: S608 - both are constants
HELD: Final = (
    "SELECT workflow_exec_id, holder FROM fences WHERE workflow_exec_id = ANY(%s) FOR SHARE"
)
DROP: Final = "DELETE FROM storage WHERE key = %s"
CLAIM: Final = "SELECT pg_try_advisory_lock(%s)"


def separated(url: str) -> tuple[str, str]:
    """Split ``postgresql://.../db?schema=prod`` into what libpq reads, and the schema."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    schema = dict(query).get("schema") or SCHEMA
    rest = urlencode([pair for pair in query if pair[0] != "schema"])
    written = urlunsplit(parts._replace(query=rest))
    if not parts.netloc:  # by a socket, or all of it by PGHOST and the like: two slashes stay
        written = f"{parts.scheme}://{parts.path}{f'?{rest}' if rest else ''}"
    return written, schema


def connected(url: str, schema: str) -> psycopg.Connection[Any]:
    """Connect to what `separated` gave; names of tables are looked for in the schema."""
    import psycopg
    from psycopg import sql

    connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    own = sql.SQL("SET search_path = {}").format(sql.Identifier(schema))
    connection.execute(own)
    return connection


class PostgresDatabase:
    """Rows in one schema of one database.

    A connection that was lost is made again: for reading at once, for writing by the call after the
    one that met the loss. Claims are advisory locks of the writing connection: the death of the
    process releases them, and so does its loss. Nothing is written before they are taken again;
    where another process has taken one meanwhile, nothing is written any more.

    Args:
        url: ``postgresql://user@host:port/database``, with ``?schema=NAME`` for an environment's
            own tables.
        make: whether to make the tables where there are none.

    Raises:
        StoreError: the server cannot be reached, its tables are of a newer version, or there are
            none and none are to be made.
    """

    def __init__(self, url: str, durability: Durability = "normal", *, make: bool = True) -> None:
        self._url, self._schema = separated(url)
        self._durability = durability
        self._holder = secrets.token_hex(8)
        self._guard = threading.Lock()
        self._claimed: set[str] = set()
        self._reading: psycopg.Connection[Any] | None = None
        self._writing: psycopg.Connection[Any] | None = None
        try:
            with self._told("be opened"):
                if not make:
                    self._found()
                migrate(self._writer(), self._schema, name=self.name)
        except StoreError:
            self.close()
            raise

    def _found(self) -> None:
        query = "SELECT to_regclass('migrations') IS NOT NULL"
        if self._writer().execute(query).fetchone() != (True,):
            text = f"{self.name}: nothing is there; a run with this --store makes it"
            raise StoreError(text)

    @property
    def name(self) -> str:
        parts = urlsplit(self._url)
        place = parts.netloc.rpartition("@")[2] or "local"
        return f"postgresql://{place}{parts.path} ({self._schema})"

    def last_number(self) -> int:
        ((last,),) = self._read("SELECT max(number) FROM tasks")
        return last or 0

    def rows(self, workflow_exec_id: str) -> list[tuple[int, bytes]]:
        return self._read(ROWS, workflow_exec_id, workflow_exec_id)

    def workflow_of(self, task_exec_id: str) -> str | None:
        query = "SELECT workflow_exec_id FROM tasks WHERE task_exec_id = %s"
        found = self._read(query, task_exec_id)
        return found[0][0] if found else None

    def unfinished(self) -> list[str]:
        return [row[0] for row in self._read(UNFINISHED, list(ENDED))]

    def claim(self, workflow_exec_id: str) -> bool:
        if workflow_exec_id in self._claimed:
            return True
        with self._told("claim a run"):
            is_ours = self._taken(self._writer(), workflow_exec_id)
        if is_ours:
            self._claimed.add(workflow_exec_id)
        return is_ours

    def entries(self, workflow_exec_id: str) -> dict[str, bytes]:
        query = "SELECT key, body FROM journal WHERE workflow_exec_id = %s"
        return dict(self._read(query, workflow_exec_id))

    def signals(self, workflow_exec_id: str, after: int) -> list[tuple[int, str, bytes]]:
        query = (
            "SELECT number, name, body FROM signals"
            " WHERE workflow_exec_id = %s AND number > %s ORDER BY number"
        )
        return self._read(query, workflow_exec_id, after)

    def value(self, key: str) -> Entry | None:
        query = "SELECT body, life_s, expires_at, owner FROM storage WHERE key = %s"
        found = self._read(query, key)
        return found[0] if found else None

    def value_keys(self, prefix: str, now: float) -> list[str]:
        query = "SELECT key FROM storage WHERE starts_with(key, %s) AND expires_at > %s"
        return [row[0] for row in self._read(query, prefix, now)]

    def take(self, workflow_exec_id: str, reach: Reach) -> bool:
        with self._told("take a run"):
            values = (workflow_exec_id, *reach, self._holder)
            return self._writer().execute(FENCE, values).rowcount == 1

    def write(self, batches: Sequence[Batch]) -> dict[str, str]:
        with self._told("be written"):
            connection = self._writer()
            # All that is written goes out at once, and is answered at once before it is committed:
            # however much it is, as many round trips.
            with connection.pipeline(), connection.transaction(), connection.cursor() as cursor:
                lost = self._lost(set().union(*(batch.held for batch in batches)), cursor)
                for batch in batches:
                    _write(batch.without(lost), cursor)
        return lost

    def _lost(self, held: set[str], cursor: psycopg.Cursor[Any]) -> dict[str, str]:
        """Of these runs, those that others have taken; the locks let nobody take more."""
        if not held:
            return {}
        found = dict(cursor.execute(HELD, (sorted(held),)).fetchall())
        return lost_runs(held, found, self._holder)

    def close(self) -> None:
        for connection in (self._reading, self._writing):
            if connection is not None:
                connection.close()

    def _read(self, query: LiteralString, *values: Any) -> list[Any]:
        import psycopg

        with self._told("be read"), self._guard:
            try:
                return self._reader().execute(query, values).fetchall()
            except psycopg.OperationalError:
                if self._reading is None or not self._reading.broken:
                    raise
                self._forget()  # lost some time ago, perhaps: the server may be back
                return self._reader().execute(query, values).fetchall()

    def _reader(self) -> psycopg.Connection[Any]:
        if self._reading is None:
            self._reading = self._connected()
        return self._reading

    def _writer(self) -> psycopg.Connection[Any]:
        """Give the connection that holds the claims, so that nothing is written without them."""
        with self._guard:
            if self._writing is None:
                self._writing = self._with_claims(self._connected())
            return self._writing

    def _with_claims(self, connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
        lost = [exec_id for exec_id in self._claimed if not self._taken(connection, exec_id)]
        if lost:
            connection.close()
            went = ", ".join(sorted(lost))
            raise StoreError(f"{self.name}: another process runs {went} since the connection broke")
        return connection

    def _taken(self, connection: psycopg.Connection[Any], workflow_exec_id: str) -> bool:
        return connection.execute(CLAIM, (self._lock(workflow_exec_id),)).fetchone() == (True,)

    def _connected(self) -> psycopg.Connection[Any]:
        connection = connected(self._url, self._schema)
        lazily = "off" if self._durability == "normal" else "on"
        connection.execute(f"SET synchronous_commit = {lazily}")
        return connection

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turn what the driver raises into the store's error, and let a broken connection go."""
        import psycopg

        try:
            yield
        except (psycopg.Error, TypeError, ValueError, OverflowError) as error:
            if isinstance(error, psycopg.OperationalError):
                self._forget()
            text = " ".join(str(error).split())
            raise StoreError(f"{self.name} cannot {what}: {text}") from error

    def _forget(self) -> None:
        for name in ("_reading", "_writing"):
            connection = getattr(self, name)
            if connection is not None and connection.broken:
                with suppress(Exception):
                    connection.close()
                setattr(self, name, None)

    def _lock(self, workflow_exec_id: str) -> int:
        """Give the number of a run's lock; two runs share one with probability 2⁻⁶⁴."""
        name = f"{self._schema}\0{workflow_exec_id}".encode()
        digest = hashlib.blake2b(name, digest_size=8).digest()
        return int.from_bytes(digest, signed=True)


def _write(batch: Batch, cursor: psycopg.Cursor[Any]) -> None:
    if batch.workflows:
        rows = [(w.workflow_exec_id, w.status.value, encode(w)) for w in batch.workflows]
        cursor.executemany(WORKFLOW, rows)
    if batch.tasks:
        cursor.executemany(
            TASK, [(t.task_exec_id, t.workflow_exec_id, n, encode(t)) for n, t in batch.tasks]
        )
    if batch.journal:
        cursor.executemany(JOURNAL, batch.journal)
    if batch.signals:
        cursor.executemany(SIGNAL, batch.signals)
    kept = [(key, *value) for key, value in batch.values.items() if value is not None]
    if kept:
        cursor.executemany(KEEP, kept)
    dropped = [(key,) for key, value in batch.values.items() if value is None]
    if dropped:
        cursor.executemany(DROP, dropped)
    if batch.released:
        cursor.executemany(RELEASE, batch.released)
        cursor.execute(SWEEP, (max(now for now, _ in batch.released),))
