"""Thirty pairs that differ and ten that do not, searched with ten seeds; `make search-proof`.

Run as `python -m shadow.search.proof` with `tests` on the path. It prints one line a pair and ends
with 1 where a seed found fewer than 29 of 30, or anything in the ten.
"""

from __future__ import annotations

import argparse
import sys
from statistics import median
from time import perf_counter
from typing import Any

from switchover.shadow.search import Limits, search

from .pairs import DIFFERENT, EQUAL

CALLS = 5_000
LEAST = 29


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=10)
    asked.add_argument("--first", type=int, default=0, help="the first seed")
    asked.add_argument("--peers", action="store_true", help="the other methods beside it")
    given = asked.parse_args()
    begun, failed = perf_counter(), False
    seeds = range(given.first, given.first + given.seeds)
    after: dict[str, list[int | None]] = {name: [] for name in (*DIFFERENT, *EQUAL)}
    for seed in seeds:
        for name, pair in {**DIFFERENT, **EQUAL}.items():
            after[name].append(searched(pair, seed))
        found = sum(after[name][-1] is not None for name in DIFFERENT)
        wrong = [name for name in EQUAL if after[name][-1] is not None]
        failed |= found < LEAST or bool(wrong)
        print(
            f"seed {seed}: {found} of {len(DIFFERENT)} found, {len(wrong)} of {len(EQUAL)} wrongly {wrong or ''}",
            flush=True,
        )
    peers = by_peers() if given.peers else {}
    print(f"\n{'pair':<18}{'found':>8}{'median':>9}{'most':>8}   {'hypothesis':<12}{'crosshair'}")
    for name, calls in after.items():
        known = sorted(one for one in calls if one is not None)
        middle, most = (f"{median(known):.0f}", f"{known[-1]}") if known else ("", "")
        share = f"{len(known)}/{len(calls)}"
        beside = "".join(f"{one:<12}" for one in peers.get(name, ()))
        print(f"{name:<18}{share:>8}{middle:>9}{most:>8}   {beside}")
    print(
        f"\n{perf_counter() - begun:.0f} s; {'FAILED' if failed else 'held'}: at least {LEAST} of 30 in each seed, none of ten"
    )
    return int(failed)


def searched(pair: Any, seed: int) -> int | None:
    """Give after how many inputs the first was found; None where none was."""
    control, candidate, inputs = pair
    record = search(
        control, candidate, inputs, seed=seed, calls=CALLS, time_s=600, stop_at=1,
        with_symbols=False, limits=Limits(),
    )  # fmt: skip
    return record.finds[0].after if record.finds else None


def by_peers() -> dict[str, tuple[str, str]]:
    """Ask Hypothesis, by types alone, and CrossHair, where they can be asked."""
    from .peers import by_symbols, by_types

    return {
        name: (by_types(pair, CALLS), by_symbols(pair))
        for name, pair in {**DIFFERENT, **EQUAL}.items()
    }


if __name__ == "__main__":
    sys.exit(main())
