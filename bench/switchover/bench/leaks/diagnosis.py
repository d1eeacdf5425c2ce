"""The task of a second launch, after a leak was found: the same calls with tracing on."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import tracemalloc
import warnings
import weakref
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from os.path import lexists
from pathlib import Path
from typing import Any

from ..exercise import Arguments, Exercise
from ..itself import end_children, own_directory
from ..launch.leftovers import segment_exists
from ..lines import is_ours
from ..records import LeakTrace
from ..target import resolve
from . import holders
from .origins import (
    Audit,
    Owner,
    owner_of_name,
    site_of_frame,
    site_of_lines,
)
from .probes import survivors

_WARM_CALLS, _CALLS, _FEWEST = 20, 60, 4
_FIT = _WARM_CALLS + _CALLS
_FRAMES = 12
_MOST = 3  # traces of one kind that a report can use
_TRIED = 10  # holders whose owner is looked for, which takes a look through the heap for each
_REST_S = 0.1


class Scene:
    """The traced calls: what was there before them, and what is there after."""

    def __init__(
        self, exercise: Exercise, scratch: Path, module: str, *, fit: int, rate: float
    ) -> None:
        self.scratch = scratch
        self.rate = rate
        self.module = module
        self.calls = max(_FEWEST, min(int(_CALLS / min(1.0, rate)), fit * 3 // 4))
        self.unawaited: dict[str, Counter[str]] = {}
        exercise.run(max(1, min(_WARM_CALLS, fit // 4)))
        gc.collect()
        gc.unfreeze()  # what the parent froze has its size too
        self.standing = holders.standing()
        self.files = _files(scratch)
        gc.freeze()
        self._trace(exercise)

    @property
    def least(self) -> int:
        """How many of something must remain to be the leak: half as many as were seen to."""
        return max(1, int(self.calls * min(1.0, self.rate) / 2))

    def _trace(self, exercise: Exercise) -> None:
        # Looked up by the interpreter whenever a coroutine dies that nobody awaited.
        warnings._warn_unawaited_coroutine = self._unawaited  # type: ignore[attr-defined]  # noqa: SLF001
        sys.set_coroutine_origin_tracking_depth(_FRAMES)
        tracemalloc.start(_FRAMES)
        before = tracemalloc.take_snapshot()
        self.audit = Audit()
        exercise.run(self.calls)
        self.audit.stop()
        exercise.rest(_REST_S)
        gc.collect()
        growth = tracemalloc.take_snapshot().compare_to(before, "traceback")
        self.growth = [each for each in growth if not _is_ours(each.traceback)]

    def _unawaited(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        origin: Any = getattr(coroutine, "cr_origin", None) or ()
        site = site_of_lines((name, line) for name, line, _ in origin)
        name = getattr(coroutine, "__qualname__", "?")
        self.unawaited.setdefault(name, Counter())[site] += 1


def diagnose(
    payload: tuple[Any, Sequence[Arguments]],
    *,
    signals: Sequence[str],
    fit: int = _FIT,
    rate: float = 1.0,
) -> tuple[LeakTrace, ...]:
    """Name what piles up in each of these signals, the line that makes it, and who keeps it.

    Memory is looked into only where no thread, descriptor and so on leaks: those take memory along.
    `fit` is how many calls there is time for, `rate` how many objects a call was seen to leave.
    """
    call, inputs = payload
    if fit < _FIT:
        inputs = inputs[: max(1, fit // 4)]  # the calls beforehand have to fill what inputs fill
    with own_directory() as scratch:
        target = resolve(call)
        module = getattr(target.call, "__module__", None) or ""
        scene = Scene(Exercise(target, inputs), scratch, module, fit=fit, rate=rate)
        traces = [trace for find in _finders(signals) for trace in find(scene)]
        end_children()
    return tuple(traces)


def _finders(signals: Sequence[str]) -> list[Finder]:
    """Give the finders of some signals, each once: of memory only where no resource leaks."""
    found = list(dict.fromkeys(_FINDERS.get(name, _memory) for name in signals))
    resources = [find for find in found if find not in {_memory, _mappings}]
    return resources or found or [_memory]


def _memory(scene: Scene) -> list[LeakTrace]:
    """Prefer the containers that grew; then the types that multiplied; then the bare lines.

    What the user's own code holds comes first. A library that keeps an object's weak reference as
    long as the object lives grows by as many as the list that really keeps it.
    """
    classes = holders.classes(least=scene.least)
    since = holders.young()
    gc.unfreeze()
    found = holders.grown(scene.standing, least=scene.least, since=since)
    mine = (scene.standing, since, found, classes, scene)
    chains = [(each, holders.chain(each.container, ignored=mine)) for each in found[:_TRIED]]
    chains.sort(key=lambda pair: _distance(pair[0], pair[1], scene.module))
    traces = [_held(holder, above, scene) for holder, above in chains[:_MOST]]
    traces = traces or [_loose(*each, scene, mine) for each in classes[:_MOST]]
    return traces or _by_line(scene)


def _distance(holder: holders.Holder, above: tuple[str, ...], module: str) -> tuple[bool, Owner]:
    """Order holders: what keeps weak references last, the user's before libraries' before ours."""
    weak = issubclass(type(holders.newest(holder.container)), weakref.ref)
    return weak, owner_of_name(above[0] if above else "", module)


def _held(holder: holders.Holder, above: tuple[str, ...], scene: Scene) -> LeakTrace:
    """Tell of a container that grew, by what was added last."""
    item = holders.newest(holder.container)
    return LeakTrace(
        type=holders.kind_of(item),
        per_call=round(holder.added / scene.calls, 2),
        site=_site_of_object(item) or _busiest_site(scene),
        chain=(*above, holders.entry(holder.container, item)) if above else (),
    )


def _loose(item: object, count: int, scene: Scene, ignored: Iterable[object]) -> LeakTrace:
    """Tell of a class whose instances multiplied outside of any container."""
    return LeakTrace(
        type=holders.kind_of(item),
        per_call=round(count / scene.calls, 2),
        site=_site_of_object(item) or _busiest_site(scene),
        chain=holders.chain(item, ignored=ignored),
    )


def _by_line(scene: Scene) -> list[LeakTrace]:
    """Name the lines whose blocks, or bytes, were not freed."""
    return [
        LeakTrace(
            type="bytes",
            per_call=round(each.size_diff / scene.calls),
            site=_site_of_traceback(each.traceback),
        )
        for each in scene.growth[:_MOST]
        if each.count_diff >= scene.least or each.size_diff >= 16 * scene.least
    ]


def _threads(scene: Scene) -> list[LeakTrace]:
    frames = sys._current_frames()  # noqa: SLF001 - the documented way to see other threads
    found = []
    for thread in survivors(threading.Thread):
        if thread.is_alive():
            where = _stack(frames.get(thread.ident or 0))
            found.append((f"thread {_family(thread.name)}", _site_of_object(thread), where))
    return _grouped(found, scene)


def _tasks(scene: Scene) -> list[LeakTrace]:
    found = []
    for task in survivors(asyncio.Task):
        if not task.done():
            coroutine = task.get_coro()
            name = getattr(coroutine, "__qualname__", "?")
            waits = _stack(next(iter(task.get_stack(limit=1)), None))
            found.append((f"task {name}", _site_of_object(task), waits))
    return _grouped(found, scene)


def _coroutines(scene: Scene) -> list[LeakTrace]:
    return [
        trace
        for name, sites in scene.unawaited.items()
        for trace in _counted(f"coroutine {name}", sites, scene)
    ]


def _sockets(scene: Scene) -> list[LeakTrace]:
    return _counted("socket", scene.audit.sites("sockets"), scene)


def _children(scene: Scene) -> list[LeakTrace]:
    return _counted("child process", scene.audit.sites("children"), scene)


def _descriptors(scene: Scene) -> list[LeakTrace]:
    return _counted("descriptor", scene.audit.sites("path", _open_paths().__contains__), scene)


def _left_files(scene: Scene) -> list[LeakTrace]:
    new = {str(path) for path in _files(scene.scratch) - scene.files}
    inside = scene.audit.makers(new.__contains__)
    elsewhere = scene.audit.makers(lambda name: name not in new and lexists(name))
    return [*_counted("temporary file", inside, scene), *_counted("file", elsewhere, scene)]


def _segments(scene: Scene) -> list[LeakTrace]:
    left = scene.audit.sites("segments", segment_exists)
    return _counted("shared memory segment", left, scene)


def _mappings(scene: Scene) -> list[LeakTrace]:
    return _counted("mapping", scene.audit.sites("mappings"), scene)


Finder = Callable[[Scene], list[LeakTrace]]
_FINDERS: dict[str, Finder] = {
    "resident": _mappings,
    "mapped": _mappings,
    "mappings": _mappings,
    "threads": _threads,
    "tasks": _tasks,
    "coroutines": _coroutines,
    "sockets": _sockets,
    "children": _children,
    "descriptors": _descriptors,
    "files": _left_files,
    "segments": _segments,
}


def _grouped(found: list[tuple[str, str, tuple[str, ...]]], scene: Scene) -> list[LeakTrace]:
    return [
        LeakTrace(type=kind, per_call=round(count / scene.calls, 2), site=site, chain=stack)
        for (kind, site, stack), count in Counter(found).most_common(_MOST)
    ]


def _counted(kind: str, sites: Counter[str], scene: Scene) -> list[LeakTrace]:
    return [
        LeakTrace(type=kind, per_call=round(count / scene.calls, 2), site=site)
        for site, count in sites.most_common(_MOST)
    ]


def _stack(frame: Any) -> tuple[str, ...]:
    return (f"waits at {site_of_frame(frame)}",) if frame is not None else ()


def _family(name: str) -> str:
    """Fold the running number of a thread's name, so that its siblings are one group."""
    return "".join("#" if letter.isdigit() else letter for letter in name)


