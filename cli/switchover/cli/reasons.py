"""What the engine logs while a command runs, told to a person with its reasons."""

from __future__ import annotations

import contextlib
import logging
import re
import time
from collections.abc import Iterator
from typing import Final

from .console import Console

__all__ = ["reasons_told"]

ABOUT: Final = ("step", "workflow_exec_id", "reason")
"""What the engine's messages are about, in the order in which it is told."""
CORE: Final = "temporalio.core"
"""What Temporal's core, which is no Python, is told by; see `log_to_python`."""
WHY: Final = re.compile(r'(?:message|error): "([^"]+)"')
AGAIN_S: Final = 30.0
"""Before the same reason is told again: a server that is away is met by every step of every run."""


class _Reasons(logging.Handler):
    """Tells a message with what it is about; one reason for many steps once in a while."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self._console = console
        self._told: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        said, reason = self._read(record)
        now, known = time.monotonic(), f"{record.name} {reason}"
        if now - self._told.get(known, -AGAIN_S) < AGAIN_S:
            return
        self._told[known] = now
        self._console.error(said)

    def _read(self, record: logging.LogRecord) -> tuple[str, str]:
        """Read what is told of a record, and by what it is the same as another."""
        message, reason = record.getMessage(), str(getattr(record, "reason", ""))
        if record.name == CORE and (found := WHY.findall(message)):
            return f"Temporal's server does not answer: {found[-1]}; it is asked again", found[-1]
        about = [str(getattr(record, name)) for name in ABOUT if hasattr(record, name)]
        return ": ".join([message, *about]), f"{message} {reason}"


@contextlib.contextmanager
def reasons_told(console: Console) -> Iterator[None]:
    """Tell on standard error, for a block, what the engine and Temporal's core warn of."""
    # What it cannot end it tells in its own terms, where the store's error says it in ours.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    loggers, handler = [logging.getLogger(name) for name in ("switchover", CORE)], _Reasons(console)
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
