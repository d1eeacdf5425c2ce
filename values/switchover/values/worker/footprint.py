"""What a side has changed in its process, as far as the next one would feel it."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from typing import Any

__all__ = ["footprint"]

with suppress(ImportError):
    __import__("_locale")  # a side that only loads it has changed nothing

_SIGNALS = ("SIGINT", "SIGTERM", "SIGALRM", "SIGCHLD", "SIGHUP", "SIGPIPE", "SIGUSR1", "SIGUSR2")


def footprint() -> tuple[Any, ...]:
    """Give what is compared between two sides that share an interpreter one after the other.

    Folder, environment, import path and hooks, signal handlers, streams, tracing, limits, the
    decimal context, and defaults of sockets and locales. Module state of one's own is not in it.
    """
    try:
        folder = os.getcwd()  # noqa: PTH109 - text is what is compared
    except OSError:
        folder = ""
    mask = os.umask(0)
    os.umask(mask)
    return (
        folder,
        dict(os.environ),
        list(sys.path),
        list(sys.meta_path),
        [signal.getsignal(getattr(signal, name)) for name in _SIGNALS],
        [id(sys.stdin), id(sys.stdout), id(sys.stderr), id(sys.excepthook)],
        (sys.gettrace(), sys.getprofile(), sys.getrecursionlimit(), sys.getswitchinterval()),
        (mask, gc.isenabled(), gc.get_threshold()),
        _decimals(),
        _from("socket", "getdefaulttimeout", None),
        _locale(),
    )


def _decimals() -> tuple[Any, ...]:
    """Give the decimal context but for its flags; the usual one where decimals were never used."""
    decimal = sys.modules.get("decimal")
    if decimal is None:
        return _USUAL
    context = decimal.getcontext()
    traps = sorted(trap.__name__ for trap, is_set in context.traps.items() if is_set)
    return context.prec, context.rounding, context.Emin, context.Emax, context.capitals, traps


_USUAL = (
    28,
    "ROUND_HALF_EVEN",
    -999999,
    999999,
    1,
    ["DivisionByZero", "InvalidOperation", "Overflow"],
)


def _locale() -> Any:
    locale = sys.modules.get("_locale")
    return locale.setlocale(locale.LC_ALL) if locale is not None else None


def _from(module: str, name: str, default: Any) -> Any:
    found = sys.modules.get(module)
    return getattr(found, name)() if found is not None else default
