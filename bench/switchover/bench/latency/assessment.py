"""All launches so far, judged on both clocks. Pure."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Clock, Estimate
from . import decision
from .clock import ClockChoice, Presence, choose
from .decision import Decision, StoppingRule
from .precision import telling
from .sample import Launch
from .summary import CLOCKS, Summary, presence, summarise

__all__ = ["Assessment", "Observed", "assess", "observe", "time_up", "values"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One launch, reduced to what judging and reporting need; `hashes` is the seed it hashed by."""

    summaries: dict[Clock, Summary]
    control: Presence
    candidate: Presence
    pairs: int
    hashes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the launches say: the deciding clock, and a decision on each clock."""

    choice: ClockChoice
    decisions: dict[Clock, Decision]
    control: Presence
    candidate: Presence

    @property
    def decided(self) -> Decision:
        """The decision on the deciding clock."""
        return self.decisions[self.choice.clock]


def observe(launch: Launch) -> Observed:
    """Reduce a launch that timed at least one pair."""
    return Observed(
        summaries={clock: summarise(launch, clock) for clock in CLOCKS},
        control=presence(launch.control),
        candidate=presence(launch.candidate),
        pairs=len(launch.pieces),
        hashes=launch.hashes,
    )


def assess(
    seen: Sequence[Observed],
    *,
    rule: StoppingRule,
    look: int,
    callers: int = 1,
    clock: Clock | None = None,
    pinned: bool = False,
) -> Assessment:
    """Judge all launches at look number `look`, on the clock asked for or the one that fits."""
    control = _typical([each.control for each in seen])
    candidate = _typical([each.candidate for each in seen])
    choice = choose(
        control, candidate, budget=rule.budget, callers=callers, pinned=pinned, asked=clock
    )
    decisions: dict[Clock, Decision] = {
        each: _decide(seen, each, rule=rule, look=look) for each in CLOCKS
    }
    return Assessment(choice=choice, decisions=decisions, control=control, candidate=candidate)


def _decide(seen: Sequence[Observed], clock: Clock, *, rule: StoppingRule, look: int) -> Decision:
    if len(seen) < decision.LEAST_FOR_INTERVAL:
        return decision.judge_few([each.summaries[clock].pairs for each in seen], rule=rule)
    return decision.decide(
        values(seen, clock, "usual"),
        values(seen, clock, "total"),
        rule=rule,
        look=look,
        clock=clock,
    )


def values(seen: Sequence[Observed], clock: Clock, estimate: Estimate) -> list[float]:
    """Return the log ratio of each launch on a clock: of its total time, or of its usual pair.

    Of the usual pair only launches speak that know it about as well as the calm ones do.
    """
    summaries = [each.summaries[clock] for each in seen]
    if estimate == "total":
        return [summary.values[estimate] for summary in summaries]
    kept = telling([summary.error for summary in summaries])
    return [summary.values[estimate] for summary in itertools.compress(summaries, kept)]


def time_up(*, launches: int, elapsed_s: float, time_s: float) -> bool:
    """Say whether another launch, as long as those before, would end after the time.

    A last look is due then. It depends on the clock alone and not on what was measured, so the
    error that looks may spend stays what it was.
    """
    return elapsed_s * (launches + 1) / launches > time_s


def _typical(seen: Sequence[Presence]) -> Presence:
    return Presence(
        on_core=statistics.median(each.on_core for each in seen),
        elsewhere=statistics.median(each.elsewhere for each in seen),
    )
