"""Brings an environment's tables up to this version: numbered files of plain SQL, each once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ..errors import StoreError

__all__ = ["migrate"]

FOLDER: Final = Path(__file__).parent
LOCK: Final = 0x5357_4954_4348  # one process at a time makes tables; the number is arbitrary


def migrate(connection: Any, schema: str, *, name: str) -> None:
    """Make the schema, and run what has not been run in it, all or nothing.

    Raises:
        StoreError: a newer version has written it.
    """
    from psycopg import sql

    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (number int PRIMARY KEY, name text NOT NULL,"
            " ran_at timestamptz NOT NULL DEFAULT now())"
        )
        done = {number for (number,) in connection.execute("SELECT number FROM migrations")}
        files = {int(file.name.partition("_")[0]): file for file in FOLDER.glob("*.sql")}
        if unknown := done - set(files):
            text = (
                f"{name}: its tables have migration {max(unknown)};"
                f" this version knows {max(files)} and none after it"
            )
            raise StoreError(text)
        for number in sorted(set(files) - done):
            connection.execute(files[number].read_text(encoding="utf-8"))
            row = (number, files[number].name)
            connection.execute("INSERT INTO migrations (number, name) VALUES (%s, %s)", row)
