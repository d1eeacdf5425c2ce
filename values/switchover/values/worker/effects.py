"""What a side writes to, as far as the interpreter tells: files, databases, names of files."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Effects"]

MOST_PATHS = 1_000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NO_FILES = ("/dev/", "/proc/", "/sys/")


class Effects:
    """Collects what is opened for writing in this process, from `watch` on."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.news: list[str] = []
        self._pid = os.getpid()
        self._seers: dict[str, Callable[..., None]] = {
            "open": self._opened,
            "sqlite3.connect": self._connected,
            "os.rename": self._renamed,
            "os.remove": self._named,
            "os.truncate": self._named,
        }

    def watch(self) -> None:
        """Begin; an interpreter's hook cannot be taken out again."""
        sys.addaudithook(self._hook)

    def forget(self) -> None:
        """Begin anew, for another side."""
        self._seen.clear()
        self.news.clear()

    def fresh(self) -> list[str]:
        """Give what was not given before."""
        news, self.news = self.news, []
        return news

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        see = self._seers.get(event)
        if see is not None and len(self._seen) < MOST_PATHS:
            try:
                see(*args)
            except Exception:  # noqa: BLE001 - a hook that raises would forbid the event
                return

    def _opened(self, path: Any, mode: Any, flags: Any = 0) -> None:
        writes = bool(set(mode) & set("wax+")) if isinstance(mode, str) else False
        if writes or (mode is None and isinstance(flags, int) and flags & _WRITES):
            self._named(path)

    def _connected(self, database: Any, *_: Any) -> None:
        text = os.fsdecode(database)
        if text not in ("", ":memory:") and not text.startswith("file::memory:"):
            self._named(text)

    def _renamed(self, _: Any, target: Any, *__: Any) -> None:
        self._named(target)

    def _named(self, path: Any, *_: Any) -> None:
        if isinstance(path, int):
            return
        text = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - runs at every opening
        if text in self._seen or text.startswith(_NO_FILES) or text.endswith(".pyc"):
            return
        self._seen.add(text)
        if "__pycache__" not in text:
            self.news.append(text)
