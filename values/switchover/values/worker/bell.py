"""How a worker and its parent wake each other."""

from __future__ import annotations

import select
from os import fstat, read, write
from time import sleep
from typing import Final

__all__ = ["Bell"]

IDLE_S: Final = 0.1
"""Seconds after which a waiting worker looks by itself."""
DEAF_S: Final = 0.001
"""The same where the side has closed the worker's bell."""


class Bell:
    """Two pipes, one to wake the worker and one to wake the parent.

    Their descriptors are high numbers: those who close the low ones miss them, and files opened
    later do not get their numbers. Before it writes, the worker looks whether it is still its own.
    """

    def __init__(self, heard: int, rung: int) -> None:
        self._heard, self._rung = heard, rung
        self._own = self._identity(rung), self._identity(heard)
        self._poll = select.poll()
        self._poll.register(heard, select.POLLIN)

    @staticmethod
    def _identity(fd: int) -> tuple[int, int]:
        status = fstat(fd)
        return status.st_dev, status.st_ino

    def ring(self) -> None:
        try:
            if self._identity(self._rung) == self._own[0]:
                write(self._rung, b"!")
        except OSError:  # closed by the side, or full: the parent looks by itself
            pass

    def wait(self) -> None:
        """Wait until the parent rings, a moment at most."""
        try:
            events = self._poll.poll(IDLE_S * 1e3)
            if not events:
                return
            if events[0][1] == select.POLLIN and self._identity(self._heard) == self._own[1]:
                read(self._heard, 4096)
                return
        except OSError:
            pass
        sleep(DEAF_S)
