"""What one call's memory is counted with: every allocation, or the peak where that is too slow."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from ..errors import LaunchRefusedError
from ..lines import described, is_ours, is_user_file
from ..records import AllocationSite

__all__ = ["METRICS", "Counting", "Figures", "Instrument", "Memray", "followed", "made"]

Instrument = Literal["memray", "memray-peak"]

METRICS: dict[Instrument, tuple[str, ...]] = {
    "memray": ("peak", "allocations", "allocated"),
    "memray-peak": ("peak",),
}
"""What each can count, of all allocators. The peak alone needs no record of what was freed: a call
of 600,000 additions (18 ms) takes 0.24 s under it, 0.53 s with the record and its reading. (With
tracemalloc, whose peak leaves out what other allocators give, it takes 0.39 s.)"""

_NOWHERE = ("", "")  # allocated while no Python frame ran: the tracer's own doing
_MOST_SITES = 200
_LEAST_FREE_BYTES = 32 * 2**20


class Figures(NamedTuple):
    """One call: bytes at its peak, number and bytes of its allocations."""

    peak: int
    allocations: int = 0
    allocated: int = 0


class Counting(Protocol):
    """Counts one call."""

    def count(self, call: Callable[[], None]) -> Figures:
        """Make the call and say what it needed; what it raises is raised after that is known."""
        ...


class Memray:
    """Every allocation, through a file that the next call overwrites.

    Python's own allocators are traced. Without them memray sees only the arenas that pymalloc
    asks for, 256 KiB or more at a time: small functions would peak at nothing or at an arena.

    It follows every call of a Python function, for which the interpreter allocates a table of each
    function's lines when it is followed first, and keeps it: some 200 bytes a function. Calls are
    to be `followed` once before they count.
    """

    def __init__(self, scratch: Path) -> None:
        self._path = scratch / "calls.bin"
        self._bytes: Counter[tuple[str, str]] = Counter()
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, call: Callable[[], None]) -> Figures:
        """Make the call and say what it needed."""
        import memray
        from memray._memray import compute_statistics

        destination = memray.FileDestination(self._path, overwrite=True)
        with _entered(memray.Tracker(destination=destination, trace_python_allocators=True)):
            call()
        _check_room(self._path)
        found = compute_statistics(str(self._path), num_largest=1)
        return Figures(
            peak=found.peak_memory_allocated,
            allocations=found.total_num_allocations,
            allocated=found.total_memory_allocated,
        )

    def locate(self) -> None:
        """Add up the latest trace by place: bytes alive at the peak, and all allocations."""
        import memray

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

    def sites(self) -> tuple[AllocationSite, ...]:
        """Give the places that were located, the largest at its peak first."""
        del self._bytes[_NOWHERE]
        return tuple(
            AllocationSite(
                where=where,
                function=function,
                candidate_bytes=size,
                candidate_allocations=self._counts[where, function],
            )
            for (where, function), size in self._bytes.most_common(_MOST_SITES)
        )


class MemrayPeak:
    """The peak of every allocator, added up in the process as it goes: nothing is read again."""

    def __init__(self, scratch: Path) -> None:
        self._path = scratch / "peak.bin"

    def count(self, call: Callable[[], None]) -> Figures:
        """Make the call and say what it needed."""
        import memray

        tracker = memray.Tracker(
            destination=memray.FileDestination(self._path, overwrite=True),
            trace_python_allocators=True,
            file_format=memray.FileFormat.AGGREGATED_ALLOCATIONS,
        )
        with _entered(tracker):
            call()
        _check_room(self._path)
        reader = memray.FileReader(self._path)
        try:
            return Figures(peak=reader.metadata.peak_memory)
        finally:
            reader.close()


def made(instrument: Instrument, scratch: Path) -> Memray | MemrayPeak:
    """Make an instrument that may write into a folder."""
    return Memray(scratch) if instrument == "memray" else MemrayPeak(scratch)


@contextmanager
def followed() -> Iterator[None]:
    """Have the interpreter make what it keeps of each function that a tracer follows."""
    before = sys.getprofile()
    sys.setprofile(_unmoved)
    try:
        yield
    finally:
        sys.setprofile(before)


def _unmoved(*_: object) -> None: ...


def _check_room(trace: Path) -> None:
    """Refuse a trace that may have been cut short, of which memray tells standard error alone."""
    free = shutil.disk_usage(trace.parent).free
    if free < _LEAST_FREE_BYTES:
        raise LaunchRefusedError(
            f"only {free // 2**20} MiB are free where temporary files go, and traces with them:"
            " the figures may be too low; make room, or set TMPDIR"
        )


@contextmanager
def _entered(tracker: Any) -> Iterator[None]:
    """Enter memray's tracker, of which a process (and what it forks) has room for one."""
    try:
        tracker.__enter__()
    except (AssertionError, RuntimeError) as error:
        raise LaunchRefusedError(
            "memray already traces the process that this launch was forked from;"
            f" name both sides as module:function, or run without that tracer ({error!r})"
        ) from error
    try:
        yield
    finally:
        tracker.__exit__(None, None, None)


def _place(record: Any) -> tuple[str, str]:
    """Name where a record was allocated, and in which function: the user's innermost frame.

    Where there is none, the innermost that is not ours: what measures is nobody's allocation.
    """
    frames = [(file, line, function) for function, file, line in record.stack_trace()]
    users = (frame for frame in frames if is_user_file(frame[0]))
    others = (frame for frame in frames if not is_ours(frame[0]))
    found = next(users, None) or next(others, None)
    if found is None:
        return _NOWHERE
    file, line, function = found
    return (described(file, line, ""), function)
