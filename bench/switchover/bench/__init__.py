"""Paired latency, memory and leaks, judged against a budget."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import origins
    from .answers import Answer, Answers, Differ, UnknownError, difference
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
    from .errors import BenchError, LaunchError, RevisionError, TargetError
    from .options import Options
    from .pair import Pair, with_parts
    from .records import (
        AllocationSite,
        Calls,
        ClockRecord,
        Environment,
        LatencyRecord,
        LeakRecord,
        LeakSignal,
        MemoryMetric,
        MemoryRecord,
        PairRecord,
        SampleRecord,
        SelfCheck,
        SuiteRecord,
        from_json,
        to_json,
    )
    from .strata import Fact
    from .target import ResolvedSide, resolve
    from .verdict import ORDER, Policy, Verdict, settle, worst

__all__ = [
    "ORDER",
    "AllocationSite",
    "Answer",
    "Answers",
    "BenchError",
    "Calls",
    "ClockRecord",
    "Differ",
    "Environment",
    "Fact",
    "LatencyRecord",
    "LaunchError",
    "LeakRecord",
    "LeakSignal",
    "Measuring",
    "MemoryMetric",
    "MemoryRecord",
    "Options",
    "Pair",
    "PairRecord",
    "Part",
    "Policy",
    "ResolvedSide",
    "RevisionError",
    "SampleRecord",
    "SelfCheck",
    "Suite",
    "SuiteRecord",
    "TargetError",
    "UnknownError",
    "Verdict",
    "bound_s",
    "check_machine",
    "difference",
    "doubted",
    "from_json",
    "measure",
    "measure_suite",
    "origins",
    "resolve",
    "settle",
    "to_json",
    "with_parts",
    "worst",
]

_HOMES = {
    ".answers": "Answer Answers Differ UnknownError difference",
    ".driver": "Measuring Part Suite bound_s check_machine doubted measure measure_suite",
    ".errors": "BenchError LaunchError RevisionError TargetError",
    ".options": "Options",
    ".pair": "Pair with_parts",
    ".records": (
        "AllocationSite Calls ClockRecord Environment LatencyRecord LeakRecord LeakSignal "
        "MemoryMetric MemoryRecord PairRecord SampleRecord SelfCheck SuiteRecord from_json "
        "to_json"
    ),
    ".strata": "Fact",
    ".target": "ResolvedSide resolve",
    ".verdict": "ORDER Policy Verdict settle worst",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import a name only when it is asked for: pytest and a launch start without the rest.

    `late` of the ground does the same, and is not called: a pytest run that has the plugin, and
    does not use it, loads nothing beside it.
    """
    if name == "origins":
        return import_module(".origins", __name__)
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
