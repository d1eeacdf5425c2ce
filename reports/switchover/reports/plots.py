"""The plots of a report: its records tell which there are, and what draws is loaded for those."""

from __future__ import annotations

from dataclasses import dataclass

from .records import PairRun, RunRecord

__all__ = ["MOST", "Picture", "all_of", "overview"]

MOST = 100
"""Pairs that an overview shows, and of which a report has plots: each takes about 0.7 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A finished plot: a file name without ending, its title, what it shows, and both renderings.

    The PNG carries its title, for it is looked at alone; on a page the title stands above the SVG.
    """

    name: str
    title: str
    alt: str
    png: bytes
    svg: str


def all_of(pair: PairRun) -> list[Picture]:
    """Draw every plot that the pair's records allow."""
    if not (_is_measured(pair) or (pair.shadow and pair.shadow.groups)):
        return []
    from . import charts

    return charts.all_of(pair)


def overview(run: RunRecord) -> Picture | None:
    """Draw all pairs that were measured in one picture, where there are some."""
    if not any(_is_measured(pair) for plan in run.plans for pair in plan.pairs):
        return None
    from . import charts

    return charts.overview(run)


def _is_measured(pair: PairRun) -> bool:
    found = pair.bench
    return found is not None and any((found.latency, found.memory, found.leaks))
