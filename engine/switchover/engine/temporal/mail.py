"""The signals of one run on Temporal: they are in its history, so that a queue is enough."""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Iterable
from operator import itemgetter

from ..run.services import Signal

__all__ = ["Mail", "Ticket"]


class Ticket:
    """One task that waits: the signal is its own as soon as it is there."""

    __slots__ = ("name", "number", "signal")

    def __init__(self, name: str) -> None:
        self.name = name
        self.number = 0
        self.signal: Signal | None = None


class Mail:
    """The signals that a workflow was sent and no task has taken, in order of arrival.

    Of the tasks that wait for one name the first gets the next signal, and no other hears of it.
    """

    def __init__(self, signals: Iterable[Signal] = ()) -> None:
        self._waiting = list(enumerate(signals))
        self._arrived = len(self._waiting)
        self._tickets: dict[str, deque[Ticket]] = {}

    def put(self, signal: Signal) -> None:
        self._hand_over(self._arrived, signal)
        self._arrived += 1

    def ticket(self, name: str) -> Ticket:
        """Stand in line for the next signal of that name; the oldest one, if there is one."""
        ticket = Ticket(name)
        for index, (number, signal) in enumerate(self._waiting):
            if signal.name == name:
                del self._waiting[index]
                ticket.number, ticket.signal = number, signal
                return ticket
        self._tickets.setdefault(name, deque()).append(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Wait no longer; a signal that was not taken is the next one's."""
        if ticket.signal is not None:
            signal, ticket.signal = ticket.signal, None
            self._hand_over(ticket.number, signal)
        elif ticket in self._tickets.get(ticket.name, ()):
            self._tickets[ticket.name].remove(ticket)

    def _hand_over(self, number: int, signal: Signal) -> None:
        """Give a signal to the first who waits for it; else it waits where it was in order."""
        tickets = self._tickets.get(signal.name)
        if tickets:
            first = tickets.popleft()
            first.number, first.signal = number, signal
        else:
            insort(self._waiting, (number, signal), key=itemgetter(0))

    @property
    def waiting(self) -> tuple[Signal, ...]:
        return tuple(signal for _, signal in self._waiting)
