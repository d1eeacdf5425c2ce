"""What goes over a worker's rings: frames of a head and a body."""

from __future__ import annotations

import json
from struct import Struct
from typing import Any

__all__ = [
    "ANSWER",
    "BECOME",
    "CALL",
    "CARRIED",
    "END",
    "NOT_CALLED",
    "NOT_ENCODED",
    "QUESTION",
    "RAISED",
    "REPLY",
    "RETURNED",
    "SOILED",
    "STARTED",
    "STATES",
    "Answered",
    "Frames",
    "details",
    "packed",
]

QUESTION = Struct("<QBQ")
"""Serial, kind, length of the body."""
CALL, CARRIED, BECOME, END = range(4)
"""The body is a pickle of `(args, kwargs)`; the input lies in the worker; the body names a
target; the worker is to end."""

SOILED = 71
"""Exit code of a worker that the earlier side has changed too much for the next."""

REPLY = Struct("<QBBQQQIQ")
"""Serial, kind, state, wall (ns), CPU (ns), all that the limit covers (ns), length of the details,
length of the document."""
ANSWER, STARTED = range(2)

STATES = ("returned", "raised", "not_called", "not_encoded", "died", "timed_out")
RETURNED, RAISED, NOT_CALLED, NOT_ENCODED, DIED, TIMED_OUT = range(len(STATES))


Answered = tuple[int, int, int, int, int, int, bytes, bytes]
"""One frame from a worker: what `REPLY` holds but the lengths, with details and document."""


def packed(
    serial: int, kind: int, state: int, times: tuple[int, int, int], extra: bytes, document: bytes
) -> bytes:
    head = REPLY.pack(serial, kind, state, *times, len(extra), len(document))
    return head + extra + document if extra else head + document


def details(raw: bytes) -> dict[str, Any]:
    """Read the details of an answer; strange ones are none."""
    if not raw:
        return {}
    try:
        read = json.loads(raw)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def frames(data: bytes) -> tuple[list[Answered], bytes]:
    """Cut what came into whole frames and the rest."""
    found: list[Answered] = []
    at, end, head = 0, len(data), REPLY.size
    unpack = REPLY.unpack_from
    while end - at >= head:
        serial, kind, state, wall, cpu, spent, extra, size = unpack(data, at)
        body = at + head + extra
        if end - body < size:
            break
        document = data[body : body + size]
        found.append((serial, kind, state, wall, cpu, spent, data[at + head : body], document))
        at = body + size
    return found, data[at:]


class Frames:
    """Puts whole frames together from the pieces in which they come."""

    def __init__(self) -> None:
        self._partial: list[bytes] = []
        self._has, self._needs = 0, 0

    def add(self, piece: bytes) -> list[Answered]:
        """Take the next piece, and give the frames that are whole with it."""
        self._has += len(piece)
        if self._has < self._needs:
            self._partial.append(piece)
            return []
        if self._partial:
            piece = b"".join((*self._partial, piece))
        found, rest = frames(piece)
        self._partial, self._has = [rest] if rest else [], len(rest)
        self._needs = _needed(rest)
        return found


def _needed(rest: bytes) -> int:
    """Say how many bytes a frame that has begun will have."""
    if len(rest) < REPLY.size:
        return REPLY.size
    _, _, _, _, _, _, extra, size = REPLY.unpack_from(rest)
    return REPLY.size + int(extra) + int(size)
