"""Measure against an earlier state: a git revision, or a record file."""
