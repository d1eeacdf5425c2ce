"""What a launch would leave on the machine: noted as it is made, taken away by the parent."""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["SEGMENTS", "Notes", "on_segment", "segment_exists", "system_v"]

SEGMENTS = Path("/dev/shm")  # noqa: S108 - where Linux shows shared memory, not a place of ours
_SYSTEM_V = Path("/proc/sysvipc/shm")
_REMOVE = 0  # IPC_RMID, shmctl(2)
_SIZE = 1 << 20
_HEAD = 8


class Notes:
    """Names in a file that is mapped into memory.

    Nothing of this process grows with them, no descriptor of it is needed, and whoever has the file
    reads them, even after a kill. When the file is full, names of what is gone make room.
    """

    def __init__(self, file: Path, *, exists: Callable[[str], bool]) -> None:
        with file.open("w+b") as opened:
            opened.truncate(_SIZE)
            self._memory = mmap.mmap(opened.fileno(), _SIZE)
        self._exists = exists

    def add(self, name: str) -> None:
        """Note a name, again if need be."""
        line = os.fsencode(name) + b"\0"
        end = self._end()
        if end + len(line) > _SIZE:
            kept = b"".join(os.fsencode(each) + b"\0" for each in self.existing())
            if _HEAD + len(kept) + len(line) > _SIZE:
                return
            end = self._write(_HEAD, kept)
        self._write(end, line)

    def existing(self) -> list[str]:
        """Give the names of what is still there, each once."""
        names = dict.fromkeys(self._memory[_HEAD : self._end()].split(b"\0")[:-1])
        return [name for name in map(os.fsdecode, names) if self._exists(name)]

    def _end(self) -> int:
        return int.from_bytes(self._memory[:_HEAD], "big") or _HEAD

    def _write(self, place: int, line: bytes) -> int:
        end = place + len(line)
        self._memory[place:end] = line
        self._memory[:_HEAD] = end.to_bytes(_HEAD, "big")
        return end


@dataclass(frozen=True, slots=True)
class LaunchFolder:
    """A launch's own directory: one for its temporary files, and the notes of its segments."""

    root: Path

    @property
    def scratch(self) -> Path:
        return self.root / "tmp"

    @property
    def notes(self) -> Path:
        return self.root / "segments"


@contextmanager
def place() -> Iterator[LaunchFolder]:
    """Give a launch its place; afterwards it is gone, and so are the segments that it noted."""
    import tempfile  # for the parent alone: a launch starts without it

    with tempfile.TemporaryDirectory(prefix="switchover-", ignore_cleanup_errors=True) as root:
        found = LaunchFolder(Path(root))
        found.scratch.mkdir()
        try:
            yield found
        finally:
            _remove_noted(found.notes)


def remove_system_v(creator: int) -> None:
    """Take away the System V segments that a process has made."""
    for segment in system_v({creator}):
        import ctypes

        ctypes.CDLL(None).shmctl(segment, _REMOVE, None)


def settle_in(notes: Path) -> None:
    """Begin, in a launch: have temporary files in its own place, and note its segments."""
    if "tempfile" in sys.modules:  # a fork remembers its parent's
        vars(sys.modules["tempfile"])["tempdir"] = None
    on_segment(Notes(notes, exists=segment_exists).add)


def on_segment(tell: Callable[[str], None]) -> None:
    """Tell the name of each shared memory segment that Python code makes in this process."""
    try:
        module: Any = import_module("_posixshmem")
    except ImportError:
        return
    make = module.shm_open

    def shm_open(path: str, flags: int, *args: Any, **kwargs: Any) -> int:
        descriptor: int = make(path, flags, *args, **kwargs)
        if flags & os.O_CREAT:
            tell(path)
        return descriptor

    module.shm_open = shm_open


def segment_exists(name: str) -> bool:
    """Tell whether a named segment is there, where the platform shows them."""
    return (SEGMENTS / name.lstrip("/")).exists()


def system_v(creators: set[int]) -> list[int]:
    """Give the identifiers of the System V segments of some processes. **Source:** proc(5)."""
    found = list[int]()
    with suppress(OSError, ValueError, IndexError):
        # As bytes: a text file that is opened leaves an object behind, which a watch would count.
        head, *rows = (line.split() for line in _SYSTEM_V.read_bytes().splitlines())
        identifier, creator = head.index(b"shmid"), head.index(b"cpid")
        found += [int(row[identifier]) for row in rows if int(row[creator]) in creators]
    return found


def _remove_noted(file: Path) -> None:
    with suppress(OSError):
        noted = file.read_bytes()
        end = int.from_bytes(noted[:_HEAD], "big")
        for name in dict.fromkeys(noted[_HEAD:end].split(b"\0")[:-1]):
            with suppress(OSError):
                (SEGMENTS / os.fsdecode(name).lstrip("/")).unlink()
