"""What a comparison costs, as a multiple of `==` on the same two documents in the same run.

Rounds are interleaved and taken in CPU time, and the quickest of each counts: other work on the
machine only adds. The garbage collector rests meanwhile, as under timeit. `==` is always that of
the two *equal* documents: on unequal ones it stops at the first difference and says not where.

Run: python shadow/benchmarks/compare.py
"""

from __future__ import annotations

import enum
import gc
import json
import random
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import attrs
import pydantic

from switchover.shadow import compare

sys.path.insert(0, str(Path(__file__).parents[2] / "values" / "benchmarks"))
from _documents import document, record, seconds

ROUNDS = 41


def ratio(a: Any, b: Any, c: Any, times: int) -> tuple[float, float]:
    """Return what comparing a and c costs as a multiple of `a == b`, and in seconds."""
    gc.disable()
    rounds = [
        (seconds(lambda: a == b, times), seconds(lambda: compare(a, c), times))
        for _ in range(ROUNDS)
    ]
    gc.enable()
    base, ours = (min(column) for column in zip(*rounds, strict=True))
    return ours / base, ours


def of_documents(text: str, change: Callable[[Any], None] | None) -> tuple[float, float]:
    a, b, c = (json.loads(text) for _ in range(3))
    if change:
        change(c)
    assert bool(compare(a, c)) is bool(change)
    return ratio(a, b, c, max(1, 200_000 // len(text)))


def peak(text: str) -> float:
    """Return the peak memory of an unequal comparison as a share of one document's memory."""
    tracemalloc.start()
    a = json.loads(text)
    size = tracemalloc.get_traced_memory()[0]
    b = json.loads(text)
    change_leaf(b)
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    compare(a, b)
    share = (tracemalloc.get_traced_memory()[1] - before) / size
    tracemalloc.stop()
    return share


def change_leaf(value: Any) -> None:
    orders = value["orders"]
    orders[len(orders) // 2]["items"][1]["price"] += 1


def insert_head(value: Any) -> None:
    value["orders"].insert(0, record(random.Random(1), -1))


class State(enum.Enum):
    OPEN = 1
    PAID = 2


@dataclass
class Order:
    id: int
    state: State
    lines: list[Any]


@dataclass
class Line:
    sku: str
    quantity: int
    price: float


@attrs.define
class AttrsLine:
    sku: str
    quantity: int
    price: float


class ModelLine(pydantic.BaseModel):
    sku: str
    quantity: int
    price: float


def orders(line: Callable[..., Any]) -> list[Order]:
    """Make 50 orders of three lines each."""
    rng = random.Random(7)
    return [
        Order(at, State.PAID, [line(sku=f"S{n}", quantity=n, price=rng.random()) for n in range(3)])
        for at in range(50)
    ]


def print_objects() -> None:
    """Print what 200 equal objects cost. No target: Python code reads their fields, C code `==`."""
    for name, line in (
        ("dataclasses", Line),
        ("attrs, with slots", AttrsLine),
        ("pydantic models", ModelLine),
    ):
        a, b, c = orders(line), orders(line), orders(line)
        assert not compare(a, c)
        measured, taken = ratio(a, b, c, 4)
        print(f"{'200':>9}  {name:<22}{'-':>8}{measured:>9.1f}×{taken * 1e6:>9.0f} µs")


def main() -> int:
    missed = 0
    print(f"{'document':>9}  {'case':<22}{'target':>8}{'measured':>10}{'quickest':>12}")
    for size, name in ((1_000, "1 KB"), (50_000, "50 KB"), (1_000_000, "1 MB")):
        text = document(size)
        small = size == 1_000
        cases = [
            ("equal", 8.0 if small else 6.0, None),
            ("one leaf changed", 30.0 if small else 12.0, change_leaf),
        ]
        if not small:
            cases.append(("one element inserted", 80.0, insert_head))
        for case, target, change in cases:
            measured, taken = of_documents(text, change)
            missed += measured > target
            line = f"{name:>9}  {case:<22}{target:>7.0f}×{measured:>9.1f}×{taken * 1e6:>9.0f} µs"
            print(line, "" if measured <= target else " MISSED")
        if size == 1_000:
            continue  # the pickler's own buffers, some 15 KB, are all that would be measured
        share = peak(text)
        print(f"{name:>9}  {'peak memory':<22}{'-':>8}{share:>9.2f}×")
    print_objects()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
