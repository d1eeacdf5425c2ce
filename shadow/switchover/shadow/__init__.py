"""Run control and candidate side by side, and find every difference."""

from .compare import compare
from .errors import NotComparableError, PatternError, ShadowError, UsageError
from .journal import JournalError, read_comparisons
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
from .run import run
from .snapshot import Call

__all__ = [
    "Call",
    "Comparison",
    "Difference",
    "Exemplar",
    "Expect",
    "Failure",
    "Group",
    "Ignore",
    "JournalError",
    "Kind",
    "Normalise",
    "NotComparableError",
    "Observation",
    "Outcome",
    "PatternError",
    "Rule",
    "RuleUse",
    "ShadowError",
    "ShadowRecord",
    "Side",
    "SideSummary",
    "Tolerate",
    "Unordered",
    "UsageError",
    "compare",
    "read_comparisons",
    "run",
]
