"""Readings of this process: one whole number for each signal, without leaving anything behind."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import stat
import sys
import threading
import warnings
from collections.abc import Coroutine, Iterator
from pathlib import Path
from types import CoroutineType
from typing import Any

from . import outside
from .outside import Probe

__all__ = ["probes", "survivors"]

_LINUX_TASKS = Path("/proc/self/task")
_OPEN_FILES = next((p for p in (Path("/proc/self/fd"), Path("/dev/fd")) if p.is_dir()), None)


def probes(scratch: Path) -> tuple[dict[str, Probe], dict[str, str]]:
    """Give the probes that work here by signal, and why the others do not.

    `scratch` is the directory that counts as the place for temporary files.
    """
    found: dict[str, Probe] = {
        "blocks": sys.getallocatedblocks,
        "objects": _objects,
        "threads": _threads,
        "tasks": _tasks,
        "coroutines": _Unawaited().count,
        "files": outside.Files(scratch, scratch.parent / "made").count,
    }
    missing: dict[str, str] = {}
    if os.environ.get("PYTHONMALLOC", "pymalloc").startswith("malloc"):
        del found["blocks"]
        missing["blocks"] = "PYTHONMALLOC=malloc hides the number of blocks; unset it"
    _add(found, missing, "heap", _heap())
    _add_outside(found, missing, scratch.parent / "shared")
    for name, probe in (("descriptors", _descriptors), ("sockets", _sockets)):
        _add(found, missing, name, probe if _OPEN_FILES else "no /proc/self/fd and no /dev/fd here")
    _add(found, missing, "children", _children())
    return found, missing


def survivors(kind: type) -> Iterator[Any]:
    """Give the tracked objects of a class that were made since `gc.freeze`.

    Asks for the type, never for `__class__`: a lazy proxy would run code of its own.
    """
    return (item for item in gc.get_objects() if issubclass(type(item), kind))


def _add(found: dict[str, Probe], missing: dict[str, str], name: str, probe: Probe | str) -> None:
    if isinstance(probe, str):
        missing[name] = probe
    else:
        found[name] = probe


def _add_outside(found: dict[str, Probe], missing: dict[str, str], notes: Path) -> None:
    """Add what lies outside of malloc, where the kernel tells it."""
    names = ("resident", "mapped", "mappings", "segments")
    if not outside.is_told():
        missing.update(dict.fromkeys(names, "needs Linux's /proc/self/smaps_rollup"))
        return
    found["mappings"], found["segments"] = outside.mappings, outside.Segments(notes).count
    if heap := found.get("heap"):
        blocks = found.get("blocks", _none)
        found["resident"] = outside.resident(heap, blocks)
        found["mapped"] = outside.mapped(heap, blocks)
    else:
        missing.update(dict.fromkeys(names[:2], missing["heap"]))


def _none() -> int:
    return 0


def _heap() -> Probe | str:
    try:
        from psutil import heap_info
    except ImportError:
        return "psutil 7.2 or later reads it: pip install 'switchover[bench]'"

    def read() -> int:
        info = heap_info()
        return int(info.heap_used + info.mmap_used)

    return read


def _objects() -> int:
    return len(gc.get_objects())


def _threads() -> int:
    if _LINUX_TASKS.is_dir():
        return sum(1 for _ in _LINUX_TASKS.iterdir())  # native threads as well
    return threading.active_count()


def _open_files() -> Iterator[int]:
    """Give the mode of each open descriptor."""
    assert _OPEN_FILES is not None
    for entry in _OPEN_FILES.iterdir():
        try:
            yield os.fstat(int(entry.name)).st_mode
        except OSError:  # the one that listed the directory
            continue


def _descriptors() -> int:
    return sum(not stat.S_ISSOCK(mode) for mode in _open_files())


def _sockets() -> int:
    return sum(stat.S_ISSOCK(mode) for mode in _open_files())


def _tasks() -> int:
    return sum(not task.done() for task in survivors(asyncio.Task))


def _children() -> Probe | str:
    if (_LINUX_TASKS / str(os.getpid()) / "children").is_file():
        return _listed_children
    try:
        import psutil
    except ImportError:
        return "psutil counts them: pip install 'switchover[bench]'"
    return lambda: len(psutil.Process().children())


def _listed_children() -> int:
    """Count children, zombies among them, of every thread."""
    count = 0
    for thread in _LINUX_TASKS.iterdir():
        try:
            count += len((thread / "children").read_bytes().split())
        except OSError:  # that thread has just ended
            continue
    return count


class _Unawaited:
    """Counts coroutines that nobody awaited: those that died so, and those alive and not begun."""

    def __init__(self) -> None:
        self._died = 0
        self._tell = getattr(warnings, "_warn_unawaited_coroutine", None)
        # The interpreter looks this name up at every such death, before any filter can hide it.
        warnings._warn_unawaited_coroutine = self._hear  # type: ignore[attr-defined]  # noqa: SLF001

    def _hear(self, _: Coroutine[Any, Any, Any]) -> None:
        self._died += 1

    def count(self) -> int:
        created = inspect.CORO_CREATED
        alive = survivors(CoroutineType)
        return self._died + sum(inspect.getcoroutinestate(each) == created for each in alive)
