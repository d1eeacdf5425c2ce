"""The file that one process writes while it records: frames, each appended by one write.

A frame is whole or is cut at the end of the file, so a process that is killed loses at most the
frame it was at. A checksum tells what a disk or a hand has changed.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from errno import ENOSPC
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from .descriptor import Descriptor

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Frame", "Part", "frames"]

HEAD = Struct("<4sIIIII")
"""Mark, checksum, then the lengths of the header, the input, the answer and the pickle."""
MARK = b"SWR1"
LOOK_BYTES = 1 << 18
"""After so many bytes of its own a process looks how large the whole recording is."""


class Frame(NamedTuple):
    """One record of one process."""

    header: dict[str, Any]
    given: bytes
    answer: bytes
    pickled: bytes


class Part:
    """Appends frames; raises OSError where that cannot be done, and leaves no half of one."""

    def __init__(self, folder: str, most_bytes: int) -> None:
        self._folder, self._most = folder, most_bytes
        name = f"{os.getpid()}-{os.urandom(4).hex()}"
        self.path = os.path.join(folder, name)  # noqa: PTH118 - light imports
        self._file = Descriptor(self.path, os.O_APPEND)
        self._unlooked = LOOK_BYTES
        self.is_full = False
        """The whole recording has reached its limit."""

    def append(
        self, header: str, given: bytes = b"", answer: bytes = b"", pickled: bytes = b""
    ) -> None:
        """Write one frame.

        Args:
            header: a JSON object.
            given: document of the input.
            answer: document of the answer.
            pickled: the input as a pickle.

        Raises:
            OSError: The disk is full, or the file cannot be made.
        """
        top = header.encode()
        body = top + given + answer + pickled
        sizes = len(top), len(given), len(answer), len(pickled)
        data = HEAD.pack(MARK, crc32(body), *sizes) + body
        fd = self._file.number()
        written = os.write(fd, data)
        if written < len(data):
            os.ftruncate(fd, os.fstat(fd).st_size - written)
            raise OSError(ENOSPC, "no space left for a whole record")
        self._unlooked += len(data)
        if self._most and self._unlooked >= LOOK_BYTES:
            self._unlooked = 0
            self.is_full = self._size() >= self._most

    def stop(self, why: str) -> None:
        """Leave a sign that this process stopped recording; it needs no room on the disk."""
        try:
            os.rename(self.path, f"{self.path}.{why}")  # noqa: PTH104 - light imports
        except FileNotFoundError:
            with suppress(OSError):
                os.mkdir(f"{self.path}.{why}")  # noqa: PTH102 - light imports
        except OSError:
            pass

    def _size(self) -> int:
        size = 0
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another process has just given it another name
                    size += entry.stat().st_size if entry.is_file() else 0
        return size


def frames(path: str) -> Iterator[Frame | str]:
    """Give the frames of a file; in place of what cannot be read, why. No code runs."""
    with open(path, "rb") as file:  # noqa: PTH123 - as above
        data = file.read()
    at = 0
    while at < len(data):
        if len(data) - at < HEAD.size:
            yield f"{path}: cut at byte {at}"
            return
        mark, checksum, *sizes = HEAD.unpack_from(data, at)
        begin, end = at + HEAD.size, at + HEAD.size + sum(sizes)
        body = data[begin:end]
        is_cut = mark == MARK and len(body) < sum(sizes)
        frame = _read(body, sizes) if mark == MARK and crc32(body) == checksum else None
        if frame is not None and not is_cut:
            yield frame
            at = end
            continue
        yield f"{path}: {'cut' if is_cut else 'damaged'} at byte {at}"
        at = data.find(MARK, at + 1)  # behind a length that was changed other frames are whole
        if at < 0:
            return


def _read(body: bytes, sizes: list[int]) -> Frame | None:
    ends = [sum(sizes[: count + 1]) for count in range(len(sizes))]
    try:
        header = json.loads(body[: ends[0]])
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict):
        return None
    return Frame(header, body[ends[0] : ends[1]], body[ends[1] : ends[2]], body[ends[2] : ends[3]])
