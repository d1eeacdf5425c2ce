"""Several pairs in one run, so that all of them keep one rate of false alarms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .. import latency
from ..environment import MachineWatch
from ..latency import LatencyProgress
from ..options import DEFAULTS, Options
from ..pair import Pair
from ..records import Environment, PairRecord, SelfCheck, SuiteRecord
from ..shares import Part
from ..strata import Fact
from ..verdict import worst
from .measuring import Measuring

__all__ = ["Suite", "joined", "measure", "measure_suite"]

TIMED: tuple[Part, ...] = ("latency",)


class Suite:
    """What the pairs of one run have in common.

    Args:
        family: Latencies judged in the run: they share the error that a fail may spend.
        self_check: Whether a fail is followed by a trial of the machine, so that only what the
            machine's own error cannot explain stays a fail.
    """

    def __init__(self, *, family: int = 1, self_check: bool = True) -> None:
        self._family = family
        self._self_check = self_check

    def open(
        self,
        pair: Pair,
        options: Options = DEFAULTS,
        *,
        parts: Sequence[Part] = TIMED,
        facts: Sequence[Fact] | None = None,
    ) -> Measuring:
        """Draw a pair's inputs, for all the parts that will be measured.

        With `facts` of each input, what is drawn stands for the corpus by outcome and by time.

        Raises:
            TargetError: A side cannot be found or called.
            BenchError: An input is not (args, kwargs).
        """
        ours = replace(
            options,
            family=max(self._family, options.family),
            self_check=self._self_check and options.self_check,
        )
        return Measuring.of(pair, ours, parts=parts, facts=facts)


def measure(
    pair: Pair,
    options: Options = DEFAULTS,
    *,
    parts: Sequence[Part] = TIMED,
    progress: Callable[[LatencyProgress], None] | None = None,
) -> PairRecord:
    """Measure one pair.

    Raises:
        TargetError: A side cannot be found or called.
        RevisionError: There is no such revision.
        BenchError: An input is not (args, kwargs).
    """
    return Suite().open(pair, options, parts=parts).measure_all(progress=progress)


def measure_suite(
    pairs: Sequence[Pair],
    options: Options = DEFAULTS,
    *,
    parts: Sequence[Part] = TIMED,
    self_check: bool = True,
    progress: Callable[[Pair, LatencyProgress], None] | None = None,
) -> SuiteRecord:
    """Measure pairs one after the other, so that all together keep one false alarm rate.

    Raises:
        TargetError: A side cannot be found or called.
        BenchError: An input is not (args, kwargs).
    """
    watch = MachineWatch()
    suite = Suite(family=max(1, len(pairs)), self_check=self_check)
    opened = [suite.open(pair, options, parts=parts) for pair in pairs]
    for each in opened:
        each.measure_all(progress=_for_pair(progress, each.pair))
    pinned = options.pin and latency.can_pin()
    return joined(
        [each.record for each in opened],
        [each.checked for each in opened],
        environment=watch.finish(pinned=pinned),
    )


def joined(
    records: Sequence[PairRecord],
    checked: Sequence[SelfCheck | None],
    *,
    environment: Environment,
) -> SuiteRecord:
    """Put the records of a run into one, with what the trials of the machine said. Pure."""
    tried = [each for each in checked if each is not None]
    said = [f"{each.name}: {each.verdict}" for each in records if each.verdict != "pass"]
    if not records:
        said.append("no pair was measured")
    worse = next((each for each in tried if each.fit is not True), None)
    shown = worse or next(iter(tried), None)
    return SuiteRecord(
        verdict=worst(record.verdict for record in records),
        reasons=tuple(said),
        pairs=tuple(records),
        self_check=shown.interval if shown else None,
        fit=shown.fit if shown else None,
        environment=environment,
    )


def _for_pair(
    progress: Callable[[Pair, LatencyProgress], None] | None, pair: Pair
) -> Callable[[LatencyProgress], None] | None:
    if progress is None:
        return None
    return lambda made: progress(pair, made)
