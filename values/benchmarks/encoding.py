"""What documents cost, as multiples of `==` on the same two values in the same run.

Rounds are interleaved and taken in CPU time, and the quickest of each counts: other work on the
machine only adds. The garbage collector rests meanwhile, as under timeit. `==` is always that of
two equal values; a frame is measured against its own `equals`. deepdiff runs beside, where it is
installed (`make bench` installs it).

Run: python values/benchmarks/encoding.py
"""

from __future__ import annotations

import gc
import importlib.util
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from _documents import document, seconds

from switchover.values import decode, differing, encode

ROUNDS = 21


@dataclass
class Line:
    sku: str
    quantity: int
    price: float


def lines() -> list[Line]:
    return [Line(f"SKU-{n:06}", n % 9, n / 4) for n in range(10_000)]


def frame() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    rows = 100_000
    return pd.DataFrame(
        {
            "id": np.arange(rows),
            "price": rng.random(rows),
            "quantity": rng.integers(1, 9, rows),
            "at": pd.date_range("2024-01-01", periods=rows, freq="s"),
            "state": rng.choice(["open", "paid", "sent"], rows),
        }
    )


def ratios(
    base: Callable[[], object], calls: list[Callable[[], object]], times: int
) -> list[float]:
    """Return what the base takes, in seconds, and what each call takes as a multiple of it."""
    gc.collect()
    gc.disable()
    rounds = [[seconds(call, times) for call in (base, *calls)] for _ in range(ROUNDS)]
    gc.enable()
    best = [min(column) for column in zip(*rounds, strict=True)]
    return [best[0], *(one / best[0] for one in best[1:])]


def deepdiff_ratio(a: Any, b: Any) -> str:
    """What deepdiff takes for the same two values, once: it is slow."""
    if importlib.util.find_spec("deepdiff") is None:
        return "not installed"
    from deepdiff import DeepDiff  # pyright: ignore[reportMissingImports]

    equal = min(seconds(lambda: a == b, 1) for _ in range(5))
    return f"{seconds(lambda: DeepDiff(a, b), 1) / equal:,.0f}"


def told(name: str, found: float, target: float | None) -> bool:
    """Print a row; False where the target is missed."""
    if target is None:
        print(f"  {name:<46} {found:8.2f}")
        return True
    is_met = found <= target
    print(f"  {name:<46} {found:8.2f}   at most {target:g}   {'' if is_met else 'MISSED'}")
    return is_met


def of_document(size: int, *, encoding: float | None, match: float) -> list[bool]:
    a, b, c = (json.loads(document(size)) for _ in range(3))
    orders = c["orders"]
    orders[len(orders) // 2]["items"][1]["price"] += 1
    times = max(1, 100_000 // size)
    written = encode(a)
    base, one, both, read, leaf = ratios(
        lambda: a == b,
        [
            lambda: encode(a),
            lambda: encode(a) == encode(b),
            lambda: decode(written),
            lambda: list(differing(encode(a), encode(c))),
        ],
        times,
    )
    peer = deepdiff_ratio(a, b)
    print(f"{size // 1000} KB of JSON; == takes {base * 1e6:,.1f} us; deepdiff {peer} times that")
    return [
        told("encode one", one, encoding),
        told("match: both encoded and compared", both, match),
        told("decode one", read, None),
        told("one leaf changed: encoded, found, not walked", leaf, None),
    ]


def of_objects() -> list[bool]:
    a, b = lines(), lines()
    base, both = ratios(lambda: a == b, [lambda: encode(a) == encode(b)], 1)
    peer = deepdiff_ratio(a[:500], b[:500])
    print(f"10,000 dataclasses; == takes {base * 1e3:,.2f} ms; deepdiff {peer} times that (of 500)")
    return [told("match: both encoded and compared", both, 7)]


def of_frames() -> list[bool]:
    a, b = frame(), frame()
    base, both = ratios(lambda: a.equals(b), [lambda: encode(a) == encode(b)], 1)
    print(f"a frame of 100,000 rows and 5 columns; its equals takes {base * 1e3:,.2f} ms")
    return [told("match: both encoded and compared", both, 2)]


def main() -> int:
    met = [
        *of_document(1_000, encoding=None, match=8),
        *of_document(50_000, encoding=2.5, match=6),
        *of_document(1_000_000, encoding=2.5, match=6),
        *of_objects(),
        *of_frames(),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
