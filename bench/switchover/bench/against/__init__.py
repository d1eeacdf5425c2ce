"""Measure against an earlier state: a git revision, or a record file."""

from __future__ import annotations

from .record import AgainstRecord, judge_against
from .revision import Checkout, checkout

__all__ = ["AgainstRecord", "Checkout", "checkout", "judge_against"]
