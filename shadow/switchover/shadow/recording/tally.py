"""How often each place of one process called: exact at any moment, whatever ends the process."""

from __future__ import annotations

import os
from struct import Struct
from typing import NamedTuple

from .descriptor import Descriptor

__all__ = ["TALLY", "CallTally", "Count", "tallied"]

TALLY = ".tally"
"""What the name of the file ends with, beside the frames of the same process."""
_ROW = Struct("<QQQ")


class Count(NamedTuple):
    """Of one place: the calls that were seen, and those of them that could not be kept.

    Attributes:
        lost: Because the stack or the memory was at its end.
        below: Of a class method, on another class than the one that is named.
    """

    seen: int = 0
    lost: int = 0
    below: int = 0

    def most(self, other: Count) -> Count:
        """Give the later of two counts of one place: they only grow."""
        return Count(*map(max, self, other))


class CallTally:
    """Writes counts in place, so a file is as large as there are places.

    Args:
        path: Of the file of frames.
    """

    def __init__(self, path: str) -> None:
        self._file = Descriptor(path + TALLY)

    def write(self, site: int, count: Count) -> None:
        """Say how often a place has called until now.

        Args:
            site: Its number in this process.
            count: What it comes to now.

        Raises:
            OSError: The disk is full, or the file cannot be made.
        """
        os.pwrite(self._file.number(), _ROW.pack(*count), site * _ROW.size)


def tallied(path: str) -> dict[int, Count]:
    """Read the counts by number of the place; none where there is no file. No code runs."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - light imports
            data = file.read()
    except FileNotFoundError:
        return {}
    whole = data[: len(data) - len(data) % _ROW.size]
    rows = enumerate(_ROW.iter_unpack(whole))
    return {site: Count(*row) for site, row in rows if any(row)}
