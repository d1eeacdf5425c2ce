"""What the engine logs while a command runs, told to a person with its reasons."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator
from typing import Final

from .console import Console

__all__ = ["reasons_told"]

ABOUT: Final = ("step", "workflow_exec_id", "reason")
"""What the engine's messages are about, in the order in which it is told."""
AGAIN_S: Final = 30.0
"""Before the same reason is told again: a server that is away is met by every step of every run."""


class _Reasons(logging.Handler):
    """Tells a message with what it is about; one reason for many steps once in a while."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self._console = console
        self._told: dict[tuple[str, str], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        message, reason = record.getMessage(), str(getattr(record, "reason", ""))
        now = time.monotonic()
        if now - self._told.get((message, reason), -AGAIN_S) < AGAIN_S:
            return
        self._told[message, reason] = now
        about = [str(getattr(record, name)) for name in ABOUT if hasattr(record, name)]
        self._console.error(": ".join([message, *about]))


@contextlib.contextmanager
def reasons_told(console: Console) -> Iterator[None]:
    """Tell on standard error, for a block, what the engine warns of."""
    logger, handler = logging.getLogger("switchover"), _Reasons(console)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
