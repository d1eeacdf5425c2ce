"""How a container waits for its children."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from switchover.engine.config.kinds import is_template
from switchover.engine.config.problem import Problem
from switchover.engine.config.task import TaskConfig

__all__ = ["STRATEGIES", "is_strategy", "strategy_rule"]

STRATEGIES: Final = ("wait_all", "fail_fast", "best_effort", "race")


def is_strategy(name: str) -> bool:
    """Whether a name is one of the four strategies, letter by letter."""
    return name in STRATEGIES


def strategy_rule(task: TaskConfig, code: str) -> Iterator[Problem]:
    """A strategy, where one is set, is one of the four."""
    strategy = task.data.get("strategy")
    if strategy and not is_template(strategy) and not is_strategy(str(strategy)):
        yield task.problem(code, "unknown strategy", "strategy", allowed=", ".join(STRATEGIES))
