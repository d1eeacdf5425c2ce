"""Count outcomes and sum up costs, in memory that does not grow with inputs."""

from __future__ import annotations

from .comparison import Comparison, Observation
from .outcomes import Outcome
from .run import SideSummary

__all__ = ["Costs", "Outcomes"]


class Outcomes:
    """How many inputs came to which outcome, and how many of them rules accept."""

    __slots__ = ("accepted", "counts", "not_compared")

    def __init__(self) -> None:
        self.counts: dict[Outcome, int] = {}
        self.accepted: dict[Outcome, int] = {}
        self.not_compared = 0

    def match(self) -> None:
        """Count an input that nothing has to be said of."""
        self.counts[Outcome.MATCH] = self.counts.get(Outcome.MATCH, 0) + 1

    def add(self, comparison: Comparison) -> None:
        """Count one input, and the accepted differences whose content was not compared."""
        outcome = comparison.outcome
        self.counts[outcome] = self.counts.get(outcome, 0) + 1
        if comparison.accepted:
            self.accepted[outcome] = self.accepted.get(outcome, 0) + 1
        self.not_compared += sum(
            found.not_compared and found.rule is not None for found in comparison.differences
        )


class Costs:
    """What one side's calls cost together."""

    __slots__ = ("calls", "cpu_s", "died", "raised", "slowest_s", "timed_out", "wall_s")

    def __init__(self) -> None:
        self.calls = self.raised = self.timed_out = self.died = 0
        self.wall_s = self.cpu_s = self.slowest_s = 0.0

    def time(self, wall_s: float, cpu_s: float) -> None:
        """Add one call."""
        self.calls += 1
        self.wall_s += wall_s
        self.cpu_s += cpu_s
        if wall_s > self.slowest_s:  # noqa: PLR1730 - max() costs more, once per call
            self.slowest_s = wall_s

    def end(self, observation: Observation | None) -> None:
        """Count how a call ended that did not simply return."""
        if observation is not None:
            self.raised += observation.failure is not None
            self.timed_out += observation.timed_out
            self.died += observation.died

    def summary(self) -> SideSummary:
        return SideSummary(
            calls=self.calls,
            raised=self.raised,
            timed_out=self.timed_out,
            died=self.died,
            wall_s=self.wall_s,
            cpu_s=self.cpu_s,
            slowest_s=self.slowest_s,
        )
