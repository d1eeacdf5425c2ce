"""A folder that one run writes to: another one at the same time would mix their files."""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .records import ReportError

__all__ = ["FolderError", "occupied"]

_fcntl: Any = None  # a system without it goes unguarded
with contextlib.suppress(ImportError):
    _fcntl = importlib.import_module("fcntl")


class FolderError(ReportError):
    """The report's folder cannot be made or written to, or another run writes to it."""

    remedy = "name another folder with --out"


@contextlib.contextmanager
def occupied(folder: Path) -> Iterator[Path]:
    """Make the folder, and hold it for one run; it is free again when the process is over.

    Raises:
        FolderError: It cannot be made or written to, or another process holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise FolderError(f"{folder}: no report can go there: {error.strerror}") from error
    try:
        if not os.access(folder, os.W_OK | os.X_OK):
            raise FolderError(f"{folder}: no report can go there: it cannot be written to")
        _lock(held, folder)
        yield folder
    finally:
        if _fcntl is not None:
            with contextlib.suppress(OSError):  # said aloud, for a fork may hold it as well
                _fcntl.flock(held, _fcntl.LOCK_UN)
        os.close(held)


def _lock(held: int, folder: Path) -> None:
    if _fcntl is None:
        return
    try:
        _fcntl.flock(held, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FolderError(f"{folder}: another run is writing to it") from error
    except OSError:
        return  # a file system that knows no locks