def _site_of_object(item: object) -> str:
    """Name the line that made an object, or else the first of its attributes.

    Python 3.11 loses the place of an object that has a `__dict__`, but not of what stands in it.
    """
    attributes: list[object] = []
    with suppress(Exception):  # not every object has any, and none is asked by its own code
        attributes = list(object.__getattribute__(item, "__dict__").values())
    for each in (item, *attributes):
        if traceback := tracemalloc.get_object_traceback(each):
            return _site_of_traceback(traceback)
    return ""


def _site_of_traceback(traceback: tracemalloc.Traceback) -> str:
    return site_of_lines((frame.filename, frame.lineno) for frame in reversed(traceback))


def _busiest_site(scene: Scene) -> str:
    """Name the line that left most blocks behind, or else most bytes."""
    often = [each for each in scene.growth if each.count_diff >= scene.least]
    top = max(often or scene.growth, key=lambda each: each.size_diff, default=None)
    return _site_of_traceback(top.traceback) if top is not None and top.size_diff > 0 else ""


def _is_ours(traceback: tracemalloc.Traceback) -> bool:
    return is_ours(traceback[-1].filename) or traceback[-1].filename == tracemalloc.__file__


def _open_paths() -> set[str]:
    """Give what the open descriptors lead to, where /proc tells it."""
    table = Path("/proc/self/fd")
    paths = set()
    for entry in table.iterdir() if table.is_dir() else ():
        with suppress(OSError):  # the one that lists the directory
            paths.add(str(entry.readlink()))
    return paths


def _files(root: Path) -> set[Path]:
    return set(root.rglob("*"))
