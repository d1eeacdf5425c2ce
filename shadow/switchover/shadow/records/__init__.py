"""The values that a shadow run gives."""

from __future__ import annotations

from .comparison import Comparison, Difference, Failure, Observation
from .outcomes import Kind, Outcome, Side
from .portion import Portion, given_up
from .run import Exemplar, Group, RuleUse, ShadowRecord, SideSummary

__all__ = [
    "Comparison",
    "Difference",
    "Exemplar",
    "Failure",
    "Group",
    "Kind",
    "Observation",
    "Outcome",
    "Portion",
    "RuleUse",
    "ShadowRecord",
    "Side",
    "SideSummary",
    "given_up",
]
