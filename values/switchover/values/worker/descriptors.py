"""The open files of this process, and how a fork gets positions of its own in them."""

from __future__ import annotations

import contextlib
import os
import stat

__all__ = ["open_descriptors", "reopen_files"]

_MADE = os.O_CREAT | os.O_EXCL | os.O_TRUNC


def open_descriptors() -> list[int]:
    """List the open descriptors; empty where the system does not tell."""
    try:
        return sorted(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208
    except OSError:
        return []


def reopen_files() -> None:
    """Open every file anew under its old number, at the position where it was.

    A fork shares positions: what one side reads would be missing for the other. A file that
    cannot be opened again (its rights have changed) keeps the shared one.
    """
    import fcntl

    for fd in open_descriptors():
        with contextlib.suppress(OSError):
            if fd < 3 or not stat.S_ISREG(os.fstat(fd).st_mode):
                continue
            position = os.lseek(fd, 0, os.SEEK_CUR)
            flags = fcntl.fcntl(fd, fcntl.F_GETFL) & ~_MADE
            inheritable = os.get_inheritable(fd)
            anew = os.open(f"/proc/self/fd/{fd}", flags | os.O_CLOEXEC)
            os.lseek(anew, position, os.SEEK_SET)
            os.dup2(anew, fd, inheritable)
            os.close(anew)
