"""Keeps a side from acting on the world while it gets inputs that nobody has looked at.

An audit hook sees what Python code asks of the system: what compiled code does by itself, it does
not see. So it is a seat belt and not a wall: search what you would run on inputs of your own.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterable
from typing import Any, Final

from switchover.ground import clip

__all__ = ["ALLOWABLE", "DeniedError", "Guard", "limit_memory"]

_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EVENTS: Final = {
    "write": (
        *("os.mkdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.utime", "os.chflags"),
        *("os.setxattr", "os.removexattr", "os.mkfifo", "os.mknod", "syslog.syslog"),
    ),
    "delete": ("os.remove", "os.rmdir", "os.rename", "os.truncate", "shutil.rmtree"),
    "network": (
        *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"),
        *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"),
        *("socket.getnameinfo", "urllib.Request"),
    ),
    "process": (
        *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.spawn"),
        *("os.posix_spawn", "os.startfile", "os.kill", "os.killpg", "pty.spawn"),
        "signal.pthread_kill",
    ),
}
ALLOWABLE: Final = tuple(_EVENTS)
"""What may be allowed."""


class DeniedError(PermissionError):
    """A side wanted to do what a search does not let it."""


class Guard:
    """Denies, from `arm` on and for the rest of the process.

    Args:
        allowed: Of `ALLOWABLE`, what is not denied.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        kept = frozenset(allowed)
        self._kinds = {
            event: kind for kind, events in _EVENTS.items() if kind not in kept for event in events
        }
        self._writes = "write" not in kept
        self.is_off = False
        """For what the worker itself does between calls."""
        self.denied: list[str] = []
        """What was denied since it was last emptied: the kind, and what was asked."""

    def arm(self) -> None:
        """Begin; an interpreter's hook cannot be taken out again."""
        sys.dont_write_bytecode = True
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if self.is_off:
            return
        kind = self._kinds.get(event)
        if kind is None and self._writes:
            if event == "open":
                kind = _opening(*args)
            elif event == "sqlite3.connect" and not _in_memory(args[0]):
                kind = "write"
        if kind is not None:
            asked = f"{kind}: {event}({', '.join(_shown(arg) for arg in args[:2])})"
            if len(self.denied) < 20:
                self.denied.append(asked)
            raise DeniedError(f"a search denies {asked}")


def _opening(path: Any, mode: Any, flags: Any = 0) -> str | None:
    if isinstance(path, int) or path == os.devnull:
        return None
    writes = isinstance(mode, str) and bool(set(mode) & set("wax+"))
    if not writes and mode is None and isinstance(flags, int):
        writes = bool(flags & _WRITES)
    return "write" if writes else None


def _in_memory(database: Any) -> bool:
    text = os.fsdecode(database)
    return text in ("", ":memory:") or text.startswith("file::memory:")


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str | bytes | int | None) else type(value).__name__
    return clip(text, 60)


def limit_memory(more: int) -> None:
    """Let this process have so many bytes of address space more than it has now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - as everywhere here
            pages = int(file.read().split()[0])
        now = pages * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (now + more, hard))
    except (OSError, ValueError):  # a system that has no such limit; time is limited all the same
        return
