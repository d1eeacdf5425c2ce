"""Which trials the proof wants, and in which order: what is missing most comes first."""

import itertools
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import workloads
from conditions import CONDITIONS

WANTED = {"p0": 9, "p100": 7, "p75": 3, "p50": 1, "p25": 1, "m50": 1, "bound": 9}
"""Our own trials in each workload and condition, by effect."""

PEERS = {"pytest-benchmark": ("20us", "1ms", "20ms"), "pyperf": ("1ms",)}
"""Sizes at which each peer runs once in each condition; pyperf takes ten seconds a function."""


SLOW = frozenset({"200ms", "1s"})

ASKED = frozenset({"p0", "p100", "bound", "p250"})
"""Effects of the trials that are run again whenever what measures was changed."""

FURTHER = ("p0", "p250")
OF_SLOW, OF_QUICK = 13, 50
"""Trials of each slow call, and of caches and accepted differences, quiet and beside a hog for each
core: a hundred of each kind and effect."""

TRIPLED = {"p0": 10, "p250": 10}
"""Trials beside three hogs for each core: a hundred of each effect over the workloads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One kind of trial; a peer's covers all its effects at once."""

    case: str
    held: str
    tool: str
    effect: str = ""

    @property
    def kind(self) -> str:
        return self.case.partition("_")[0]


def wanted() -> Iterator[tuple[Cell, int]]:
    """Give every kind of trial with the number of times it is wanted."""
    for (kind, size), held in itertools.product(workloads.FURTHER, ("quiet", "steady")):
        count = OF_SLOW if size in SLOW else OF_QUICK
        for effect in FURTHER:
            yield Cell(case=f"{kind}_{size}", held=held, tool="switchover", effect=effect), count
    for (kind, size), (effect, count) in itertools.product(workloads.CASES, TRIPLED.items()):
        if size != "20ms":
            case = f"{kind}_{size}"
            yield Cell(case=case, held="triple", tool="switchover", effect=effect), count
    for (kind, size), held in itertools.product(workloads.CASES, CONDITIONS[:3]):
        case = f"{kind}_{size}"
        for effect, count in WANTED.items():
            yield Cell(case=case, held=held, tool="switchover", effect=effect), count
        for tool, sizes in PEERS.items():
            if size in sizes:
                yield Cell(case=case, held=held, tool=tool), 1


def planned(rows: Iterable[dict[str, Any]]) -> list[Cell]:
    """List the trials to run: each cell's share of its own count rises evenly, chance breaks ties.

    So a proof that is interrupted and run again stays balanced, and hours are spread over cells.
    """
    done = Counter(_cell(row) for row in rows if counts(row))
    missing = [
        (number / count, random.random(), cell)
        for cell, count in wanted()
        for number in range(min(done[cell], count), count)
    ]
    return [cell for *_, cell in sorted(missing, key=lambda each: each[:2])]


def counts(row: dict[str, Any]) -> bool:
    """Tell what counts: a peer's, and of ours what the command itself has measured."""
    return row["tool"] != "switchover" or row.get("by") == "command"


def _cell(row: dict[str, Any]) -> Cell:
    tool = row["tool"].split()[0]
    effect = row["effect"] if tool == "switchover" else ""
    return Cell(case=row["case"], held=row["condition"], tool=tool, effect=effect)
