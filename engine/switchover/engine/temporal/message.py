"""How much one answer of a workflow to its server holds: above 4 MiB it ends the run."""

from __future__ import annotations

import asyncio
from typing import Final

from temporalio import workflow

__all__ = ["TOO_LARGE", "Message"]

FULL: Final = 1024 * 1024
"""Bytes after which an answer is sent. With one more value of 2 MiB it is still below the limit."""
TOO_LARGE: Final = "GrpcMessageTooLarge"
"""By what the SDK calls an answer above the limit."""
MOST: Final = 100
"""Steps after which an answer is sent. A history is replayed an answer at a time, each of which has
to take less than two seconds of the SDK's, on a busy machine as well."""
PATCH: Final = "answers-below-4-mib"
SHORT: Final = "answers-of-100-steps"


class Message:
    """Counts what steps have put into the answer, and sends it in time."""

    def __init__(self) -> None:
        self._length = -1
        self._bytes = self._steps = 0
        self._sent: asyncio.Event | None = None

    async def room(self) -> None:
        """Return when what a step gives fits in."""
        while self._sent is not None:
            await self._sent.wait()

    async def add(self, size: int) -> None:
        """Count what a step gave."""
        length = workflow.info().get_current_history_length()
        if length != self._length:
            self._length, self._bytes, self._steps = length, 0, 0
        self._bytes += size
        self._steps += 1
        if self._sent is None and self._is_due():
            await self._send()

    def _is_due(self) -> bool:
        """Whether it is full; older histories have no timer where it is."""
        if self._bytes > FULL and workflow.patched(PATCH):
            return True
        return self._steps >= MOST and workflow.patched(SHORT)

    async def _send(self) -> None:
        """End the workflow task, once steps under way have ended."""
        self._bytes = self._steps = 0
        self._sent = sent = asyncio.Event()
        try:
            await workflow.sleep(0.001)
        finally:
            sent.set()
            self._sent = None
