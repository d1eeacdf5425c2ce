"""Records into verdicts, frames, plots and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from switchover.bench import Policy, worst

from .annotations import github_annotations
from .records import (
    Budget,
    CorpusSummary,
    PairRun,
    PlanRun,
    RecordsError,
    ReportError,
    RunRecord,
    SourceLine,
    read_run,
    write_run,
)
from .verdict import CheckVerdict, PairVerdict, PlanVerdict, RunVerdict, judge

if TYPE_CHECKING:
    from . import frames
    from .document import Document, encode, verdict_document
    from .writing import Report, write_report

__all__ = [
    "Budget",
    "CheckVerdict",
    "CorpusSummary",
    "Document",
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
    "encode",
    "frames",
    "github_annotations",
    "judge",
    "read_run",
    "verdict_document",
    "worst",
    "write_report",
    "write_run",
]

_LATER = {
    "Document": ".document",
    "encode": ".document",
    "verdict_document": ".document",
    "Report": ".writing",
    "write_report": ".writing",
}
"""What brings pandas, matplotlib or jinja2 along is imported when it is asked for."""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "frames":
        return import_module(".frames", __name__)
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name], __name__), name)
