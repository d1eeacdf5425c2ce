"""The functions of a process that are of a side, and what of the side runs already."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from types import AsyncGeneratorType, CoroutineType, FunctionType, GeneratorType
from typing import Any, Final, NamedTuple

from .scope import Scope

__all__ = ["Living", "living"]


class Living(NamedTuple):
    """What lives. What is under way keeps the code that it has.

    Attributes:
        functions: Those of the side.
        has_steps: Whether a generator or a coroutine of the side has not ended.
        in_threads: Whether another thread is at code of the side.
    """

    functions: list[FunctionType]
    has_steps: bool
    in_threads: bool


def living(scope: Scope) -> Living:
    """Look for what lives of a side's files."""
    functions, has_steps = list[FunctionType](), False
    for each in _objects():
        kind = type(each)
        if kind is FunctionType:
            if each.__code__.co_filename in scope:
                functions.append(each)
        elif kind in _STEPPING:
            has_steps = has_steps or _is_under_way(each, scope)
    return Living(functions, has_steps, any(file in scope for file in _in_threads()))


_STEPPING: Final = {GeneratorType: "gi", CoroutineType: "cr", AsyncGeneratorType: "ag"}


def _is_under_way(each: Any, scope: Scope) -> bool:
    prefix = _STEPPING[type(each)]
    code = getattr(each, f"{prefix}_code")
    return code.co_filename in scope and getattr(each, f"{prefix}_frame") is not None


def _in_threads() -> Iterator[str]:
    """Name the files of what other threads are at."""
    for thread, frame in sys._current_frames().items():  # noqa: SLF001 - the one way to ask
        at = None if thread == threading.get_ident() else frame
        while at is not None:
            yield at.f_code.co_filename
            at = at.f_back


def _objects() -> list[Any]:
    if not gc.get_freeze_count():
        return gc.get_objects()
    gc.unfreeze()  # what was frozen is not among them
    try:
        return gc.get_objects()
    finally:
        gc.freeze()
