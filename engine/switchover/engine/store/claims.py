"""Which process runs which run: a lock for each that its death releases."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from .errors import StoreError

__all__ = ["Claims"]

RANGE: Final = 2**62  # offsets that a lock may have; two runs share one with probability 2⁻⁶²


class Claims:
    """Locks single bytes of an empty file beside the store, each byte standing for a run.

    The system releases them when the process ends, however it ends, and when it closes any other
    `Claims` on the same file. Where there are no such locks (on Windows) every claim succeeds.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreError(f"{path}: cannot be opened: {error.strerror}") from error

    def take(self, workflow_exec_id: str) -> bool:
        """Claim a run; False when another process has it."""
        try:
            import fcntl
        except ImportError:
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _offset(workflow_exec_id))
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Release all claims."""
        os.close(self._file)


def _offset(workflow_exec_id: str) -> int:
    digest = hashlib.blake2b(workflow_exec_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest) % RANGE
