"""The file of a SQLite store: made as a whole or not at all, and looked at before it is used."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from .database import Durability
from .errors import StoreError
from .schema import connect, create

__all__ = ["prepare"]

MAGIC: Final = b"SQLite format 3\0"
HEADER: Final = 100  # bytes; their meaning: https://www.sqlite.org/fileformat.html, section 1.3
PATIENCE_S: Final = 1.0  # another process may be about to make the file as long as it says


def prepare(path: Path, durability: Durability, *, make: bool) -> None:
    """Return when there is a store's file that may be opened.

    A new one appears with all its tables, so that one without any was never made by us.

    Raises:
        StoreError: ``STORE_MISSING`` when there is none and none is to be made;
            ``STORE_DAMAGED`` for one that is empty, cut, or no database.
    """
    if path.exists():
        _check(path)
        return
    if not make:
        text = f"{path}: there is no store; nothing was made. Is the path right?"
        raise StoreError(text, code="STORE_MISSING")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: cannot open the store: there is no folder {path.parent}")
    made = path.with_name(f"{path.name}-new-{secrets.token_hex(4)}")
    try:
        connection = connect(made, durability)
        try:
            create(connection, path)
        finally:
            connection.close()
        _put_in_place(made, path)
    except OSError as error:
        text = f"{path}: cannot make the store: {error.strerror or error}"
        raise StoreError(text) from error
    finally:
        for rest in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                made.with_name(made.name + rest).unlink()


def _put_in_place(made: Path, path: Path) -> None:
    try:
        os.link(made, path)
    except FileExistsError:
        return  # another process was faster
    except OSError:  # a file system without links
        made.replace(path)


def _check(path: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while fault := _fault(path):
        if time.monotonic() > until:
            raise StoreError(f"{path}: {fault}", code="STORE_DAMAGED")
        time.sleep(0.05)


def _fault(path: Path) -> str:
    """Say what is wrong with a file by its length and its first bytes; nothing if all is well."""
    with path.open("rb") as file:
        head = file.read(HEADER)
        size = file.seek(0, os.SEEK_END)
    if not head:
        return "the store is empty, its runs are lost; remove it to begin with a new one"
    if not head.startswith(MAGIC[: len(head)]):
        return "cannot open the store: the file is no database"
    page = int.from_bytes(head[16:18])
    pages = int.from_bytes(head[28:32]) if head[24:28] == head[92:96] else 0
    whole = max(pages * (65536 if page == 1 else page), HEADER)
    if size < whole:
        return f"the store is cut: {size} of {whole} bytes are there; bring the whole file back"
    return ""
