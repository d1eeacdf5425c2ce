"""Paired latency, memory and leaks, judged against a budget."""

from switchover.bench.errors import BenchError, LaunchError, TargetError
from switchover.bench.records import PairRecord, SuiteRecord, from_json, to_json
from switchover.bench.target import Target, resolve

__all__ = [
    "BenchError",
    "LaunchError",
    "PairRecord",
    "SuiteRecord",
    "Target",
    "TargetError",
    "from_json",
    "resolve",
    "to_json",
]
