"""What a shadow run costs per input beyond the two calls, and that its memory is bounded.

The two calls alone are timed first, one after the other; then the run around them, each side in a
process of its own. What is told is wall time, since three processes share the work: with both cores
free it is what a user waits for. The least disturbed round counts. Memory is the growth of this
process and of what runs below it between the first tenth and the end of a run.

Run: python shadow/benchmarks/run.py [--inputs N]; with 1000000 for the long proof of memory.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from switchover.shadow import Outcome, run

sys.path.insert(0, str(Path(__file__).parents[2] / "values" / "benchmarks"))
from _sides import (
    candidate,
    candidate_later,
    control,
    control_later,
    inputs,
    plainly,
    plainly_later,
)

SYNC_US = 25.0
ASYNC_US = 60.0
TARGET_GROWTH_MB = 20.0
COUNT = 100_000
ROUNDS = 3


def shadowed(count: int, sides: tuple[Any, Any], file: Path | None) -> float:
    start = perf_counter()
    record = run(*sides, inputs(count), seed=1, observations=file)
    taken = perf_counter() - start
    assert record.counts == {Outcome.MATCH: count}
    return taken


def overhead_us(plain: Callable[[int], float], sides: tuple[Any, Any], file: Path | None) -> float:
    beyond = [shadowed(COUNT, sides, file) - plain(COUNT) for _ in range(ROUNDS)]
    return min(beyond) / COUNT * 1e6


def resident_mb() -> float:
    """Sum up what this process and all below it hold."""
    total = 0
    here = psutil.Process()
    for process in (here, *here.children(recursive=True)):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


def growth_mb(count: int, file: Path) -> float:
    """Return how much memory grows after the first tenth of a run."""
    peaks: list[float] = []

    def watch(done: int) -> None:
        if done >= count // 10:
            peaks.append(resident_mb())

    run(control, candidate, inputs(count), seed=1, observations=file, progress=watch)
    return max(peaks[:-1]) - peaks[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="inputs of the memory run")
    count: int = parser.parse_args().inputs
    sync, later = (control, candidate), (control_later, candidate_later)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "comparisons.jsonl"
        alone = overhead_us(plainly, sync, None)
        rows = [
            ("sync, no file", SYNC_US, alone, "µs"),
            ("sync, what the file adds", None, overhead_us(plainly, sync, file) - alone, "µs"),
            ("async, no file", ASYNC_US, overhead_us(plainly_later, later, None), "µs"),
            (f"memory growth over {count:,}", TARGET_GROWTH_MB, growth_mb(count, file), "MB"),
        ]
    print(f"{f'run, {COUNT:,} inputs':<32}{'target':>10}{'measured':>12}")
    for name, target, measured, unit in rows:
        missed = "" if target is None or measured <= target else " MISSED"
        aim = "-" if target is None else f"{target:.0f} {unit}"
        print(f"{name:<32}{aim:>10}{measured:>9.1f} {unit}{missed}")
    return int(any(target is not None and measured > target for _, target, measured, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
