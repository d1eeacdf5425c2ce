"""A runner, from outside: gets chunks, says how far it is, and is missed when it ends."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

from ..problem import MigrationError
from .orders import At, CannotRun, ChunkOrder, Done, RunnerOrders

__all__ = ["RunnerFailedError", "RunnerLostError", "RunnerProcess"]

LOOK_S: Final = 0.2
STOP_S: Final = 5.0
"""Seconds that a runner has to end the inputs that it began."""


MOST_UNREADY: Final = 3
"""Processes in a row that may end before they have read the plan: one may be killed by chance."""
UNREADY: Final = "the process that is to run chunks ended while it read the plan and its corpus"


class RunnerLostError(Exception):
    """The process ended before the chunk did.

    Args:
        began: Whether it ran inputs of it; else it was still reading the plan.
    """

    def __init__(self, *, began: bool) -> None:
        super().__init__("the process ended")
        self.began = began


class RunnerFailedError(MigrationError):
    """A runner said that nothing can be run."""

    remedy = "mend what it says; the same line with --resume goes on"


class RunnerProcess:
    """One process that runs chunks, begun when there is one to run, and anew after a loss.

    Args:
        orders: What it is to run.
    """

    def __init__(self, orders: RunnerOrders) -> None:
        self._orders = orders
        self._process: subprocess.Popen[bytes] | None = None
        self._link: Connection | None = None
        self._is_ready = False
        self._unready = 0

    @property
    def pid(self) -> int | None:
        """The process, where there is one."""
        return self._process.pid if self._process is not None else None

    def run(
        self, order: ChunkOrder, at: Callable[[int], None], is_over: Callable[[], bool]
    ) -> Done | None:
        """Run a chunk.

        Args:
            order: The chunk, and where it begins.
            at: Called now and then with the number of inputs that are done.
            is_over: Asked now and then whether to stop: then the inputs that were begun end.

        Returns:
            What was done of it; None where nothing was, for it was to stop.

        Raises:
            RunnerLostError: The process ended before the chunk did.
            RunnerFailedError: It says why nothing can be run.
        """
        try:
            link = self._linked()
            link.send(order)
            return self._followed(link, at, is_over)
        except (EOFError, ConnectionError) as error:
            self.end()
            if self._is_ready:
                raise RunnerLostError(began=True) from error
            self._unready += 1
            if self._unready >= MOST_UNREADY:
                raise RunnerFailedError(UNREADY) from error
            raise RunnerLostError(began=False) from error

    def _followed(
        self, link: Connection, at: Callable[[int], None], is_over: Callable[[], bool]
    ) -> Done | None:
        done, stop_at = 0, float("inf")
        while True:
            if link.poll(LOOK_S):
                said = link.recv()
                if isinstance(said, Done):
                    return said
                if isinstance(said, CannotRun):
                    self.end()
                    raise RunnerFailedError(said.why)
                self._is_ready, self._unready = True, 0
                done = said.done if isinstance(said, At) else done
            elif self._process is None or self._process.poll() is not None:
                raise EOFError("the process ended")
            at(done)
            if stop_at == float("inf") and is_over():
                link.send(None)
                stop_at = time.monotonic() + STOP_S
            if time.monotonic() > stop_at:
                self.end()
                return None

    def _linked(self) -> Connection:
        if self._process is not None and self._process.poll() is None and self._link is not None:
            return self._link
        self.end()
        ours, theirs = socket.socketpair()
        mine = Connection(ours.detach())
        command = [sys.executable, "-m", "switchover.migrations.scaling.runner"]
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter and our own module
            [*command, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for who hands out
        )
        theirs.close()
        self._link, self._is_ready = mine, False
        mine.send(sys.path)
        mine.send(self._orders)
        return mine

    def end(self) -> None:
        """End the process, if there is one; what it was at is lost."""
        process, self._process = self._process, None
        link, self._link = self._link, None
        if link is not None:
            link.close()
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
