"""What a corpus reaches of both sides: seen after its comparison, apart from what is timed."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from switchover.reports import LeastCoverage, PairRun
from switchover.shadow import ShadowError
from switchover.shadow.coverage import cover, spread

from .corpus import Call
from .measure import Setting
from .plan import Coverage, Pair
from .replaying import is_recorded

__all__ = ["MOST_SPREAD", "covered"]

TIME_S = 5.0
"""Seconds for the inputs of one pair under coverage; the rest of a large corpus is left out."""
WITHOUT_BRANCHES = "operator:truth"
"""Stands for a control that is a recording: it has no code here."""
MOST_SPREAD = 100_000
"""Inputs of a corpus that is visited out of its order, so that what there is time for is spread
over all of it; a larger one is read from its beginning."""


def covered(run: PairRun, pair: Pair, setting: Setting) -> PairRun:
    """Add what the corpus reaches, or why that is not known."""
    least = LeastCoverage(control=pair.coverage.control, candidate=pair.coverage.candidate)
    run = replace(run, least_coverage=least)
    if not _is_wanted(pair, setting):
        return run
    count = len(pair.corpus)
    inputs: Iterable[Call] = pair.corpus
    if _takes_long(run) and count <= MOST_SPREAD:
        calls = list(pair.corpus)
        inputs = [calls[at] for at in spread(count, setting.seed)]
    try:
        record = cover(
            WITHOUT_BRANCHES if is_recorded(pair.control) else pair.control,
            pair.candidate,
            inputs,
            of=count,
            time_s=TIME_S,
            timeout_s=pair.timeout_s,
            seed=setting.seed,
        )
    except ShadowError as error:
        return replace(run, uncovered=str(error))
    return replace(run, coverage=record)


def _is_wanted(pair: Pair, setting: Setting) -> bool:
    if setting.only is not None or setting.method.against or not len(pair.corpus):
        return False
    return setting.method.covers or pair.coverage != Coverage()


def _takes_long(run: PairRun) -> bool:
    """Say whether the inputs may not all have room in the time: coverage slows code ten times."""
    shadow = run.shadow
    return shadow is None or 10 * (shadow.control.wall_s + shadow.candidate.wall_s) > TIME_S
