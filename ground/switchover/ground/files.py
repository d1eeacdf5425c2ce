"""Files that are written as a whole: a reader sees the old one or the new one, never half."""

from __future__ import annotations

import os
from contextlib import contextmanager
from threading import get_ident
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["replace_file", "whole_file"]


def replace_file(file: Path, data: bytes) -> None:
    """Put `data` in place of `file` at once, and make its folder where there is none.

    Raises:
        OSError: it cannot be written; the error names the file.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as written:
        written.write(data)


@contextmanager
def whole_file(file: Path, *, private: bool = False, lasting: bool = False) -> Iterator[IO[bytes]]:
    """Write a file inside the block; it stands in its place when the block ends without an error.

    A link stays one, and the file that it leads to is written. What is no file, such as
    `/dev/stdout` or a pipe, is written at once.

    Args:
        file: Its folder must be there.
        private: Whether nobody but its owner may read it.
        lasting: Whether it must outlast a crash of the machine from then on.

    Raises:
        OSError: it cannot be written; the error names the file.
    """
    if file.exists() and not (file.is_file() or file.is_dir()):
        with file.open("wb") as written:
            yield written
        return
    place = type(file)(os.path.realpath(file)) if file.is_symlink() else file
    beside = place.with_name(f".{place.name}.{os.getpid()}-{get_ident()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(beside, flags, 0o600 if private else 0o666), "wb") as written:
            yield written
            if lasting:
                written.flush()
                os.fsync(written.fileno())
        beside.replace(place)
    except OSError as error:
        if error.errno is None or error.filename not in (None, beside, str(beside)):
            raise  # of another file, or in a library's own words
        # A full disk names no file of its own accord.
        raise OSError(error.errno, error.strerror, str(file)) from error
    finally:
        beside.unlink(missing_ok=True)
