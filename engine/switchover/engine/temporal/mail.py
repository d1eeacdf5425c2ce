"""The signals of one run on Temporal: they are in its history, so that a queue is enough."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ..run.services import Signal

__all__ = ["Mail"]


class Mail:
    """The signals that a workflow was sent and no task has taken, in order of arrival."""

    def __init__(self, signals: Iterable[Signal] = ()) -> None:
        self._waiting = deque(signals)

    def put(self, signal: Signal) -> None:
        self._waiting.append(signal)

    def take(self, name: str) -> Signal | None:
        """Return the oldest signal of that name, once."""
        for index, signal in enumerate(self._waiting):
            if signal.name == name:
                del self._waiting[index]
                return signal
        return None

    def holds(self, name: str) -> bool:
        return any(signal.name == name for signal in self._waiting)

    @property
    def waiting(self) -> tuple[Signal, ...]:
        return tuple(self._waiting)
