"""Run control and candidate side by side, and find every difference.

Names are loaded when they are first used, so that importing the room costs next to nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .comparison import compare
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
    from .session import run
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

_HOMES = {
    "comparison": ("compare",),
    "errors": ("NotComparableError", "PatternError", "ShadowError", "UsageError"),
    "journal": ("JournalError", "read_comparisons"),
    "rules": ("Expect", "Ignore", "Normalise", "Rule", "Tolerate", "Unordered"),
    "session": ("run",),
    "snapshot": ("Call",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOME.get(name, 'records')}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
