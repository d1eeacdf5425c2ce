"""The signals of one run: in order, each to one receiver, across restarts."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from ..errors import EngineError
from ..plain_json import NO_PLAIN_DATA, as_read, encode, is_name, storable
from ..store import Inbox, RunStore
from .ids import new_id
from .record import RunStart
from .services import Signal

__all__ = ["Mailbox", "QueuedSignal", "send_signal", "sent"]

_decode = msgspec.json.Decoder(Signal).decode


class QueuedSignal(msgspec.Struct, frozen=True):
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
        self._waiting: dict[str, deque[QueuedSignal]] = {}
        self._first: list[QueuedSignal] = []
        self._arrived = asyncio.Event()

    def begin(self, signals: Sequence[Signal]) -> None:
        """Have those before all others that were there before the run; they are in its record.

        Their numbers are below zero, so that those in the inbox may begin anywhere.
        """
        numbered = enumerate(signals, start=-len(signals))
        self._first = [QueuedSignal(number, signal) for number, signal in numbered]

    async def send(self, signal: Signal) -> None:
        """Keep a signal; it is durable, and so acknowledged, when this returns."""
        await self._inbox.put_signal(self._exec_id, signal.name, encode(signal))
        self._arrived.set()

    def skip(self, number: int) -> None:
        """Leave out a signal that was received before a restart."""
        self._taken.add(number)

    async def receive(self, name: str, until: float) -> QueuedSignal:
        """Return the next signal of that name, or one without a signal when the moment passes."""
        while True:
            self._arrived.clear()
            self._collect()
            queued = self._waiting.get(name)
            if queued:
                return queued.popleft()
            remaining = until - self._now()
            if remaining <= 0:
                return QueuedSignal(0, None)
            await self._pause(remaining)

    async def _pause(self, remaining: float) -> None:
        patience = remaining if self._poll_s is None else min(remaining, self._poll_s)
        try:
            async with asyncio.timeout(patience):
                await self._arrived.wait()
        except TimeoutError:
            return

    def _collect(self) -> None:
        first, self._first = self._first, []
        for queued in first:
            if queued.number not in self._taken and queued.signal is not None:
                self._waiting.setdefault(queued.signal.name, deque()).append(queued)
        for number, name, body in self._inbox.signals(self._exec_id, after=self._seen):
            self._seen = number
            if number not in self._taken:
                queued = QueuedSignal(number, _decode(body))
                self._waiting.setdefault(name, deque()).append(queued)


def sent(name: str, payload: Mapping[str, Any] | None, *, workflow_id: str, now: float) -> Signal:
    """Give a signal in the envelope in which waiting tasks see it.

    Raises:
        EngineError: ``SIGNAL_PAYLOAD`` for what is no plain data; ``SIGNAL_NAME`` for a name that
            no store can keep.
    """
    if not is_name(name):
        text = f"the name of signal {storable(name)!r} has a null or half a letter in it"
        raise EngineError("SIGNAL_NAME", text, retryable=False)
    try:
        plain = as_read(dict(payload or {}), "the payload")
    except NO_PLAIN_DATA as error:
        text = f"the payload of signal {name!r} is no plain data: {error}"
        raise EngineError("SIGNAL_PAYLOAD", text, retryable=False) from error
    metadata = {
        "signal_id": new_id(),
        "received_at_utc": datetime.fromtimestamp(now, UTC).isoformat(),
        "workflow_id": workflow_id,
        "source": "api",
    }
    return Signal(name=name, payload=plain, metadata=metadata)


async def send_signal(
    store: RunStore,
    workflow_exec_id: str,
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    now: float,
) -> None:
    """Send a signal to a run of any process that shares the store; durable when this returns.

    Raises:
        EngineError: ``SIGNAL_PAYLOAD``, ``RUN_UNKNOWN``, or ``RUN_ENDED`` when nobody can receive
            it any more.
    """
    state = store.workflow(workflow_exec_id)
    if state is None:
        raise RunStart.unknown(workflow_exec_id)
    if state.status.is_terminal:
        text = f"run {workflow_exec_id!r} has ended with {state.status}"
        raise EngineError("RUN_ENDED", text, retryable=False)
    mailbox = Mailbox(store, workflow_exec_id, now=lambda: now)
    await mailbox.send(sent(name, payload, workflow_id=workflow_exec_id, now=now))
