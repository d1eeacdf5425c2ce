"""Which mutants the rules of a pair hide: tried for some seconds after its comparison."""

from __future__ import annotations

from msgspec.structs import replace

from switchover.reports import PairRun
from switchover.shadow import ShadowError
from switchover.shadow.coverage import spread

from .covering import MOST_SPREAD
from .measure import Setting
from .plan import Pair
from .replaying import is_recorded

__all__ = ["mutated"]

TIME_S = 3.0
"""Seconds for the mutants of one pair."""
LEAST_S = 1.0
"""Seconds below which a trial would say next to nothing: a pair has none where a run has no more
left for its pairs."""
MOST_INPUTS = 100
FEWEST = 3
"""Inputs below which a trial says too little: so few have room where a call takes long."""
_CALLS = 12
"""How often the candidate answers each input before the first mutant, reckoned with the tracing."""


def mutated(run: PairRun, pair: Pair, setting: Setting) -> PairRun:
    """Add which mutants the rules hide, or why that is not known."""
    if not _is_wanted(run, pair, setting):
        return run
    if setting.mutants.left < LEAST_S:
        return run
    with setting.mutants.spent():
        return _mutated(run, pair, setting, min(TIME_S, setting.mutants.left))


def _mutated(run: PairRun, pair: Pair, setting: Setting, time_s: float) -> PairRun:
    room, of = _room(run), len(pair.corpus)
    if min(room, of) < FEWEST:
        few = "a call takes too long" if room < FEWEST else "the corpus has too few inputs"
        return replace(run, unmutated=f"{few} to try mutants in a check")
    from switchover.shadow.strength import hiding  # where there are rules

    inputs = pair.corpus.pick(spread(of, setting.seed)[:room])
    try:
        record = hiding(
            pair.control,
            pair.candidate,
            inputs,
            of=of,
            rules=pair.rules,
            seen_as=pair.seen_as,
            seed=setting.seed,
            time_s=time_s,
            timeout_s=min(pair.timeout_s, TIME_S),
        )
    except ShadowError as error:
        return replace(run, unmutated=str(error))
    return replace(run, hiding=record)


def _is_wanted(run: PairRun, pair: Pair, setting: Setting) -> bool:
    """Say whether there are rules that may hide something of Python source at hand."""
    method = setting.method
    if not method.mutates or setting.only is not None or method.against:
        return False
    if not (pair.rules or pair.seen_as) or is_recorded(pair.control) or run.shadow is None:
        return False
    return run.source is not None and 0 < len(pair.corpus) <= MOST_SPREAD


def _room(run: PairRun) -> int:
    """Give how many inputs have answered often enough in a third of the time, of `MOST_INPUTS`."""
    assert run.shadow is not None
    compared = max(1, run.shadow.inputs)
    spent = (run.shadow.control.wall_s + _CALLS * run.shadow.candidate.wall_s) / compared
    return min(MOST_INPUTS, int(TIME_S / 3 / spent) if spent else MOST_INPUTS)
