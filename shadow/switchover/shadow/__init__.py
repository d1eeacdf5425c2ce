"""Run control and candidate side by side, and find every difference.

Names are loaded when they are first used, so that importing the room costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .comparing.compare import compare
    from .errors import NotComparableError, PatternError, ShadowError, UsageError
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
    from .records.journal import FileJournal, JournalError, read_comparisons
    from .rules import Condition, Expect, Ignore, Normalise, Pattern, Rule, Tolerate, Unordered
    from .running.session import run, run_portion

__all__ = [
    "Comparison",
    "Condition",
    "Difference",
    "Exemplar",
    "Expect",
    "Failure",
    "FileJournal",
    "Group",
    "Ignore",
    "JournalError",
    "Kind",
    "Normalise",
    "NotComparableError",
    "Observation",
    "Outcome",
    "Pattern",
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
    "run_portion",
]

_HOMES = {
    ".comparing.compare": ("compare",),
    ".errors": ("NotComparableError", "PatternError", "ShadowError", "UsageError"),
    ".records": (
        "Comparison",
        "Difference",
        "Exemplar",
        "Failure",
        "Group",
        "Kind",
        "Observation",
        "Outcome",
        "RuleUse",
        "ShadowRecord",
        "Side",
        "SideSummary",
    ),
    ".records.journal": ("FileJournal", "JournalError", "read_comparisons"),
    ".rules": (
        "Condition",
        "Expect",
        "Ignore",
        "Normalise",
        "Pattern",
        "Rule",
        "Tolerate",
        "Unordered",
    ),
    ".running.session": ("run", "run_portion"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: production loads what it uses."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
