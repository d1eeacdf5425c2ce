"""A file that one process writes into, whatever the program does with its descriptors."""

from __future__ import annotations

import fcntl
import os

__all__ = ["Descriptor"]

HIGH = 700
"""Descriptors are this number or higher, where the system allows: programs close the low ones."""


class Descriptor:
    """A file of this process alone: made when it is first asked for, opened again where it is lost.

    Args:
        path: Of the file.
        flags: How it is opened, beside that it is written.
    """

    def __init__(self, path: str, flags: int = 0) -> None:
        self._path = path
        self._flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | flags
        self._fd = -1
        self._own: tuple[int, int] | None = None

    def number(self) -> int:
        """Give the number that it has now.

        Raises:
            OSError: It cannot be opened.
        """
        if self._own is None or not self._is_ours():
            self._open()
        return self._fd

    def _is_ours(self) -> bool:
        """Say whether the descriptor is still this file: programs close what they do not know."""
        try:
            status = os.fstat(self._fd)
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == self._own

    def _open(self) -> None:
        fd = os.open(self._path, self._flags, 0o600)
        try:
            high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, HIGH)
        except OSError:
            high = -1
        if high >= 0:
            os.close(fd)
            fd = high
        status = os.fstat(fd)
        self._fd, self._own = fd, (status.st_dev, status.st_ino)
