"""Readings of what malloc does not know of: memory mapped elsewhere, shared segments, files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..launch.leftovers import (
    SEGMENTS,
    Notes,
    on_segment,
    segment_exists,
    system_v,
)

__all__ = ["Probe", "made_path"]

Probe = Callable[[], int]
_MAPS = Path("/proc/self/maps")
_ROLLUP = Path("/proc/self/smaps_rollup")
_STATM = Path("/proc/self/statm")
_PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096
_BLOCK = 512
"""Bytes of Python's largest small block. **Source:** CPython, SMALL_REQUEST_THRESHOLD."""


def mappings() -> int:
    """Count the places that are mapped into this process."""
    return _MAPS.read_bytes().count(b"\n")


def resident(heap: Probe, blocks: Probe) -> Probe:
    """Read the resident memory, its own or shared, that no allocator of Python accounts for.

    What malloc has given out is taken off, and the most that Python's small blocks can be: a cache
    of Python objects that fills is not seen here, but memory from an allocator of its own is.
    """
    return lambda: _resident_bytes() - heap() - _BLOCK * blocks()


def mapped(heap: Probe, blocks: Probe) -> Probe:
    """Read the mapped memory, touched or not, that no allocator of Python accounts for."""
    return lambda: int(_STATM.read_bytes().split()[0]) * _PAGE - heap() - _BLOCK * blocks()


class Segments:
    """Counts the named and the System V segments that this process has made since.

    Python's own are noted as they are made. Others that are new count as well, unless a process
    that is none of ours has them mapped: nobody says who made a segment, only who uses it.
    """

    def __init__(self, notes: Path) -> None:
        self._before = _names()
        self._unsaid: set[str] = set()  # made by nobody who said so, and mapped by no other
        self._notes = Notes(notes, exists=segment_exists)
        on_segment(self._notes.add)

    def count(self) -> int:
        """Give how many there are now."""
        noted = {name.lstrip("/") for name in self._notes.existing()}
        there = _names()
        if new := there - self._before - self._unsaid - noted:
            foreign = set(_mapped_by_others())
            self._before |= new & foreign
            self._unsaid |= new - foreign
        return len(noted) + len(self._unsaid & there) + len(system_v({os.getpid()}))


class Files:
    """Counts files and directories: below `scratch` all, elsewhere those made by Python code."""

    def __init__(self, scratch: Path, notes: Path) -> None:
        self._scratch = str(scratch)
        self._notes = Notes(notes, exists=os.path.lexists)
        sys.addaudithook(self._hear)

    def count(self) -> int:
        """Give how many there are now."""
        below = sum(len(names) + len(folders) for _, folders, names in os.walk(self._scratch))
        return below + len(self._notes.existing())

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        made = made_path(event, arguments)
        if made and not made.startswith((self._scratch, "/dev/", "/proc/")):
            self._notes.add(made)


def made_path(event: str, arguments: tuple[Any, ...]) -> str:
    """Give the file or directory that an audit event tells of having been made, or else ""."""
    place = _MADE.get(event)
    if place is None or (event == "open" and not (arguments[2] or 0) & os.O_CREAT):
        return ""
    path = arguments[place] if len(arguments) > place else None
    if not isinstance(path, str | bytes | os.PathLike):
        return ""
    return os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - Path() would make objects


_MADE = {
    "open": 0,
    "os.link": 1,
    "os.mkdir": 0,
    "os.rename": 1,
    "os.symlink": 1,
    "socket.bind": 1,
    "sqlite3.connect": 0,
}
"""By audit event, the argument that names what is made, or was there already. A file that is made
under one name and moved (a write that is whole or nothing) stands under its second one."""


def is_told() -> bool:
    """Say whether this platform tells any of it."""
    return _ROLLUP.is_file() and SEGMENTS.is_dir()


def _resident_bytes() -> int:
    """Read anonymous and shared resident memory. **Source:** proc(5), smaps_rollup: exact."""
    found = 0
    for line in _ROLLUP.read_bytes().splitlines():
        if line.startswith((b"Anonymous:", b"Pss_Shmem:")):
            found += int(line.split()[1]) * 1024
    return found


def _names() -> set[str]:
    """Give the segments of this user."""
    found = set[str]()
    with suppress(OSError):
        for entry in os.scandir(SEGMENTS):
            with suppress(OSError):  # gone meanwhile
                if entry.stat(follow_symlinks=False).st_uid == os.getuid():
                    found.add(entry.name)
    return found


def _mapped_by_others() -> Iterator[str]:
    """Give the names of segments that are mapped by processes outside of our session."""
    ours = os.getsid(0)
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getsid(int(process.name)) == ours:
                continue
            for line in (process / "maps").read_text(errors="replace").splitlines():
                _, found, name = line.partition(f"{SEGMENTS}/")
                if found:
                    yield name.removesuffix(" (deleted)")
