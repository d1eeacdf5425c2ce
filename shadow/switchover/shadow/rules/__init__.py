"""What a migration expects to differ: rules, their paths and conditions, and the book of a run."""

from __future__ import annotations

from .conditions import Condition
from .functions import RuleFailedError
from .kinds import Expect, Ignore, Normalise, Rule, Tolerate, Unordered
from .paths import Pattern
from .rulebook import Reported, Rulebook

__all__ = [
    "Condition",
    "Expect",
    "Ignore",
    "Normalise",
    "Pattern",
    "Reported",
    "Rule",
    "RuleFailedError",
    "Rulebook",
    "Tolerate",
    "Unordered",
]
