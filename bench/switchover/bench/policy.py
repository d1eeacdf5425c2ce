"""What an inconclusive verdict means for a gate."""

from typing import Literal

from switchover.bench.records import Verdict

Policy = Literal["warn", "fail", "pass"]


def settle(verdict: Verdict, *, inconclusive: Policy = "warn") -> Verdict:
    """Apply the policy: warn leaves an inconclusive verdict as it is, for the gate to say so."""
    if verdict != "inconclusive" or inconclusive == "warn":
        return verdict
    return inconclusive
