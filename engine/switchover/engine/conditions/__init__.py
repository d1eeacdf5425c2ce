"""The conditions of workflows: boolean CEL expressions over plain data, with limits."""

from __future__ import annotations

from .cel import NAMES, WAIT_NAMES, CelConditions
from .errors import (
    ConditionCancelledError,
    ConditionError,
    ConditionEvaluationError,
    ConditionLimitError,
    ConditionSyntaxError,
    ConditionTypeError,
)
from .protocol import Conditions

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
