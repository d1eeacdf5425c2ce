"""A mutant's life: a fork that answers inputs, and is ended where it hangs."""

from __future__ import annotations

import contextlib
import mmap
import os
import select
import signal
from collections.abc import Callable
from time import perf_counter
from typing import Final, NamedTuple

import msgspec

__all__ = ["Lived", "Post", "lived"]

PATIENCE: Final = 10.0
"""How many times as long as the candidate a mutant may take for an input, beside the grace."""
CPU_GRACE_S: Final = 0.1
"""Seconds of CPU for an input beside the patience: a busy machine takes none of them away."""
WALL_GRACE_S: Final = 2.0
"""The same of wall clock, for a mutant that waits for ever."""
LOOK_S: Final = 0.1

Changed = tuple[int, str, bytes]
"""The number of an input, and what became of it: a state and a document."""


class Lived(NamedTuple):
    """What a mutant told.

    Attributes:
        said: `ran`, or why it could not be planted.
        changed: Inputs whose answers changed.
    """

    said: str
    changed: list[Changed]


class Post:
    """What a mutant tells by, in its own process."""

    def __init__(self, writing: int, board: mmap.mmap) -> None:
        self._writing, self._board = writing, board

    def at(self, number: int, usual_s: float) -> None:
        """Say which input it is at, and let itself be ended where that takes much too long."""
        self._board[:8] = number.to_bytes(8, "little", signed=True)
        signal.setitimer(signal.ITIMER_PROF, CPU_GRACE_S + PATIENCE * usual_s)

    def tell(self, number: int, word: str, document: bytes = b"") -> None:
        body = msgspec.msgpack.encode((number, word, document))
        view = memoryview(len(body).to_bytes(4, "big") + body)
        while view:
            view = view[os.write(self._writing, view) :]


def lived(live: Callable[[Post], None], usual_s: Callable[[int], float], most: int) -> Lived:
    """Let a mutant live in a fork, until it ends or so many answers have changed.

    Args:
        live: What it does; it tells with the number -1 that it was planted, and last that it is
            `done`.
        usual_s: How long the candidate took for an input.
        most: Changed answers that are waited for.
    """
    reading, writing = os.pipe()
    with mmap.mmap(-1, 8) as board:
        board[:8] = (-1).to_bytes(8, "little", signed=True)
        child = os.fork()
        if child == 0:
            _live(live, Post(writing, board))
        os.close(writing)
        heard = _Heard(reading, board)
        hangs = True
        try:
            hangs = not heard.listen(usual_s, most)
        finally:
            os.close(reading)
            status = _ended(child)
        if heard.said == "ran" and not heard.is_done and len(heard.changed) < most:
            hangs = hangs or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == _TIMER)
            heard.changed.append((heard.at, "timed_out" if hangs else "died", b""))
        return Lived(heard.said or "broken: it ended before it was planted", heard.changed)


_TIMER: Final = signal.SIGPROF


def _ended(child: int) -> int:
    """End a fork and give its status: a signal that came first stays in it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _live(live: Callable[[Post], None], post: Post) -> None:
    try:
        signal.signal(_TIMER, signal.SIG_DFL)
        live(post)
    finally:
        os._exit(0)


class _Heard:
    """What comes from a mutant."""

    def __init__(self, reading: int, board: mmap.mmap) -> None:
        self._reading, self._board = reading, board
        self.said, self.is_done = "", False
        self.changed: list[Changed] = []

    @property
    def at(self) -> int:
        return int.from_bytes(self._board[:8], "little", signed=True)

    def listen(self, usual_s: Callable[[int], float], most: int) -> bool:
        """Hear it until it has ended, or has told enough; False where it hangs."""
        buffer, at, since = b"", -1, perf_counter()
        while len(self.changed) < most:
            ready, _, _ = select.select([self._reading], [], [], LOOK_S)
            now = perf_counter()
            if self.at != at:
                at, since = self.at, now
            if not ready:
                limit = 30.0 if at < 0 else WALL_GRACE_S + PATIENCE * usual_s(at)
                if now - since > limit:
                    return False
                continue
            piece = os.read(self._reading, 1 << 16)
            if not piece:
                break
            buffer = self._taken(buffer + piece)
        return True

    def _taken(self, buffer: bytes) -> bytes:
        while len(buffer) >= 4 and len(buffer) >= 4 + (size := int.from_bytes(buffer[:4], "big")):
            number, word, document = _MESSAGE.decode(buffer[4 : 4 + size])
            buffer = buffer[4 + size :]
            if number >= 0:
                self.changed.append((number, word, document))
            elif word == "done":
                self.is_done = True
            else:
                self.said = word
        return buffer


_MESSAGE: Final = msgspec.msgpack.Decoder(tuple[int, str, bytes])
