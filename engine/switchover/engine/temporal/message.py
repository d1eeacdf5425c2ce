"""How much one answer of a workflow to its server holds: what is above 4 MiB ends the run."""

from __future__ import annotations

import asyncio
from typing import Final

from temporalio import workflow

__all__ = ["TOO_LARGE", "Message"]

FULL: Final = 1024 * 1024
"""Bytes after which an answer is sent. With one more value of 2 MiB it is still below the limit."""
TOO_LARGE: Final = "GrpcMessageTooLarge"
"""By what the SDK calls an answer above the limit."""
PATCH: Final = "answers-below-4-mib"


class Message:
    """Counts what steps one after another have put into the answer, and sends it in time."""

    def __init__(self) -> None:
        self._length = -1
        self._bytes = 0
        self._sent: asyncio.Event | None = None

    async def room(self) -> None:
        """Return when what a step gives fits in."""
        while self._sent is not None:
            await self._sent.wait()

    async def add(self, size: int) -> None:
        """Count what a step gave."""
        length = workflow.info().get_current_history_length()
        if length != self._length:
            self._length, self._bytes = length, 0
        self._bytes += size
        if self._bytes > FULL and workflow.patched(PATCH):  # older histories have no timer here
            self._bytes = 0
            self._sent = sent = self._sent or asyncio.Event()
            try:
                await workflow.sleep(
                    0.001
                )  # ends the workflow task, when steps under way have ended
            finally:
                sent.set()
                self._sent = None
