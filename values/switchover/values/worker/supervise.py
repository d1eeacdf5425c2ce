"""The process between the parent and a worker: starts it, sees its end, ends what it left behind.

It is the worker's parent, adopts whatever the side starts (also what made a session of its own),
drains what is printed, and ends with the parent. It runs none of the side's code.

The parent says `S` (start), `K` (kill), `O` (what was printed?) and `Q` (quit); this process says
one line of JSON each: `{"started": pid}`, `{"ended": status, "left": n}`, and `{"printed": text,
"dropped": n}`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import sys
from collections import deque
from typing import TYPE_CHECKING, Any, NoReturn

from . import kin

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Printed", "supervise"]

HEAD_BYTES, TAIL_BYTES = 48 << 10, 16 << 10
"""What is kept of the output of a side: so much of its beginning, and of its end."""
TICK_S, FAST_TICK_S = 1.0, 0.01
"""Seconds between two looks, with and without descriptors that tell of an end."""


class Printed:
    """What a side printed: the beginning and the end, and how much lay between."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._kept = self._dropped = 0

    def add(self, data: bytes) -> None:
        room = HEAD_BYTES - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        if not data:
            return
        self._tail.append(data)
        self._kept += len(data)
        while self._kept - len(self._tail[0]) >= TAIL_BYTES:
            gone = len(self._tail.popleft())
            self._kept -= gone
            self._dropped += gone

    def told(self) -> dict[str, Any]:
        tail = b"".join(self._tail)
        cut = max(0, len(tail) - TAIL_BYTES)
        dropped = self._dropped + cut
        between = f"\n[... {dropped} bytes left out ...]\n".encode() if dropped else b""
        text = (bytes(self._head) + between + tail[cut:]).decode("utf-8", "replace")
        return {"printed": text, "dropped": dropped}


class _Supervisor:
    """Serves the parent's commands.

    Args:
        control: A stream socket's descriptor.
        parent: The process to end with.
        work: Runs in each new worker, with the descriptor of its output; never returns.
    """

    def __init__(self, control: int, parent: int, work: Callable[[int], NoReturn]) -> None:
        self._control, self._parent, self._work = control, parent, work
        self._output, self._printing = os.pipe()
        os.set_blocking(self._output, False)
        self._printed = Printed()
        self._worker = 0
        self._watched: int | None = None
        self._parent_fd = kin.watch_descriptor(parent)

    def run(self) -> None:
        while True:
            fds = [self._control, self._output]
            fds += [fd for fd in (self._watched, self._parent_fd) if fd is not None]
            told = len(fds) - 2 == bool(self._worker) + 1
            ready = _ready(fds, TICK_S if told else FAST_TICK_S)
            if os.getppid() != self._parent or self._parent_fd in ready:
                return
            if self._output in ready:
                self._drain()
            if self._control in ready and not self._commanded():
                return
            self._look()

    def end(self) -> None:
        if self._worker:
            kin.end_one(self._worker)
            kin.end_all(self._worker, within_s=2.0)

    def _commanded(self) -> bool:
        commands = os.read(self._control, 64)
        for command in commands:
            if command == ord("S"):
                self._start()
            elif command == ord("K") and self._worker:
                with contextlib.suppress(OSError):
                    os.kill(self._worker, signal.SIGKILL)
            elif command == ord("O"):
                self._drain()
                self._say(self._printed.told())
                self._printed = Printed()
            elif command == ord("Q"):
                return False
        return bool(commands)

    def _start(self) -> None:
        pid = os.fork()
        if not pid:
            try:
                self._become_worker()
            finally:
                os._exit(70)
        self._worker = pid
        self._watched = kin.watch_descriptor(pid)
        self._say({"started": pid})

    def _become_worker(self) -> NoReturn:
        supervisor = os.getppid()
        for fd in (self._control, self._output, self._parent_fd):
            if fd is not None:
                os.close(fd)
        os.setsid()
        kin.die_with_parent(supervisor)
        self._work(self._printing)

    def _look(self) -> None:
        """Reap what has ended; when that is the worker, end all that it left, and tell."""
        for pid, status in kin.reap().items():
            if pid == self._worker:
                self._ended(status)
        if not self._worker:
            return
        with contextlib.suppress(ChildProcessError):
            pid, status = os.waitpid(self._worker, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            if pid:
                self._ended(status)

    def _ended(self, status: int) -> None:
        worker, self._worker = self._worker, 0
        if self._watched is not None:
            os.close(self._watched)
            self._watched = None
        self._drain()
        left = kin.end_all(worker)
        self._drain()
        self._say({"ended": status, "left": left})

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for _ in range(1024):  # 64 MiB at most before the parent is heard again
                data = os.read(self._output, 1 << 16)
                if not data:
                    return
                self._printed.add(data)

    def _say(self, said: dict[str, Any]) -> None:
        data = memoryview(json.dumps(said).encode() + b"\n")
        while data:
            data = data[os.write(self._control, data) :]


def supervise(control: int, parent: int, work: Callable[[int], NoReturn]) -> NoReturn:
    """Serve the parent until it is enough, or until it is gone; then end this process."""
    try:
        gc.disable()  # what the parent left in memory is not this process's to finalise
        kin.adopt_orphans()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)
        supervisor = _Supervisor(control, parent, work)
        try:
            supervisor.run()
        except OSError:  # the parent is gone
            pass
        finally:
            supervisor.end()
    except BaseException as error:  # noqa: BLE001 - a fork of the parent never returns into it
        sys.excepthook(type(error), error, error.__traceback__)
        os._exit(70)
    os._exit(0)


def _ready(fds: list[int], seconds: float) -> set[int]:
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    return {fd for fd, _ in poll.poll(seconds * 1e3)}
