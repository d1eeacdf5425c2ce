"""Inside the worker of a remote side: answer questions until the pipe closes."""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..completion import Completion
from ..errors import TargetError
from ..launch.attached import detach
from ..launch.child import die_with_parent
from ..loop import LazyLoop
from ..target import resolve, taking
from .kept import hide
from .side import LocalSide

_COLLECT_FROM = 50_000


def main(file: int) -> None:
    """Serve one side over a socket."""
    die_with_parent(os.getppid())
    detach()
    pipe = Connection(file)
    with LazyLoop() as loop:
        _, *arguments = pipe.recv()
        answered, side = _answered(partial(_open, loop, *arguments))
        pipe.send((answered, None if answered else side))
        gc.disable()
        while answered:
            try:
                question = pipe.recv()
            except EOFError:
                return
            pipe.send(_answered(partial(_answer, side, *question)))


def module_within(spec: str, folder: str | None) -> None:
    """Check that a resolved import string's module lies in a folder.

    Raises:
        TargetError: It was imported from somewhere else.
    """
    name = spec.partition(":")[0]
    file = getattr(sys.modules.get(name), "__file__", None)
    if folder is not None and (file is None or not Path(file).is_relative_to(folder)):
        raise TargetError(f"{spec} is not part of the revision: it comes from {file}", name=name)


def _open(
    loop: LazyLoop,
    spec: str,
    path: list[str],
    within: str | None,
    inputs: bytes,
    callers: int,
    completion: Completion | None,
    without: list[str],
) -> LocalSide:
    if without:
        hide(without)
    sys.path[:] = path  # what measures is loaded; from here on it is the code under test
    call = _resolved(spec, within)
    module_within(spec, within)
    ours = pickle.loads(inputs)  # noqa: S301 - our parent's
    call = taking(call, ours)
    return LocalSide(call, ours, loop=loop, callers=callers, completion=completion)


def _resolved(spec: str, within: str | None) -> Callable[..., Any]:
    try:
        return resolve(spec).call
    except TargetError as error:
        if within is None:
            raise
        raise TargetError(f"the revision does not have it: {error}") from error


def _answer(side: LocalSide, question: str, *arguments: Any) -> Any:
    if question == "probe":
        index, behind = arguments
        return tuple(side.probe(index, behind=behind))
    if question == "answer":
        return side.answer(*arguments)
    if question == "first":
        return side.first(*arguments)
    if gc.get_count()[0] > _COLLECT_FROM:
        gc.collect()
    inputs, passes, fresh = arguments
    return side.sample(inputs, passes, fresh=fresh)


def _answered(ask: Callable[[], Any]) -> tuple[bool, Any]:
    try:
        return True, ask()
    except Exception as error:  # noqa: BLE001 - raised again on the other side
        return False, f"{type(error).__name__}: {error}"
