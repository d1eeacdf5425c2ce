"""The processes under this one: adopted when their parents end, found, and ended.

Linux has all of it. macOS has no adoption and no signal at a parent's death: there a child that
made a session of its own outlives the run, and workers notice their parent's end by asking.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from typing import Any

from .clocks import now_ns

__all__ = ["adopt_orphans", "die_with_parent", "end_all", "end_one", "prepare", "watch_descriptor"]

_SET_PDEATHSIG, _SET_CHILD_SUBREAPER = 1, 36
END_S, TIDY_S = 5.0, 3.0
"""Seconds that killed processes may take to go, before they are left to the system, and that one
has which takes away what the side forgot."""


def prepare() -> Any:
    """Load what a forked child needs, so that it has nothing left to load."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        return ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        return None


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    if prctl := prepare():
        prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent(parent: int) -> None:
    """Be killed when the parent ends."""
    if prctl := prepare():
        prctl(_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def watch_descriptor(pid: int) -> int | None:
    """Give a descriptor that is readable once the process has ended; None where there is none."""
    opened = getattr(os, "pidfd_open", None)
    if opened is None:
        return None
    try:
        fd: int = opened(pid)
    except OSError:
        return None
    return fd


def children() -> list[int]:
    """List the children of this process; empty where the system does not tell."""
    me = str(os.getpid()).encode()
    found = []
    try:
        names = os.listdir("/proc")  # noqa: PTH208 - no Path objects in a process that only waits
    except OSError:
        return []
    for name in names:
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123
                after = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if after[1] == me:
            found.append(int(name))
    return found


def reap() -> dict[int, int]:
    """Take the status of every child that has ended."""
    ended: dict[int, int] = {}
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            ended[pid] = status
    return ended


def tidies(pid: int) -> bool:
    """Tell whether a process is multiprocessing's resource tracker.

    It ends by itself once nobody of the side is left, and takes the side's shared memory away.
    """
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123
            return b"multiprocessing.resource_tracker" in file.read()
    except OSError:
        return False


def end_one(pid: int, *, within_s: float = 1.0) -> None:
    """Kill a child and take its status, so that what it started is ours."""
    until = now_ns() + int(within_s * 1e9)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
        while not os.waitpid(pid, os.WNOHANG)[0] and now_ns() < until:
            time.sleep(0.001)


def end_all(worker: int, *, within_s: float = END_S) -> int:
    """Kill the worker's group, then every child until none is left; give the count of them.

    The worker itself has ended. A resource tracker gets a moment to tidy up.
    """
    begun = now_ns()
    until, spared_until = (begun + int(s * 1e9) for s in (within_s, min(TIDY_S, 0.8 * within_s)))
    spared = {child for child in children() if tidies(child)}
    if not spared:  # it is of the same group
        with contextlib.suppress(OSError):
            os.killpg(worker, signal.SIGKILL)
    seen: set[int] = set()
    while now_ns() < until:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if pid:
            continue
        left = children()
        for child in left:
            if child in spared and now_ns() < spared_until:
                continue
            seen.add(child)
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
        waits = bool(left) and spared.issuperset(left) and now_ns() < spared_until
        time.sleep(0.02 if waits else 0.001)
    return len(seen)
