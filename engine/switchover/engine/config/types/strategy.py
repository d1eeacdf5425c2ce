"""How a container waits for its children."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..kinds import is_template
from ..problem import Problem
from ..task import TaskConfig

__all__ = ["STRATEGIES", "is_strategy", "strategy_rule"]

STRATEGIES: Final = ("wait_all", "fail_fast", "best_effort", "race")


def is_strategy(name: str) -> bool:
    """Whether a name is one of the four strategies, letter by letter."""
    return name in STRATEGIES


def strategy_rule(task: TaskConfig, code: str) -> Iterator[Problem]:
    """Demand that a strategy, where one is set, is one of the four."""
    strategy = task.data.get("strategy")
    if strategy and not is_template(strategy) and not is_strategy(str(strategy)):
        yield task.problem(code, "unknown strategy", "strategy", allowed=", ".join(STRATEGIES))
