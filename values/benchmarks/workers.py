"""What an isolated call costs beyond the call itself, and that a long run's memory is bounded.

Each figure is the least disturbed of several rounds: wall microseconds an input for both sides at
work, less the two calls alone in one process. Two free cores are needed to reach the targets; the
processor time of the three processes is told beside, and half of it is what two cores can reach.

Run: python values/benchmarks/workers.py [--inputs N]; with 1000000 for the long proof of memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

from _sides import (
    candidate,
    candidate_later,
    control,
    control_later,
    inputs,
    plainly,
    plainly_later,
)

from switchover.values.worker import Target, WorkerPair, held, importable

ROUNDS = 5


def isolated(pair: WorkerPair, count: int) -> tuple[float, float]:
    """Run a pair that is loaded; give wall seconds and processor seconds of this process."""
    assert pair.check() == ()
    start, cpu = perf_counter(), process_time()
    same = sum(
        mine.document == theirs.document for _, _, mine, theirs in pair.replies(inputs(count))
    )
    taken = perf_counter() - start, process_time() - cpu
    assert same == count
    return taken


def beyond_us(sides: tuple[Any, Any], plain: Callable[[int], float], count: int) -> list[float]:
    """Give µs an input beyond the calls, and the processor time of parent and workers in µs."""
    rounds = []
    for _ in range(ROUNDS):
        alone = plain(count)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with WorkerPair(held(sides[0]), held(sides[1])) as pair:
            wall, cpu = isolated(pair, count)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        workers = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        rounds.append([(wall - alone) / count * 1e6, cpu / count * 1e6, workers / count * 1e6])
    return min(rounds)


def start_ms(target: Target) -> float:
    def once() -> float:
        start = perf_counter()
        with WorkerPair(target, target) as pair:
            assert pair.check() == ()
            return perf_counter() - start

    return min(once() for _ in range(ROUNDS)) * 1e3


def restart_ms(count: int = 40) -> float:
    with WorkerPair(held(os._exit), held(abs)) as pair:
        assert pair.check() == ()
        start = perf_counter()
        states = [mine.state for _, _, mine, _ in pair.replies([((1,), {})] * count)]
        assert states == ["died"] * count
        return (perf_counter() - start) / count * 1e3


def growth_mb(count: int) -> float:
    """Give how much the peak memory of parent and workers grows after a tenth of the run."""
    sizes: list[int] = []
    with WorkerPair(held(control), held(candidate)) as pair:
        for number, *_ in pair.replies(inputs(count)):
            if number in (count // 10, count - 1):
                sizes.append(_resident([os.getpid(), *_under(pair)]))
    return (sizes[1] - sizes[0]) / 2**20


def _under(pair: WorkerPair) -> list[int]:
    import psutil

    mine = psutil.Process().children(recursive=True)
    return [process.pid for process in mine]


def _resident(pids: list[int]) -> int:
    import psutil

    return sum(psutil.Process(pid).memory_full_info().uss for pid in pids)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="inputs of the memory run")
    count: int = parser.parse_args().inputs
    sync, parent, workers = beyond_us((control, candidate), plainly, 100_000)
    later, _, _ = beyond_us((control_later, candidate_later), plainly_later, 20_000)
    rows = [
        ("sync, per input (100,000)", 25.0, sync, "µs"),
        ("async, per input (20,000)", 60.0, later, "µs"),
        (f"memory growth over {count:,}", 20.0, growth_mb(count), "MB"),
    ]
    print(f"{'isolated run':<32}{'target':>10}{'measured':>12}")
    for name, target, measured, unit in rows:
        missed = "" if measured <= target else " MISSED"
        print(f"{name:<32}{target:>7.0f} {unit}{measured:>9.1f} {unit}{missed}")
    print(f"processor time per input, sync: parent {parent:.1f} µs, both workers {workers:.1f} µs")
    print(f"start: forks {start_ms(held(abs)):.0f} ms, interpreters {_fresh():.0f} ms")
    print(f"restart after a death: {restart_ms():.1f} ms")
    return int(any(measured > target for _, target, measured, _ in rows))


def _fresh() -> float:
    return start_ms(importable("builtins:abs"))


if __name__ == "__main__":
    sys.exit(main())
