"""Run control and candidate side by side, and find every difference.

Names are loaded when they are first used, so that importing the room costs next to nothing.

PYTEST_DONT_REWRITE: a recording imports it before pytest begins, which would warn of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

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
    from .running.gathering import Gathering, GatheringError
    from .running.session import run, run_portion

__all__ = [
    "Comparison",
    "Condition",
    "Difference",
    "Exemplar",
    "Expect",
    "Failure",
    "FileJournal",
    "Gathering",
    "GatheringError",
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

# Late, for production loads what it uses.
__getattr__, __dir__ = late(
    globals(),
    {
        ".comparing.compare": "compare",
        ".errors": "NotComparableError PatternError ShadowError UsageError",
        ".records": (
            "Comparison Difference Exemplar Failure Group Kind Observation Outcome RuleUse "
            "ShadowRecord Side SideSummary"
        ),
        ".records.journal": "FileJournal JournalError read_comparisons",
        ".rules": "Condition Expect Ignore Normalise Pattern Rule Tolerate Unordered",
        ".running.gathering": "Gathering GatheringError",
        ".running.session": "run run_portion",
    },
)
