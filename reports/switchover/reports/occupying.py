"""A folder that one run writes to: another one at the same time would mix their files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from .records import ReportError

__all__ = ["FolderError", "occupied"]


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
        with _locked(held, folder):
            yield folder
    finally:
        os.close(held)


@contextlib.contextmanager
def _locked(held: int, folder: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # a system without it goes unguarded
        yield
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FolderError(f"{folder}: another run is writing to it") from error
    except OSError:
        pass  # a file system that knows no locks
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # said aloud, for a fork may hold it as well
            fcntl.flock(held, fcntl.LOCK_UN)
