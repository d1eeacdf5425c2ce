"""The conditions of workflows: boolean CEL expressions over plain data, with limits."""

from __future__ import annotations

from switchover.engine.conditions.cel import NAMES, WAIT_NAMES, CelConditions
from switchover.engine.conditions.errors import (
    ConditionCancelledError,
    ConditionError,
    ConditionEvaluationError,
    ConditionLimitError,
    ConditionSyntaxError,
    ConditionTypeError,
)
from switchover.engine.conditions.protocol import Conditions

__all__ = [
    "NAMES",
    "WAIT_NAMES",
    "CelConditions",
    "ConditionCancelledError",
    "ConditionError",
    "ConditionEvaluationError",
    "ConditionLimitError",
    "ConditionSyntaxError",
    "ConditionTypeError",
    "Conditions",
]
