"""Paired latency, memory and leaks, judged against a budget."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from switchover.bench.errors import BenchError, LaunchError, TargetError
from switchover.bench.records import PairRecord, SuiteRecord, from_json, to_json
from switchover.bench.target import Target, resolve

if TYPE_CHECKING:
    from switchover.bench.pair import Options, Pair, measure, with_parts
    from switchover.bench.policy import settle
    from switchover.bench.suite import check_machine, measure_suite

__all__ = [
    "BenchError",
    "LaunchError",
    "Options",
    "Pair",
    "PairRecord",
    "SuiteRecord",
    "Target",
    "TargetError",
    "check_machine",
    "from_json",
    "measure",
    "measure_suite",
    "resolve",
    "settle",
    "to_json",
    "with_parts",
]

_LATE = {
    "Options": "pair",
    "Pair": "pair",
    "check_machine": "suite",
    "measure": "pair",
    "measure_suite": "suite",
    "settle": "policy",
    "with_parts": "pair",
}


def __getattr__(name: str) -> Any:
    """Import what measures only when it is asked for: a launch starts without it."""
    if name in _LATE:
        return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
