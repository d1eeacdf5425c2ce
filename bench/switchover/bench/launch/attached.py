"""What is attached to an interpreter and slows the code in it; a launch runs without any of it."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

__all__ = ["attached", "detach"]

_STARTING = ("COVERAGE_PROCESS_", "COV_CORE_")
"""Prefixes of the variables by which a fresh interpreter starts a tracer of its own."""

SLOWING = (
    "PYTHONTRACEMALLOC",
    "PYTHONDEVMODE",
    "PYTHONASYNCIODEBUG",
    "PYTHONPERFSUPPORT",
    "LINE_PROFILE",
)
"""Variables that make an interpreter slower, and that none needs to run the same code."""

_TOOLS = range(6)  # the identifiers that sys.monitoring has


def unattached(environ: Mapping[str, str]) -> dict[str, str]:
    """Give an environment in which an interpreter starts without tracers. Pure."""
    return {
        name: value
        for name, value in environ.items()
        if name not in SLOWING and not name.startswith(_STARTING) and not _checks(name, value)
    }


def attached(environ: Mapping[str, str]) -> Iterator[str]:
    """Name what is attached to this interpreter, or would be to one that it starts."""
    if sys.gettrace() is not None or any(name.startswith(_STARTING) for name in environ):
        yield "a tracer (coverage or a debugger)"
    if sys.getprofile() is not None:
        yield "a profiler"
    yield from map(str, _monitors().values())
    for name, value in environ.items():
        if value and (name in SLOWING or _checks(name, value)):
            yield f"{name}={value}"


def detach() -> None:
    """Take every tracer, profiler and monitor off this process, which is a launch's own.

    Raises:
        RuntimeError: One of them put itself back.
    """
    for install in (sys.settrace, sys.setprofile):
        install(None)
    for install_later in (threading.settrace, threading.setprofile):
        install_later(None)
    _unmonitored()
    if "tracemalloc" in sys.modules:  # a fork inherits its parent's
        sys.modules["tracemalloc"].stop()
    left = [*_monitors().values()]
    if sys.gettrace() is not None or sys.getprofile() is not None or left:
        raise RuntimeError(f"a tracer cannot be taken off: {sys.gettrace() or left}")


def _checks(name: str, value: str) -> bool:
    """Tell an allocator that checks every block; another plain one may be what users run."""
    return name == "PYTHONMALLOC" and value.endswith("debug")


def _monitors() -> dict[int, str]:
    """Give the tools of sys.monitoring that are in use; it came with Python 3.12."""
    monitoring: Any = getattr(sys, "monitoring", None)
    if monitoring is None:
        return {}
    return {tool: name for tool in _TOOLS if (name := monitoring.get_tool(tool))}


def _unmonitored() -> None:
    monitoring: Any = getattr(sys, "monitoring", None)
    tools = _monitors()
    for tool in tools:
        monitoring.set_events(tool, 0)
        # Freeing it leaves events of single functions behind, which a fork has inherited.
        for code in _codes():
            monitoring.set_local_events(tool, code, 0)
        monitoring.free_tool_id(tool)


def _codes() -> Iterator[CodeType]:
    gc.unfreeze()  # what the parent froze is listed by nobody
    pending = [item.__code__ for item in gc.get_objects() if type(item) is FunctionType]
    seen: set[int] = set()
    while pending:
        code = pending.pop()
        if id(code) not in seen:
            seen.add(id(code))
            pending += [each for each in code.co_consts if isinstance(each, CodeType)]
            yield code
