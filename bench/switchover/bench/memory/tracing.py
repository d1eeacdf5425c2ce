"""The task of a memory launch: one side's calls under memray, input by input."""

import gc
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple

from switchover.bench.errors import LaunchError
from switchover.bench.exercise import Arguments, Exercise
from switchover.bench.leaks.origins import described, is_user_file
from switchover.bench.leaks.probes import own_directory, resident_bytes
from switchover.bench.manner import Manner
from switchover.bench.memory.traced import Traced
from switchover.bench.records import AllocationSite
from switchover.bench.target import Target, resolve

_REPEAT_S = 2.0
_NOWHERE = ("", "")  # allocated while no Python frame ran: the tracer's own doing
_RESIDENT_CALLS, _RESIDENT_S = 200, 0.2
_MOST_SITES = 200
_LEAST_FREE_BYTES = 32 * 2**20


class Figures(NamedTuple):
    """One call: bytes at its peak, number and bytes of its allocations."""

    peak: int
    allocations: int
    allocated: int


def trace_side(
    payload: tuple[Any, Sequence[Arguments]],
    *,
    time_s: float,
    repeats: int = 3,
    sites: bool = False,
) -> Traced:
    """Trace one side in this process, as many of its inputs as fit into the time, one at least."""
    call, inputs = payload
    ends = time.perf_counter() + time_s
    exercise = Exercise(resolve(call), inputs)
    with own_directory() as scratch:
        capture = Capture(scratch / "calls.bin", repeats=repeats, sites=sites)
        exercise.run(2)
        gc.freeze()  # what stands now is not looked through again before each trace
        resident, resident_calls = _resident(exercise)
        idle = capture.idle(exercise.manner)
        figures = list(_figures(exercise, len(inputs), capture, ends))
    return Traced(
        peaks=tuple(max(0, each.peak - idle.peak) for each in figures),
        allocations=tuple(max(0, each.allocations - idle.allocations) for each in figures),
        allocated=tuple(max(0, each.allocated - idle.allocated) for each in figures),
        resident_bytes=resident,
        resident_calls=resident_calls,
        calls=capture.calls,
        raised=capture.raised,
        broken=tuple(capture.broken),
        first_error=capture.first_error,
        sites=capture.sites(),
    )


class Capture:
    """Runs one call under memray, through a file that the next call overwrites.

    Python's own allocators are traced. Without them memray sees only the arenas that pymalloc
    asks for, 256 KiB or more at a time: small functions would peak at nothing or at an arena.
    """

    def __init__(self, path: Path, *, repeats: int, sites: bool) -> None:
        self._path = path
        self._repeats = repeats
        self._bytes: Counter[tuple[str, str]] | None = Counter() if sites else None
        self._counts: Counter[tuple[str, str]] = Counter()
        self.calls = self.raised = 0
        self.broken: list[int] = []
        self.first_error = ""

    def idle(self, manner: Manner) -> Figures:
        """Trace a call of nothing that comes to its end in this manner."""
        exercise = Exercise(Target(name="nothing", call=_NOTHING[manner]), [((), {})])
        exercise.run(1)
        return _middle([self._trace(exercise.prepare(0)) for _ in range(self._repeats)])

    def call(self, exercise: Exercise, index: int) -> Figures:
        """Trace one input, a few times over where that is quick, and give the middle figures."""
        figures: list[Figures] = []
        started, raised = time.perf_counter(), self.raised
        while not figures or (
            len(figures) < self._repeats and time.perf_counter() - started < _REPEAT_S
        ):
            figures.append(self._trace(exercise.prepare(index)))
        self.calls += len(figures)
        if self.raised > raised:
            self.broken.append(index)
        if self._bytes is not None:
            self._locate()
        return _middle(figures)

    def sites(self) -> tuple[AllocationSite, ...]:
        """Give the places seen in the last trace of each input, the largest at its peak first."""
        found = self._bytes or Counter()
        del found[_NOWHERE]
        places = found.most_common(_MOST_SITES)
        return tuple(
            AllocationSite(
                where=where,
                function=function,
                candidate_bytes=size,
                candidate_allocations=self._counts[where, function],
            )
            for (where, function), size in places
        )

    def _trace(self, call: Callable[[], None]) -> Figures:
        import memray
        from memray._memray import compute_statistics

        gc.collect()  # which also empties the free lists, so that every call finds them alike
        destination = memray.FileDestination(self._path, overwrite=True)
        with _entered(memray.Tracker(destination=destination, trace_python_allocators=True)):
            try:
                call()
            except Exception as error:  # noqa: BLE001 - an outcome of the code under test
                self.raised += 1
                self.first_error = self.first_error or f"{type(error).__name__}: {error}"
        _check_room(self._path)
        found = compute_statistics(str(self._path), num_largest=1)
        return Figures(
            peak=found.peak_memory_allocated,
            allocations=found.total_num_allocations,
            allocated=found.total_memory_allocated,
        )

    def _locate(self) -> None:
        """Add up the latest trace by place: bytes alive at the peak, and all allocations."""
        import memray

        assert self._bytes is not None
        freeing = {
            memray.AllocatorType.FREE,
            memray.AllocatorType.MUNMAP,
            memray.AllocatorType.PYMALLOC_FREE,
        }
        with memray.FileReader(self._path) as reader:
            for record in reader.get_high_watermark_allocation_records(merge_threads=True):
                self._bytes[_place(record)] += record.size
            for record in reader.get_allocation_records():
                if record.allocator not in freeing:
                    place = _place(record)
                    self._counts[place] += record.n_allocations
                    self._bytes[place] += 0


