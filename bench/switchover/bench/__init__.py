"""Paired latency, memory and leaks, judged against a budget."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from switchover.bench.errors import BenchError, LaunchError, TargetError
    from switchover.bench.options import Options
    from switchover.bench.pair import Pair, measure, with_parts
    from switchover.bench.records import PairRecord, SuiteRecord, from_json, to_json
    from switchover.bench.suite import check_machine, doubted, measure_suite
    from switchover.bench.target import Target, resolve
    from switchover.bench.verdict import Policy, Verdict, settle, worst

__all__ = [
    "BenchError",
    "LaunchError",
    "Options",
    "Pair",
    "PairRecord",
    "Policy",
    "SuiteRecord",
    "Target",
    "TargetError",
    "Verdict",
    "check_machine",
    "doubted",
    "from_json",
    "measure",
    "measure_suite",
    "resolve",
    "settle",
    "to_json",
    "with_parts",
    "worst",
]

_LATE = {
    "BenchError": "errors",
    "LaunchError": "errors",
    "Options": "options",
    "Pair": "pair",
    "PairRecord": "records",
    "Policy": "verdict",
    "SuiteRecord": "records",
    "Target": "target",
    "TargetError": "errors",
    "Verdict": "verdict",
    "check_machine": "suite",
    "doubted": "suite",
    "from_json": "records",
    "measure": "pair",
    "measure_suite": "suite",
    "resolve": "target",
    "settle": "verdict",
    "to_json": "records",
    "with_parts": "pair",
    "worst": "verdict",
}


def __getattr__(name: str) -> Any:
    """Import a name only when it is asked for: pytest and a launch start without the rest."""
    if name in _LATE:
        return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
