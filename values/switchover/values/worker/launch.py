"""Starting the supervisor of a worker: as a fresh interpreter, or as a fork of this process."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from functools import partial
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from switchover import ground

from ..errors import ValuesError
from . import kin
from .board import BOARD_BYTES, Board
from .clocks import now_ns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .boot import Errand
    from .target import Target

__all__ = ["PATIENCE_S", "Launched", "UnavailableError", "launch"]

_BOOT = """\
import json, sys
given = json.loads(sys.argv.pop())
if given["rooms"] is None:
    sys.path[:] = given["path"]
else:
    import importlib.util, types
    sys.path[:0] = given["path"]
    try:
        import switchover
    except ImportError:
        switchover = sys.modules["switchover"] = types.ModuleType("switchover")
        switchover.__path__ = []
    for room, place in given["rooms"].items():
        name = "switchover." + room
        spec = importlib.util.spec_from_file_location(
            name, place + "/__init__.py", submodule_search_locations=[place])
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        setattr(switchover, room, module)
        spec.loader.exec_module(module)
from switchover.values.worker.boot import boot
boot(given)
"""


class UnavailableError(ValuesError, RuntimeError):
    """Workers cannot be had here; the text says what can be done."""


PATIENCE_S = 10.0
"""Seconds that a supervisor may take to end all under it."""

_ours: set[int] = set()
"""Descriptors of other workers, which a fork must not keep: they would never see their end."""


class Launched:
    """A supervisor, as its parent holds it."""

    def __init__(
        self, pid: int, control: socket.socket, board: Board, bell: tuple[int, int], said: Any
    ) -> None:
        self.pid, self.board = pid, board
        self._control, self._said = control, said
        self._heard, self._rung = bell
        self._lines = b""
        self._fds = {control.fileno(), *bell}
        self.fds = (control.fileno(), self._heard)
        self.worker: int | None = None
        """A descriptor of the worker, where the system has such."""
        _ours.update(self._fds)

    def command(self, letter: bytes) -> None:
        with contextlib.suppress(OSError):
            self._control.send(letter)

    def ring(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._rung, b"!")

    def hush(self) -> None:
        """Take the rings of the worker's bell."""
        with contextlib.suppress(OSError):
            os.read(self._heard, 4096)

    def heard(self) -> tuple[list[dict[str, Any]], bool]:
        """Give what the supervisor said since, and whether it is still there."""
        is_there = True
        while True:
            try:
                data = self._control.recv(1 << 16)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                is_there = False
                break
            self._lines += data
        *lines, self._lines = self._lines.split(b"\n")
        return [json.loads(line) for line in lines], is_there

    def last_words(self) -> str:
        """Give what the supervisor itself complained of, if it did."""
        try:
            self._said.seek(0)
            text: str = self._said.read().decode("utf-8", "replace").strip()
        except (OSError, ValueError):
            return ""
        return text[-2000:]

    def close(self) -> None:
        """End the supervisor and all under it, and forget it."""
        if not self._fds:
            return
        self.command(b"Q")
        _ours.difference_update(self._fds)
        self._fds = set()
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_WR)
        self._wait_for_end()
        self._control.close()
        self._said.close()
        self.unwatch()
        for fd in (self._heard, self._rung):
            os.close(fd)

    def _wait_for_end(self) -> None:
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        until = now_ns() + int(PATIENCE_S * 1e9)
        while self.heard()[1] and now_ns() < until:
            poll.poll(100)
        if now_ns() >= until:
            self.kill()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def kill(self) -> None:
        """Kill the supervisor, which does not answer (a side can stop it), and its worker."""
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        if self.worker is not None and hasattr(signal, "pidfd_send_signal"):
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self.worker, signal.SIGKILL)

    def watch(self, pid: int) -> None:
        """Hold on to a worker, so that it can be ended without its supervisor."""
        self.unwatch()
        self.worker = kin.watch_descriptor(pid)

    def unwatch(self) -> None:
        if self.worker is not None:
            os.close(self.worker)
            self.worker = None


