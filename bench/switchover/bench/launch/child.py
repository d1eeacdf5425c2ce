"""Inside a launch: take the order, do the task, send one frame back."""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import struct
import sys
import traceback
from pathlib import Path
from typing import Any

import msgspec

from switchover.ground import split

from . import attached, leftovers

__all__ = ["die_with_parent"]

FRAME = struct.Struct("!cQ")  # kind of the frame, length of its body in bytes
RESULT, FAILURE = b"R", b"F"
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a launch is to do."""

    task: str
    cpu: int | None
    parent: int
    notes: str
    payload_file: str | None = None


class TaskFailure(msgspec.Struct, frozen=True, kw_only=True):
    """How a task ended that raised."""

    kind: str
    message: str
    traceback: str


def main() -> None:
    """Serve one order from standard input, and answer with one frame on standard output."""
    pipe = os.dup(1)
    os.dup2(2, 1)  # whatever the code under test prints must not reach the frame
    body = sys.stdin.buffer.read()
    size = int.from_bytes(body[:8], "big")
    order = msgspec.msgpack.decode(body[8 : 8 + size], type=Order)
    options = body[8 + size :]

    def load() -> tuple[Any, Any]:
        gc.enable()  # from here on it is the code under test
        return _payload(order), pickle.loads(options)  # noqa: S301 - our own

    perform(order, pipe, load)


def perform(order: Order, pipe: int, load: Any) -> None:
    """Do the task and leave the process without running anybody's exit handlers."""
    code = 0
    faulthandler.enable()  # a crash then ends in our last words, with its traceback
    try:
        die_with_parent(order.parent)
        pin(order.cpu)
        attached.detach()
        leftovers.settle_in(Path(order.notes))
        task = _task(order.task)
        payload, options = load()
        frame = RESULT, msgspec.msgpack.encode(task(payload, **options))
    except BaseException as error:  # noqa: BLE001 - all of it belongs to the parent, even SystemExit
        frame, code = (FAILURE, msgspec.msgpack.encode(_failure(error))), 1
    _send(pipe, *frame)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def pin(cpu: int | None) -> None:
    """Bind this process to one core, where the platform has a call for it."""
    if cpu is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cpu})


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies; elsewhere watch for it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        _watch(parent)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _watch(parent: int) -> None:
    import threading
    import time

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, name="switchover-parent-watch", daemon=True).start()


def _payload(order: Order) -> Any:
    if order.payload_file is None:
        return None
    return pickle.loads(Path(order.payload_file).read_bytes())  # noqa: S301 - our own parent wrote it


def _task(name: str) -> Any:
    import importlib

    module, attribute = split(name)
    return getattr(importlib.import_module(module), attribute)


def _failure(error: BaseException) -> TaskFailure:
    return TaskFailure(
        kind=type(error).__name__,
        message=str(error),
        traceback="".join(traceback.format_exception(error)),
    )


def _send(pipe: int, kind: bytes, body: bytes) -> None:
    view = memoryview(FRAME.pack(kind, len(body)) + body)
    while view:
        view = view[os.write(pipe, view) :]
