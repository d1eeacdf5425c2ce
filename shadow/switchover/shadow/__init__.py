"""Run control and candidate side by side, and find every difference."""

from .records import (
    Comparison,
    Difference,
    Exemplar,
    Failure,
    Group,
    Kind,
    Observation,
    Outcome,
    RuleUse,
    ShadowRecord,
    Side,
    SideSummary,
)
from .rules import Expect, Ignore, Normalise, Rule, Tolerate, Unordered

__all__ = [
    "Comparison",
    "Difference",
    "Exemplar",
    "Expect",
    "Failure",
    "Group",
    "Ignore",
    "Kind",
    "Normalise",
    "Observation",
    "Outcome",
    "Rule",
    "RuleUse",
    "ShadowRecord",
    "Side",
    "SideSummary",
    "Tolerate",
    "Unordered",
]
