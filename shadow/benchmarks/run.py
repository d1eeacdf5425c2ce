"""What a shadow run costs per input beyond the two calls, and that its memory is bounded.

Overhead is measured in pairs: the two calls alone, then the run around them, over the same inputs,
round after round, in CPU seconds of the process; the least disturbed round counts. Memory is the
growth of the process between the first tenth and the end of a run whose comparisons go to a file.

Run: python shadow/benchmarks/run.py [--inputs N]; with 1000000 for the long proof of memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

from switchover.shadow import Outcome, run

TARGET_US = 20.0
TARGET_GROWTH_MB = 20.0
ROUNDS = 40


def control(number: int, order: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "total": order["price"] * order["quantity"], "tags": order["tags"]}


def candidate(number: int, order: dict[str, Any]) -> dict[str, Any]:
    total = order["quantity"] * order["price"]
    return {"number": number, "total": total, "tags": list(order["tags"])}


def inputs(count: int) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    for number in range(count):
        order = {"price": 2.5, "quantity": number % 7, "tags": ["new", "paid"]}
        yield (number, order), {}


def plainly(count: int) -> float:
    start = process_time()
    for args, kwargs in inputs(count):
        control(*args, **kwargs)
        candidate(*args, **kwargs)
    return process_time() - start


def shadowed(count: int, file: Path) -> float:
    start = process_time()
    record = run(control, candidate, inputs(count), seed=1, observations=file)
    taken = process_time() - start
    assert record.counts == {Outcome.MATCH: count}
    return taken


def overhead_us(count: int, file: Path) -> float:
    beyond = [shadowed(count, file) - plainly(count) for _ in range(ROUNDS)]
    return min(beyond) / count * 1e6


def growth_mb(count: int, file: Path) -> float:
    """Return how much the peak resident memory grows after the first tenth of a run."""
    peaks: list[float] = []

    def watch(done: int) -> None:
        if done >= count // 10:
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    run(control, candidate, inputs(count), seed=1, observations=file, progress=watch)
    return peaks[-1] - peaks[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="inputs of the memory run")
    count: int = parser.parse_args().inputs
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "comparisons.jsonl"
        beyond = overhead_us(5_000, file)
        growth = growth_mb(count, file)
    rows = [
        ("overhead per input (5,000 x 40)", TARGET_US, beyond, "µs"),
        (f"memory growth over {count:,}", TARGET_GROWTH_MB, growth, "MB"),
    ]
    print(f"{'run':<32}{'target':>10}{'measured':>12}")
    for name, target, measured, unit in rows:
        missed = "" if measured <= target else " MISSED"
        print(f"{name:<32}{target:>7.0f} {unit}{measured:>9.1f} {unit}{missed}")
    return int(any(measured > target for _, target, measured, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
