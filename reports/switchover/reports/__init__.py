"""Records into verdicts, frames, plots and pages."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from switchover.bench import Policy, worst
    from switchover.ground import replace_file

    from . import frames
    from .accepting import Acceptance, acceptances, rule_end
    from .annotations import github_annotations
    from .document import Document, encode, verdict_document
    from .made import renew
    from .naming import distinct
    from .records import (
        RECORDS_FILE,
        BudgetRecord,
        Check,
        CorpusSummary,
        LeastCoverage,
        PairRun,
        PlanRun,
        RecordsError,
        ReportError,
        RunRecord,
        SourceLine,
        read_run,
        write_run,
    )
    from .verdict import CheckVerdict, PairVerdict, PlanVerdict, RunVerdict, alone_by, judge
    from .writing import Report, write_report

__all__ = [
    "RECORDS_FILE",
    "Acceptance",
    "BudgetRecord",
    "Check",
    "CheckVerdict",
    "CorpusSummary",
    "Document",
    "LeastCoverage",
    "PairRun",
    "PairVerdict",
    "PlanRun",
    "PlanVerdict",
    "Policy",
    "RecordsError",
    "Report",
    "ReportError",
    "RunRecord",
    "RunVerdict",
    "SourceLine",
    "acceptances",
    "alone_by",
    "distinct",
    "encode",
    "frames",
    "github_annotations",
    "judge",
    "read_run",
    "renew",
    "replace_file",
    "rule_end",
    "verdict_document",
    "worst",
    "write_report",
    "write_run",
]

_HOMES = {
    "switchover.ground": ("replace_file",),
    ".accepting": ("Acceptance", "acceptances", "rule_end"),
    ".annotations": ("github_annotations",),
    ".document": ("Document", "encode", "verdict_document"),
    ".made": ("renew",),
    ".naming": ("distinct",),
    ".records": (
        "BudgetRecord",
        "Check",
        "CorpusSummary",
        "LeastCoverage",
        "PairRun",
        "PlanRun",
        "RECORDS_FILE",
        "RecordsError",
        "ReportError",
        "RunRecord",
        "SourceLine",
        "read_run",
        "write_run",
    ),
    ".verdict": ("CheckVerdict", "PairVerdict", "PlanVerdict", "RunVerdict", "alone_by", "judge"),
    ".writing": ("Report", "write_report"),
    "switchover.bench": ("Policy", "worst"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import late: pandas, matplotlib and jinja2 come with what needs them alone."""
    if name == "frames":
        return import_module(".frames", __name__)
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