def launch(
    target: Target,
    *,
    most_read: int,
    raw: bool,
    environment: Mapping[str, str],
    carried: tuple[Any, Any] | None = None,
) -> Launched:
    """Start the supervisor of a worker. It waits for the word to start one.

    Raises:
        UnavailableError: The system has no `fork`.
    """
    if not hasattr(os, "fork") or not hasattr(select, "poll"):
        raise UnavailableError(
            f"workers need fork and poll, which {sys.platform} does not have; "
            "run the sides in this process (isolate=False)"
        )
    from .boot import Errand  # what it needs is not everywhere

    kin.prepare()
    ours, theirs = socket.socketpair()
    wake, call = _pipe(), _pipe()
    said = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the supervisor
    try:
        if target.is_importable and carried is None:
            memory, board = _file_board()
            given = _given(target, most_read, raw)
            fds = (theirs.fileno(), memory, wake[0], call[1])
            pid = _spawn(target, given, fds, said, environment)
            os.close(memory)
        else:
            board = Board(mmap(-1, BOARD_BYTES))
            errand = Errand(
                board=board,
                heard=wake[0],
                rung=call[1],
                find=target.find,
                most_read=most_read,
                raw=raw,
                carried=carried,
                is_fork=True,
                random=_random_state(),
                handlers=_handlers(),
                collects=gc.isenabled(),
            )
            pid = _fork(errand, theirs, (ours, wake[1], call[0]), said)
    except BaseException:
        ours.close()
        said.close()
        for fd in (wake[1], call[0]):
            os.close(fd)
        raise
    finally:
        theirs.close()
        os.close(wake[0])
        os.close(call[1])
    ours.setblocking(False)
    return Launched(pid, ours, board, (call[0], wake[1]), said)


def _pipe() -> tuple[int, int]:
    ends = os.pipe()
    for fd in ends:
        os.set_blocking(fd, False)
    return ends


def _file_board() -> tuple[int, Board]:
    """Make shared memory that a fresh interpreter can map: a file without a name."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("switchover")
    else:
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    os.truncate(fd, BOARD_BYTES)
    return fd, Board(mmap(fd, BOARD_BYTES))


def _given(target: Target, most_read: int, raw: bool) -> dict[str, Any]:
    own = target.python == sys.executable
    return {
        "target": target.name,
        "watcher": target.watcher,
        "settings": target.settings,
        "path": list(target.path or ()),
        "rooms": None if own else _rooms(),
        "most_read": most_read,
        "raw": raw,
        "parent": os.getpid(),
    }


def _rooms() -> dict[str, str]:
    """Where the rooms lie that a worker needs, the lowest first."""
    return {
        "ground": str(Path(ground.__file__).resolve().parent),
        "values": str(Path(__file__).resolve().parent.parent),
    }


def _spawn(
    target: Target,
    given: dict[str, Any],
    fds: tuple[int, ...],
    said: Any,
    environment: Mapping[str, str],
) -> int:
    flags, environment = (
        _like_this(environment) if target.python == sys.executable else ([], environment)
    )
    text = json.dumps({**given, "fds": fds})
    process = subprocess.Popen(  # noqa: S603 - the interpreter that the caller names
        [target.python, *flags, "-c", _BOOT, text],
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=said,
        cwd=target.cwd,
        env=dict(environment),
        pass_fds=fds,
        start_new_session=True,
    )
    process.returncode = 0  # it is waited for by its number
    return process.pid


def _like_this(environment: Mapping[str, str]) -> tuple[list[str], Mapping[str, str]]:
    """Give flags and environment of an interpreter like this one, that heeds the hash seed."""
    flags: list[str] = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]  # noqa: SLF001 - as multiprocessing does
    if not sys.flags.ignore_environment:
        return flags, environment
    heeded = {
        key: value
        for key, value in environment.items()
        if not key.startswith("PYTHON") or key == "PYTHONHASHSEED"
    }
    flags = [flag for flag in flags if flag not in ("-E", "-I")]
    return ([*flags, "-s"] if sys.flags.isolated else flags), heeded


def _fork(errand: Errand, control: socket.socket, close: tuple[Any, ...], said: Any) -> int:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    from .boot import lifted, work
    from .supervise import supervise

    parent = os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: told by doubts_of_fork
        pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        for fd in _ours:
            os.close(fd)
        _ours.clear()  # a side may start workers of its own
        close[0].close()
        for fd in close[1:]:
            os.close(fd)
        os.dup2(said.fileno(), 2)
        heard, rung = lifted(errand.heard), lifted(errand.rung)
        moved = errand._replace(heard=heard, rung=rung)
        # A handler of the parent could take from the supervisor what it waits for.
        signal.set_wakeup_fd(-1)
        for number in errand.handlers:
            signal.signal(number, signal.SIG_DFL)
        supervise(control.fileno(), parent, partial(work, moved))
    finally:
        os._exit(70)


def _handlers() -> dict[int, Any]:
    """Give the signal handlers that were set in Python."""
    found = {number: signal.getsignal(number) for number in signal.valid_signals()}
    return {number: handler for number, handler in found.items() if callable(handler)}


def _random_state() -> Any:
    random = sys.modules.get("random")
    return random.getstate() if random is not None else None
