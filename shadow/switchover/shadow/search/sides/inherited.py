"""Whether a fork of this process may run a side: it begins with all that was imported here.

Inputs of a library's classes, rules that call a function, a plan in Python: each may have imported
the library, and a fork would give that to a side which brings another version. Both sides were then
one, and alike on every input.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from switchover.values import decode, resolve
from switchover.values.worker import Call as Given
from switchover.values.worker import Worker, importable

from ..knowledge.modules import file_of

__all__ = ["files", "is_foreign"]

START_S = 300.0
"""Seconds that importing a side may take."""


def is_foreign(side: str | Callable[..., Any]) -> bool:
    """Say whether a module that stands in this process is another file for the side.

    A callable is at home here. What cannot be imported is no matter of this, and is False.
    """
    if not isinstance(side, str):
        return False
    found = _asked(side, tuple(sys.path))
    here = ((name, file_of(module)) for name, module in list(sys.modules.items()))
    return any(file and found.get(name, file) != file for name, file in here)


@lru_cache(maxsize=256)
def _asked(side: str, path: tuple[str, ...]) -> dict[str, str]:
    """Ask a fresh interpreter which files it has after importing the side."""
    del path  # the worker is given this process's; the answer hangs on it
    worker = Worker(importable(f"{__name__}:files"), timeout_s=START_S)
    try:
        reply = worker.answer(Given((side,)))
    finally:
        worker.close()
    return decode(reply.document)[1] if reply.state == "returned" else {}


def files(side: str) -> dict[str, str]:
    """Import a side here, and give the file of each module that is loaded."""
    resolve(side)
    found = ((name, file_of(module)) for name, module in list(sys.modules.items()))
    return {name: file for name, file in found if file}
