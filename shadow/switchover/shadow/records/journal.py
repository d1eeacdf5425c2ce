"""Comparisons as JSON lines: one per input, written as the run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

import msgspec

from ..errors import ShadowError
from .comparison import Comparison

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ComparisonJournal", "FileJournal", "JournalError", "NullJournal", "read_comparisons"]

CHUNK: Final = 2**16
"""Bytes gathered before they are written."""
WAIT_S: Final = 0.25
"""Seconds after which they are written with the next comparison, however few they are."""


class JournalError(ShadowError):
    """A file of comparisons cannot be written or read."""


class ComparisonJournal(Protocol):
    """Takes comparisons, one by one."""

    def write(self, comparison: Comparison) -> None: ...

    def close(self) -> None: ...


class NullJournal:
    """Keeps nothing."""

    def write(self, comparison: Comparison) -> None:
        """Forget it."""

    def close(self) -> None:
        """Do nothing."""


class FileJournal:
    """Writes to a file, 64 KB or a quarter of a second at a time: a killed run has lost little.

    Raises:
        JournalError: The file cannot be opened or, later, written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoder = msgspec.json.Encoder()
        self._line = bytearray()
        self._waiting = bytearray()
        self._begins = 0
        self._is_torn = False
        self._next = monotonic() + WAIT_S
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = path.open("wb", buffering=0)
        except OSError as error:
            raise JournalError(f"{path}: cannot be written: {error.strerror}") from error

    def write(self, comparison: Comparison) -> None:
        self._encoder.encode_into(comparison, self._line)
        self._line += b"\n"
        self._waiting += self._line  # at once: an interruption leaves no half of a line
        if len(self._waiting) >= CHUNK or monotonic() >= self._next:
            self._flush()

    def _flush(self) -> None:
        """Write what waits; called again after an interruption, what the file does not hold yet."""
        self._next = monotonic() + WAIT_S
        waiting = memoryview(self._waiting)
        try:
            done = self._file.tell() - self._begins if self._is_torn else 0
            self._is_torn = True
            while done < len(waiting):
                done += self._file.write(waiting[done:])
            self._begins, self._waiting, self._is_torn = self._begins + done, bytearray(), False
        except OSError as error:
            self._file.close()
            raise JournalError(f"{self._path}: cannot be written: {error.strerror}") from error

    def close(self) -> None:
        try:
            self._flush()
        finally:
            self._file.close()


def read_comparisons(path: Path) -> Iterator[Comparison]:
    """Read what a run wrote, line by line; a last line cut off by a kill is left out.

    Raises:
        JournalError: The file cannot be read, or a line of it is no comparison.
    """
    decoder = msgspec.json.Decoder(Comparison)
    number = 0
    try:
        with path.open("rb") as file:
            for line in file:
                number += 1
                if not line.endswith(b"\n"):
                    return
                yield decoder.decode(line)
    except OSError as error:
        raise JournalError(f"{path}: cannot be read: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise JournalError(f"{path}:{number}: no comparison: {error}") from error
