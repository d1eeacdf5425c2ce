"""Paired latency, memory and leaks, judged against a budget."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .driver import (
        Measuring,
        Part,
        Suite,
        bound_s,
        check_machine,
        doubted,
        measure,
        measure_suite,
    )
    from .errors import BenchError, LaunchError, TargetError
    from .options import Options
    from .pair import Pair, with_parts
    from .records import PairRecord, SelfCheck, SuiteRecord, from_json, to_json
    from .target import Target, resolve
    from .verdict import Policy, Verdict, settle, worst

__all__ = [
    "BenchError",
    "LaunchError",
    "Measuring",
    "Options",
    "Pair",
    "PairRecord",
    "Part",
    "Policy",
    "SelfCheck",
    "Suite",
    "SuiteRecord",
    "Target",
    "TargetError",
    "Verdict",
    "bound_s",
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
    "Measuring": "driver",
    "Options": "options",
    "Pair": "pair",
    "PairRecord": "records",
    "Part": "driver",
    "Policy": "verdict",
    "SelfCheck": "records",
    "Suite": "driver",
    "SuiteRecord": "records",
    "Target": "target",
    "TargetError": "errors",
    "Verdict": "verdict",
    "bound_s": "driver",
    "check_machine": "driver",
    "doubted": "driver",
    "from_json": "records",
    "measure": "driver",
    "measure_suite": "driver",
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
