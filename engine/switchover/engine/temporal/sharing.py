"""One server of our own for a file of histories: who comes later is told where it answers."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from ..errors import EngineError

__all__ = ["ServerFile"]

ASK_S: Final = 0.05


class ServerFile:
    """A file beside the histories, locked for as long as their server lives, with its address.

    Two servers on one file would each know nothing of what the other takes: a signal would reach no
    run. The system releases the lock when the process ends, however it ends. Where there are no
    such locks (on Windows) everybody is alone.
    """

    def __init__(self, histories: str) -> None:
        self._path = Path(f"{histories}-server")
        self._file = -1

    def take(self) -> bool:
        """Make it ours; False where another process has a server there."""
        try:
            import fcntl
        except ImportError:
            return True
        while True:
            opened = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(opened)
                return False
            if self._is_there(opened):
                self._file = opened
                os.ftruncate(opened, 0)
                return True
            os.close(opened)  # it was removed by who had it before

    def _is_there(self, opened: int) -> bool:
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(opened), self._path.stat())
        return False

    def say(self, address: str) -> None:
        """Tell others where our server answers."""
        if self._file >= 0:
            os.pwrite(self._file, f"{address}\n".encode(), 0)

    async def address(self, *, within_s: float) -> str:
        """Read where the server of another process answers, as soon as it does.

        Raises:
            EngineError: ``TEMPORAL_SERVER`` where it does not say so in time.
        """
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            with suppress(FileNotFoundError):
                text = self._path.read_text(encoding="utf-8")
                if text.endswith("\n"):
                    return text.strip()
            await asyncio.sleep(ASK_S)
        text = (
            f"{self._path}: another process begins a server there, and does not say within"
            f" {within_s:g} s that it is up"
        )
        raise EngineError("TEMPORAL_SERVER", text, retryable=False)

    def release(self) -> None:
        """Let others have it."""
        if self._file >= 0:
            with suppress(FileNotFoundError):
                self._path.unlink()
            os.close(self._file)
            self._file = -1
