"""Shared memory of one worker and its parent: which call runs since when, and two rings of bytes.

Nothing in it is reached by a file descriptor, so a side that closes all of them, or writes into
each, changes nothing. Every word has one writer.
"""

from __future__ import annotations

import os
import sys
from mmap import mmap
from threading import Lock

from .clocks import now_ns

__all__ = [
    "BOARD_BYTES",
    "CALLING",
    "ENCODING",
    "IDLE",
    "PHASES",
    "READING",
    "SENDING",
    "Board",
    "Ring",
    "shared",
]

RING_BYTES = 1 << 20
_PAGE = 4096
BOARD_BYTES = _PAGE + 2 * RING_BYTES

IDLE, READING, CALLING, ENCODING, SENDING = range(5)
PHASES = (
    "between two calls",
    "while its input was read",
    "while it was called",
    "while its answer was encoded",
    "while its answer was sent",
)

# Words, each on a cache line of its own.
_IN_HEAD, _IN_TAIL, _OUT_HEAD, _OUT_TAIL = 0, 8, 16, 24
_SERIAL, _SINCE, _PHASE, _ANSWERED = 32, 40, 48, 56
_DOOMED, _WORKER_WAITS, _WAKE_AT, _PID = 64, 72, 80, 88
_WORDS = 96

fence = Lock()
"""Taking a lock orders what was written before it and what is read after it, on any processor."""


class Ring:
    """A stream of bytes in shared memory, from one writer to one reader."""

    __slots__ = ("_data", "_head", "_tail", "_words")

    def __init__(self, words: memoryview, data: memoryview, head: int, tail: int) -> None:
        self._words, self._data = words, data
        self._head, self._tail = head, tail

    @property
    def written(self) -> int:
        """How many bytes were ever put in."""
        return self._words[self._head]

    @property
    def has_some(self) -> bool:
        return self._words[self._head] != self._words[self._tail]

    @property
    def is_full(self) -> bool:
        return self._words[self._head] - self._words[self._tail] == RING_BYTES

    def put(self, data: bytes | memoryview) -> int:
        """Put in what there is room for, and say how many bytes that is."""
        words, ring = self._words, self._data
        head = words[self._head]
        room = RING_BYTES - (head - words[self._tail])
        count = len(data)
        if count > room:
            count = room
            data = memoryview(data)[:count]
        if not count:
            return 0
        at = head % RING_BYTES
        first = RING_BYTES - at
        if count <= first:
            ring[at : at + count] = data
        else:
            data = memoryview(data)
            ring[at:] = data[:first]
            ring[: count - first] = data[first:]
        with fence:
            words[self._head] = head + count
        return count

    @property
    def released(self) -> int:
        """How many bytes were ever let go of."""
        return self._words[self._tail]

    def read(self, at: int) -> bytes:
        """Copy all there is from a position on."""
        ring = self._data
        with fence:
            count = self._words[self._head] - at
        if not count:
            return b""
        at %= RING_BYTES
        first = RING_BYTES - at
        if count <= first:
            return bytes(ring[at : at + count])
        return bytes(ring[at:]) + bytes(ring[: count - first])

    def release(self, until: int) -> None:
        """Give back the room of what lies before a position."""
        self._words[self._tail] = until

    def take(self) -> bytes:
        """Take out all there is."""
        at = self._words[self._tail]
        data = self.read(at)
        if data:
            self.release(at + len(data))
        return data


class Board:
    """What a worker and its parent both see.

    Args:
        memory: `BOARD_BYTES` of shared memory.
    """

    def __init__(self, memory: mmap) -> None:
        self._memory = memory
        whole = memoryview(memory)
        self.words = whole[: _WORDS * 8].cast("Q")
        data = whole[_PAGE:]
        self.inputs = Ring(self.words, data[:RING_BYTES], _IN_HEAD, _IN_TAIL)
        self.answers = Ring(self.words, data[RING_BYTES:], _OUT_HEAD, _OUT_TAIL)

    def reset(self) -> None:
        """Begin anew; while no worker lives."""
        for at in range(_WORDS):
            self.words[at] = 0

    # --- the worker's hand

    def begin(self, serial: int) -> bool:
        """Write that a call begins; False where the worker is to be killed for the one before."""
        words = self.words
        words[_SINCE] = now_ns()
        words[_SERIAL] = serial
        words[_PHASE] = READING
        with fence:
            doomed = words[_DOOMED]
        if doomed:
            words[_PHASE] = IDLE
        return not doomed

    def enter(self, phase: int) -> None:
        self.words[_PHASE] = phase

    def end(self) -> int:
        """Write that the answer has left, and give the count of those that have."""
        words = self.words
        words[_PHASE] = IDLE
        answered = words[_ANSWERED] + 1
        words[_ANSWERED] = answered
        return answered

    def is_wanted(self, answered: int) -> bool:
        """Say whether the parent sleeps until so many answers are there."""
        with fence:
            wake_at = self.words[_WAKE_AT]
        return 0 < wake_at <= answered

    @property
    def parent_sleeps(self) -> bool:
        with fence:
            return self.words[_WAKE_AT] > 0

    @property
    def worker_waits(self) -> bool:
        with fence:
            return self.words[_WORKER_WAITS] != 0

    @worker_waits.setter
    def worker_waits(self, waits: bool) -> None:
        self.words[_WORKER_WAITS] = waits

    @property
    def since_ns(self) -> int:
        return self.words[_SINCE]

    # --- the parent's hand

    def running(self) -> tuple[int, int, int]:
        """Give the serial, the beginning (ns) and the phase of what runs; serial 0 for nothing."""
        words = self.words
        phase = words[_PHASE]
        if phase == IDLE:
            return 0, 0, IDLE
        serial = words[_SERIAL]
        with fence:
            return serial, words[_SINCE], phase

    def last(self) -> tuple[int, int]:
        """Give the serial that was begun last, and its phase; of use when the worker has ended."""
        return self.words[_SERIAL], self.words[_PHASE]

    def doom(self, serial: int) -> bool:
        """Claim a worker for its running call: True if that call, and no later one, still runs."""
        self.words[_DOOMED] = serial
        if self.running()[0] == serial:
            return True
        self.words[_DOOMED] = 0
        return False

    def sleep_until(self, answered: int) -> None:
        """Ask to be woken when so many answers are there; 0 to be left alone."""
        self.words[_WAKE_AT] = answered

    @property
    def answered(self) -> int:
        return self.words[_ANSWERED]


def shared(fd: int) -> mmap:
    """Map a file, and keep no descriptor of it: who writes into every descriptor misses it."""
    if sys.version_info >= (3, 13):
        memory = mmap(fd, BOARD_BYTES, trackfd=False)
        os.close(fd)
        return memory
    twin = os.dup(fd)
    os.close(twin)
    memory = mmap(fd, BOARD_BYTES)  # it duplicates the descriptor, to the lowest free number
    if os.path.samestat(os.fstat(twin), os.fstat(fd)):
        os.close(twin)
    os.close(fd)
    return memory
