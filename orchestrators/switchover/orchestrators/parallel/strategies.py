"""When a parallel task need not wait any longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from switchover.engine import StopRule

__all__ = ["STRATEGIES"]

STRATEGIES: Final[Mapping[str, StopRule]] = {
    "wait_all": StopRule(),
    "best_effort": StopRule(),
    "fail_fast": StopRule(on_failure=True, cancel_rest=True),
    "race": StopRule(on_success=True, cancel_rest=True),
}
"""A race ends with the first success, failing fast with the first failure; the rest is canceled."""
