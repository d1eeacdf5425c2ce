"""What a side keeps outside of its process: files that it opens, and a world without them.

A cache on disk answers fresh processes as well. It is told from data by taking its files away: what
still answers the same, and takes longer, had only remembered.
"""

from __future__ import annotations

import builtins
import importlib
import io
import os
import shutil
import site
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["Opened", "hide"]

_CODE = frozenset({".py", ".pyc", ".pyi", ".so", ".pyd", ".dylib", ".pth", ".zip", ".whl"})
_SYSTEM = ("/proc/", "/dev/", "/sys/", "/etc/", "/usr/", "/lib/", "/lib64/")
DBM = "dbm"
"""Stands for the files that the module of that name opens: no audit event tells of them."""

_DATABASES = ("sqlite3.dbapi2", "sqlite3")
_PATHS: Mapping[ModuleType, Sequence[str]] = {
    os: ("open", "stat", "lstat", "access", "remove", "unlink", "truncate", "utime", "chmod"),
    io: ("open",),
    builtins: ("open",),
}
_MOVES = ("rename", "replace")


class Opened:
    """Notes each file that is opened, or database connected to, until it is told to stop.

    Code and what belongs to the system or to an installed library is left out, and so is the
    launch's own place for temporary files, which no other launch sees.
    """

    def __init__(self) -> None:
        self.files: dict[str, None] = {}
        self._on = True
        self._ours = _ours()
        sys.addaudithook(self._hear)

    def stop(self) -> tuple[str, ...]:
        """Hear no more, and give what was opened; a hook cannot be taken away."""
        self._on = False
        return tuple(self.files)

    @property
    def named(self) -> tuple[str, ...]:
        """What was opened so far and can be hidden: all but what `dbm` did not tell of."""
        return tuple(path for path in self.files if path != DBM)

    def note(self, name: object) -> None:
        """Note a file, where it is one that counts."""
        if isinstance(name, str | bytes | os.PathLike):
            path = os.path.abspath(os.fsdecode(name))  # noqa: PTH100 - Path() would stat
            if not path.startswith(self._ours) and not _is_code(Path(path)):
                self.files[path] = None

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if event in {"open", "sqlite3.connect"}:
            with suppress(ValueError):  # no name that a file can have
                self.note(arguments[0] if event == "open" else _database(arguments[0]))
        elif event == "import" and arguments[0] == "dbm":  # which tells of no file
            self.files.setdefault(DBM)


def hide(files: Iterable[str]) -> None:
    """Have this process find none of these files: what opens one gets an empty place of its own.

    What it writes there it finds again. Python's own ways to a file are led elsewhere, and those
    of `sqlite3` and `dbm`; what an extension opens by itself is not.
    """
    places = _Places(files)
    for module, names in _PATHS.items():
        for name in names:
            setattr(module, name, places.led(getattr(module, name)))
    for name in _MOVES:
        setattr(os, name, places.moved(getattr(os, name)))
    with suppress(ImportError):
        dbm = importlib.import_module("dbm")
        setattr(dbm, "open", places.led(dbm.open))  # noqa: B010 - a module's, not ours to assign to
    for database in _DATABASES:
        with suppress(ImportError):
            held = importlib.import_module(database)
            setattr(held, "connect", places.led(held.connect, places.database))  # noqa: B010


class _Places:
    """The other place of each file that is hidden."""

    def __init__(self, files: Iterable[str]) -> None:
        folder = tempfile.mkdtemp(prefix="without-")
        self._places = {
            path: os.path.join(folder, f"{number}-{os.path.basename(path)}")  # noqa: PTH118, PTH119
            for number, path in enumerate(files)
        }

    def other(self, name: Any) -> Any:
        """Give where a file lies in this process."""
        if not isinstance(name, str | bytes | os.PathLike):
            return name
        try:
            return self._places.get(os.path.abspath(os.fsdecode(name)), name)  # noqa: PTH100
        except (ValueError, TypeError):
            return name

    def database(self, name: Any) -> Any:
        """Give where a database lies in this process, by its path or its URI."""
        if not str(name).startswith("file:"):
            return self.other(name)
        path = _database(name)
        place = self.other(path)
        return name if place == path else f"{Path(place).as_uri()}?{urlsplit(str(name)).query}"

    def led(
        self, function: Callable[..., Any], lead: Callable[[Any], Any] | None = None
    ) -> Callable[..., Any]:
        """Give a function whose first argument names a file, led to the other place of it."""
        lead = lead or self.other

        @wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            if arguments:
                arguments = (lead(arguments[0]), *arguments[1:])
            return function(*arguments, **options)

        return call

    def moved(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that moves a file to a name, led to the other places of both."""

        @wraps(function)
        def call(source: Any, target: Any, **options: Any) -> None:
            here, there = self.other(source), self.other(target)
            if (here, there) == (source, target):
                function(source, target, **options)
            else:
                shutil.move(here, there)  # which may lie on another disk

        return call


def _database(name: object) -> object:
    """Give the path of a database that sqlite3 is asked for, None where it lies in memory.

    It may be asked for by a URI, as `dbm.sqlite3` does, which is `shelve` from Python 3.13 on.
    """
    if not isinstance(name, str | bytes | os.PathLike):
        return name
    path, mode = os.fsdecode(name), list[str]()
    if path.startswith("file:"):
        parts = urlsplit(path)
        path, mode = unquote(parts.path), parse_qs(parts.query).get("mode", [])
    return None if path in {"", ":memory:"} or mode == ["memory"] else path


def _is_code(path: Path) -> bool:
    return path.suffix in _CODE or path.parent.name == "__pycache__"


def _ours() -> tuple[str, ...]:
    """Give where what is opened is no matter: code, the system, and this launch's own place."""
    installed = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib")}
    installed |= {*site.getsitepackages(), sysconfig.get_path("platlib")}
    scratch = os.path.abspath(tempfile.gettempdir())  # noqa: PTH100
    return (*_SYSTEM, scratch + os.sep, *(each + os.sep for each in installed if each))
