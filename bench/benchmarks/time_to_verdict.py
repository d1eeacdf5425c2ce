"""Seconds until a verdict, and what measuring itself costs beside what it measures.

The seconds hold where a core is free: the load is printed beside them.
"""

import os
import statistics
import sys
import time
from itertools import repeat

from switchover import bench
from switchover.bench.latency.stopwatch import timer, waiting_clock
from switchover.bench.launch import launch

TRIALS = 5


def spin(units: int) -> int:
    total = 0
    for _ in repeat(None, units):
        total += 1
    return total


def spin_longer(units: int) -> int:
    total = 0
    for _ in repeat(None, units + units // 10):
        total += 1
    return total


def seconds_to_verdict(candidate: str, units: int) -> float:
    """Return the median seconds of a whole measurement, witness and start-up included."""
    pair = bench.Pair(control="time_to_verdict:spin", candidate=candidate, inputs=[((units,), {})])
    taken = []
    for _ in range(TRIALS):
        started = time.perf_counter()
        bench.measure(pair, bench.Options(answers="differ"))  # what a longer spin counts
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def share_of_clock() -> float:
    """Return what reading the clocks costs of a sample of 0.2 ms."""
    read = timer(len, [])
    started = time.perf_counter()
    for _ in range(1_000):
        read()
    return (time.perf_counter() - started) / 1_000 / 200e-6


def share_of_start() -> float:
    """Return what starting a launch costs beside its 0.15 s of pairs."""
    started = time.perf_counter()
    for _ in range(TRIALS):
        launch("operator:not_", 1, returns=bool, timeout_s=60)
    return (time.perf_counter() - started) / TRIALS / 0.15


def main() -> int:
    waiting_clock()
    rows = [
        ("A/A, 20 µs, s to verdict", 2.0, seconds_to_verdict("time_to_verdict:spin", 1_000)),
        (
            "+10 %, 20 µs, s to verdict",
            2.0,
            seconds_to_verdict("time_to_verdict:spin_longer", 1_000),
        ),
        ("A/A, 1 ms, s to verdict", 2.0, seconds_to_verdict("time_to_verdict:spin", 48_000)),
        (
            "+10 %, 1 ms, s to verdict",
            2.0,
            seconds_to_verdict("time_to_verdict:spin_longer", 48_000),
        ),
        ("A/A, 20 ms, s to verdict", 8.0, seconds_to_verdict("time_to_verdict:spin", 800_000)),
        ("reading clocks / sample", 0.05, share_of_clock()),
        ("starting a launch / its pairs", 2.0, share_of_start()),
    ]
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'what':34}{'target':>10}{'measured':>10}")
    for name, target, measured in rows:
        print(
            f"{name:34}{target:>10.3f}{measured:>10.3f}{'' if measured <= target else '  MISSED'}"
        )
    return int(any(measured > target for _, target, measured in rows))


if __name__ == "__main__":
    sys.exit(main())
