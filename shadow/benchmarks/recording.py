"""What a recorded call costs more than a plain one, beside what its documents cost.

Each sample is a block of calls, too short for another process to come between most of them; plain,
recorded and encoding alone are interleaved, and what counts is the median of the differences. A
call that is kept may cost 10 µs beside its documents; one that is drawn out no more than that.

Run: python shadow/benchmarks/recording.py
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from switchover.shadow.recording import Recording, record
from switchover.values import encode

BLOCK, ROUNDS = 20, 1500
TARGET_US = 10.0

Call = Callable[[int], object]


def plain(n: int) -> int:
    return n + 1


@record("kept")
def kept(n: int) -> int:
    return n + 1


@record("sampled")
def sampled(n: int) -> int:
    return n + 1


def documents(n: int) -> None:
    encode(((n,), {}))
    encode(("returned", n + 1, None, None))


def timed(call: Call, numbers: itertools.count[int]) -> float:
    """Return the microseconds of one call, over a block."""
    begun = time.perf_counter_ns()
    for _, number in zip(range(BLOCK), numbers, strict=False):
        call(number)
    return (time.perf_counter_ns() - begun) / 1e3 / BLOCK


def measured(per_site: int, call: Call, folder: Path) -> tuple[float, float]:
    """Return the medians, over interleaved rounds, of what a call costs more, and of documents."""
    numbers, more, alone = itertools.count(), [], []
    with Recording(folder, per_site=per_site):
        for number in range(2 * BLOCK):
            call(number)
        for _ in range(ROUNDS):
            bare = timed(plain, numbers)
            more.append(timed(call, numbers) - bare)
            alone.append(timed(documents, numbers) - bare)
    return statistics.median(more), statistics.median(alone)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        every, encoding = measured(10**9, kept, Path(folder, "kept"))
        drawn, _ = measured(1, sampled, Path(folder, "sampled"))
    rows = [
        ("a call that is kept, beside its documents", every - encoding),
        ("a call that is drawn out", drawn),
    ]
    print(f"documents of such a call alone: {encoding:.1f} µs")
    for name, cost in rows:
        verdict = "met" if cost <= TARGET_US else "missed"
        print(f"{name}: {cost:.1f} µs (target {TARGET_US:.0f} µs): {verdict}")
    return int(any(cost > TARGET_US for _, cost in rows))


if __name__ == "__main__":
    sys.exit(main())
