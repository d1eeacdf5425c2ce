"""A plan's openers, made known to the processes that run sides."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from switchover.values import register

__all__ = ["named_openers"]

VARIABLE: Final = "SWITCHOVER_OPENERS"
"""Read by `switchover.values` in each process that starts."""


@contextmanager
def named_openers(openers: Iterable[tuple[str, str]]) -> Iterator[None]:
    """Name openers to this process and to those that it starts, until the end of the block.

    Raises:
        OpenerError: one type has two openers.
    """
    before = os.environ.get(VARIABLE)
    found = dict.fromkeys(openers)
    for type_name, function in found:
        register(type_name, function)
    named = ";".join(f"{type_name}={function}" for type_name, function in found)
    if named:
        os.environ[VARIABLE] = f"{before};{named}" if before else named
    try:
        yield
    finally:
        if before is not None:
            os.environ[VARIABLE] = before
        elif named:
            os.environ.pop(VARIABLE, None)
