"""A worker's first steps, in the process that the supervisor made for it."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import json
import os
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from .bell import Bell
from .board import Board, shared
from .descriptors import reopen_files
from .effects import Effects
from .encoding import encode_raw, encoder, keeper
from .serve import Server
from .supervise import supervise
from .target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .target import Found

__all__ = ["Errand", "boot", "lifted", "work"]

HIGH = 700
"""Descriptors of the worker's own are this number or higher: `closerange(3, 256)` misses them."""


class Errand(NamedTuple):
    """What a worker is started for."""

    board: Board
    heard: int
    rung: int
    find: Callable[[], Found]
    most_read: int
    raw: bool = False
    carried: tuple[Any, Any] | None = None
    is_fork: bool = False
    random: Any = None
    """State of `random` in the parent: a fork alone would draw anew, another for each side."""
    handlers: Mapping[int, Any] = {}
    """Signal handlers of the parent."""
    collects: bool = True
    """Whether the garbage collector of the parent runs."""


def boot(given: dict[str, Any]) -> NoReturn:
    """Supervise from a fresh interpreter; called by the text that `launch` gives to it."""
    sys.argv[:] = [""]
    control, memory, heard, rung = given["fds"]
    board = Board(shared(memory))
    errand = Errand(
        board=board,
        heard=lifted(heard),
        rung=lifted(rung),
        find=Target(given["target"], watcher=given["watcher"], settings=given["settings"]).find,
        most_read=given["most_read"],
        raw=given["raw"],
    )
    supervise(control, given["parent"], partial(work, errand))


def lifted(fd: int) -> int:
    """Move a descriptor to a high number, where the system allows so many."""
    try:
        high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, HIGH)
    except OSError:
        os.set_inheritable(fd, False)
        return fd
    os.close(fd)
    return high


def work(errand: Errand, printing: int) -> NoReturn:
    """Become a worker, and serve."""
    for number, handler in errand.handlers.items():
        signal.signal(number, handler)
    _own_signals()
    if errand.collects:
        gc.enable()
    _own_streams(printing)
    _offer_to_the_killer()
    if errand.is_fork:
        _leave_the_parents(errand)
    effects = Effects()
    server = Server(
        errand.board,
        Bell(errand.heard, errand.rung),
        find=errand.find,
        encode=encode_raw if errand.raw else encoder(),
        keep=keeper(),
        most_read=errand.most_read,
        carried=errand.carried,
        become=None if errand.is_fork else _become,
        leave=_run_exit_hooks,
        effects=effects,
    )
    effects.watch()
    server.serve()


def _become(sent: bytes) -> Found:
    return Target(json.loads(bytes(sent))["target"]).find()


def _own_signals() -> None:
    for number in (signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as in any Python process
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _own_streams(printing: int) -> None:
    """Send what is printed to the supervisor, and give an empty input."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(printing, 1)
    os.dup2(printing, 2)
    for fd in {nothing, printing} - {0, 1, 2}:
        os.close(fd)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    for name in ("stdout", "stderr"):
        stream = open(  # noqa: SIM115 - open as long as the process
            1 if name == "stdout" else 2,
            "w",
            encoding="utf-8",
            errors="strict" if name == "stdout" else "backslashreplace",
            buffering=1,
            closefd=False,
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _offer_to_the_killer() -> None:
    """Let a system that runs out of memory end a worker rather than the process that judges it."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write("500")


def _leave_the_parents(errand: Errand) -> None:
    """Drop what belongs to the parent and would be done twice."""
    reopen_files()
    atexit._clear()  # noqa: SLF001 - hooks of the parent are the parent's
    signal.setitimer(signal.ITIMER_REAL, 0)
    if errand.random is not None:
        sys.modules["random"].setstate(errand.random)


def _run_exit_hooks() -> None:
    atexit._run_exitfuncs()  # noqa: SLF001 - the polite end of an interpreter that must not linger
