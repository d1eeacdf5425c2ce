"""Thirty pairs that differ and ten that do not, searched with ten seeds; `make search-proof`.

Run as `python -m shadow.search.proof` with `tests` on the path. It prints one line a pair and ends
with 1 where a seed found fewer than 29 of 30, or anything in the ten. `--set second` and `--set third`
search other pairs, of which the third were never used to mend the search.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from statistics import median
from time import perf_counter
from typing import Any

from switchover.shadow.search import Limits, search

from .pairs import SETS

CALLS = 5_000
LEAST = 29 / 30
"""The share of the pairs that differ which each seed has to find."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=10)
    asked.add_argument("--first", type=int, default=0, help="the first seed")
    asked.add_argument("--peers", action="store_true", help="the other methods beside it")
    asked.add_argument("--set", choices=SETS, default="first", help="which pairs")
    given = asked.parse_args()
    different, equal = SETS[given.set]
    begun, failed = perf_counter(), False
    seeds = range(given.first, given.first + given.seeds)
    after: dict[str, list[int | None]] = {name: [] for name in (*different, *equal)}
    for seed in seeds:
        for name, pair in {**different, **equal}.items():
            after[name].append(searched(pair, seed))
        found = sum(after[name][-1] is not None for name in different)
        wrong = [name for name in equal if after[name][-1] is not None]
        failed |= found < LEAST * len(different) or bool(wrong)
        print(
            f"seed {seed}: {found} of {len(different)} found, {len(wrong)} of {len(equal)} wrongly {wrong or ''}",
            flush=True,
        )
    peers = by_peers({**different, **equal}) if given.peers else {}
    print(f"\n{'pair':<18}{'found':>8}{'median':>9}{'most':>8}   {'hypothesis':<12}{'crosshair'}")
    for name, calls in after.items():
        known = sorted(one for one in calls if one is not None)
        middle, most = (f"{median(known):.0f}", f"{known[-1]}") if known else ("", "")
        share = f"{len(known)}/{len(calls)}"
        beside = "".join(f"{one:<12}" for one in peers.get(name, ()))
        print(f"{name:<18}{share:>8}{middle:>9}{most:>8}   {beside}")
    print(
        f"\n{perf_counter() - begun:.0f} s; {'FAILED' if failed else 'held'}: at least 29 of 30 in each seed, none of the equal ones"
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


def by_peers(pairs: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Ask Hypothesis, by types alone, and CrossHair, where they can be asked."""
    from .peers import by_symbols, by_types

    return {name: (by_types(pair, CALLS), by_symbols(pair)) for name, pair in pairs.items()}


if __name__ == "__main__":
    sys.exit(main())
