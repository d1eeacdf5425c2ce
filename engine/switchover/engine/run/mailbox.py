"""The signals of one run: in order, each to one receiver, across restarts."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

import msgspec

from switchover.engine.run.services import Signal
from switchover.engine.store import Inbox

__all__ = ["Letter", "Mailbox"]

_decode = msgspec.json.Decoder(Signal).decode
_encode = msgspec.json.Encoder().encode


class Letter(msgspec.Struct, frozen=True):
    """A signal, and its number in the inbox; a number of zero means that the time ran out."""

    number: int
    signal: Signal | None


class Mailbox:
    """Hands the signals that were sent to a run to the waits of that run.

    Args:
        poll_s: how often to look for signals that other processes sent; None for never.
    """

    def __init__(
        self,
        inbox: Inbox,
        workflow_exec_id: str,
        *,
        now: Callable[[], float],
        poll_s: float | None = None,
    ) -> None:
        self._inbox = inbox
        self._exec_id = workflow_exec_id
        self._now = now
        self._poll_s = poll_s
        self._seen = 0
        self._taken: set[int] = set()
        self._waiting: dict[str, deque[Letter]] = {}
        self._arrived = asyncio.Event()

    async def send(self, signal: Signal) -> None:
        """Keep a signal; it is durable, and so acknowledged, when this returns."""
        await self._inbox.put_signal(self._exec_id, signal.name, _encode(signal))
        self._arrived.set()

    def skip(self, number: int) -> None:
        """Leave out a signal that was received before a restart."""
        self._taken.add(number)

    async def receive(self, name: str, until: float) -> Letter:
        """Return the next signal of that name, or an empty letter when the moment passes."""
        while True:
            self._arrived.clear()
            self._collect()
            letters = self._waiting.get(name)
            if letters:
                return letters.popleft()
            remaining = until - self._now()
            if remaining <= 0:
                return Letter(0, None)
            await self._pause(remaining)

    async def _pause(self, remaining: float) -> None:
        patience = remaining if self._poll_s is None else min(remaining, self._poll_s)
        try:
            async with asyncio.timeout(patience):
                await self._arrived.wait()
        except TimeoutError:
            return

    def _collect(self) -> None:
        for number, name, body in self._inbox.signals(self._exec_id, after=self._seen):
            self._seen = number
            if number not in self._taken:
                letter = Letter(number, _decode(body))
                self._waiting.setdefault(name, deque()).append(letter)