def _check_room(trace: Path) -> None:
    """Refuse a trace that may have been cut short, of which memray tells standard error alone."""
    free = shutil.disk_usage(trace.parent).free
    if free < _LEAST_FREE_BYTES:
        raise LaunchError(
            f"only {free // 2**20} MiB are free where temporary files go, and traces with them:"
            " the figures may be too low; make room, or set TMPDIR"
        )


@contextmanager
def _entered(tracker: Any) -> Iterator[None]:
    """Enter memray's tracker, of which a process (and what it forks) has room for one."""
    try:
        tracker.__enter__()
    except (AssertionError, RuntimeError) as error:
        raise LaunchError(
            "memray already traces the process that this launch was forked from;"
            f" name both sides as module:function, or run without that tracer ({error!r})"
        ) from error
    try:
        yield
    finally:
        tracker.__exit__(None, None, None)


def _figures(exercise: Exercise, inputs: int, capture: Capture, ends: float) -> Iterator[Figures]:
    for index in range(inputs):
        with suppress(Exception):  # the same call untraced: what it imports or caches is over
            exercise.prepare(index)()
        started = time.perf_counter()
        yield capture.call(exercise, index)
        spent = time.perf_counter() - started
        if time.perf_counter() + spent > ends:
            return


def _resident(exercise: Exercise) -> tuple[int, int]:
    """Run some calls untraced and give what the resident set grew by, and how many calls."""
    gc.collect()
    before, ends, calls = resident_bytes(), time.perf_counter() + _RESIDENT_S, 0
    while calls < _RESIDENT_CALLS and time.perf_counter() < ends:
        exercise.run(1)
        calls += 1
    gc.collect()
    return resident_bytes() - before, calls


def _middle(figures: list[Figures]) -> Figures:
    return Figures(*(median_low(values) for values in zip(*figures, strict=True)))


def _place(record: Any) -> tuple[str, str]:
    """Name where a record was allocated, and in which function: the user's innermost frame."""
    frames = [(file, line, function) for function, file, line in record.stack_trace()]
    users = (frame for frame in frames if is_user_file(frame[0]))
    file, line, function = next(users, frames[0] if frames else ("", 0, ""))
    return (described(file, line, ""), function) if file else _NOWHERE


def _nothing() -> None: ...


async def _nothing_awaited() -> None: ...


def _nothing_iterated() -> Iterator[None]:
    yield from ()


async def _nothing_iterated_async() -> AsyncIterator[None]:
    for _ in ():
        yield


_NOTHING: Mapping[Manner, Callable[[], Any]] = {
    "called": _nothing,
    "awaited": _nothing_awaited,
    "iterated": _nothing_iterated,
    "iterated_async": _nothing_iterated_async,
    "mixed": _nothing_awaited,
}
