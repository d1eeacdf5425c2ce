"""Measure against an earlier state: a git revision, or a record file."""

from switchover.bench.against.record import AgainstRecord, judge_against
from switchover.bench.against.revision import Checkout, checkout

__all__ = ["AgainstRecord", "Checkout", "checkout", "judge_against"]
