"""What of a plan's own settings a call of the command replaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from switchover import reports
from switchover.migrations import Budget, Check

if TYPE_CHECKING:
    from .choice import Plans

__all__ = ["Overrides"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What takes the place of a plan's own settings; None leaves them."""

    seed: int | None = None
    time_s: float | None = None
    timeout_s: float | None = None
    budget: float | None = None
    checks: tuple[Check, ...] | None = None
    policy: reports.Policy | None = None
    pair: str | None = None

    def words(self) -> tuple[str, ...]:
        """Say again what a comparison depends on."""
        seed = () if self.seed is None else ("--seed", str(self.seed))
        if self.timeout_s is None:
            return seed
        return (*seed, "--timeout", repr(self.timeout_s).removesuffix(".0"))

    def applied(self, plans: Plans) -> Plans:
        """Put them into every plan."""
        budget = None
        if self.budget is not None:
            budget = Budget(latency=self.budget, memory=self.budget)
        return [
            plan
            if isinstance(plan, reports.PlanRun)
            else plan.with_options(
                seed=self.seed,
                checks=self.checks,
                policy=self.policy,
                budget=budget,
                time_s=self.time_s,
                timeout_s=self.timeout_s,
                pair=self.pair,
            )
            for plan in plans
        ]
