"""Ends a command soon after it was told to, also when something that it called does not end."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from .exits import Exit

__all__ = ["ENDING", "Ending"]

GRACE_S: Final = 0.8
"""How long what runs may take to stop by itself; together with the rest about a second."""

SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Ending:
    """The last moments of a command that runs the code of others.

    A tool may swallow its cancellation, block the event loop, or own a thread that never ends;
    none of them keeps the process. What was not written by then is as if the process had been
    killed: the store is made for that, and a resume goes on from there.
    """

    def __init__(self) -> None:
        self._stands_down: threading.Event | None = None

    @contextmanager
    def watching(self, last_word: Callable[[], None]) -> Iterator[None]:
        """Let Ctrl-C, and what ends a job, begin the ending; inside a running event loop.

        Args:
            last_word: says what a person has to know, when the process is about to be ended.
        """
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread hears signals
            return
        kept = {number: signal.getsignal(number) for number in SIGNALS}
        for number, handler in kept.items():
            if callable(handler):
                signal.signal(number, self._heard(handler, last_word))
        try:
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)

    def begin(self, code: int, last_word: Callable[[], None] = lambda: None) -> None:
        """Give the process a moment to end by itself; then end it."""
        if self._stands_down is not None:
            return
        stands_down = self._stands_down = threading.Event()

        def wait() -> None:
            if not stands_down.wait(GRACE_S):
                last_word()
                sys.stderr.flush()
                os._exit(code)

        threading.Thread(target=wait, name="switchover-ending", daemon=True).start()

    def stand_down(self) -> None:
        """Leave the process alone: it is not the command's own."""
        if self._stands_down is not None:
            self._stands_down.set()
            self._stands_down = None

    def _heard(
        self, handler: Callable[[int, Any], Any], last_word: Callable[[], None]
    ) -> Callable[[int, Any], None]:
        def heard(number: int, frame: Any) -> None:
            self.begin(Exit.INTERRUPTED, last_word)
            handler(number, frame)

        return heard


ENDING: Final = Ending()
"""The one of this process."""
