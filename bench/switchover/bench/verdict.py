"""The three-way verdict, the worst of several, and what a gate makes of an inconclusive one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

__all__ = ["ORDER", "Policy", "Verdict", "settle", "worst"]

Verdict = Literal["pass", "fail", "inconclusive"]
ORDER: tuple[Verdict, ...] = ("fail", "inconclusive", "pass")
"""The worst first."""

Policy = Literal["warn", "fail", "pass"]


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return fail before inconclusive before pass; nothing at all is inconclusive."""
    found = set(verdicts)
    for verdict in ORDER:
        if verdict in found:
            return verdict
    return "inconclusive"


def settle(verdict: Verdict, *, inconclusive: Policy = "warn") -> Verdict:
    """Apply the policy: warn leaves an inconclusive verdict as it is, for the gate to say so."""
    if verdict != "inconclusive" or inconclusive == "warn":
        return verdict
    return inconclusive
