"""Records into verdicts, frames, plots and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from switchover.bench import Policy, worst
    from switchover.ground import replace_file

    from . import frames
    from .accepting import Acceptance, acceptances, rule_end
    from .annotations import github_annotations
    from .document import Document, encode, verdict_document
    from .made import renew
    from .naming import distinct
    from .occupying import FolderError, occupied
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
    "FolderError",
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
    "occupied",
    "read_run",
    "renew",
    "replace_file",
    "rule_end",
    "verdict_document",
    "worst",
    "write_report",
    "write_run",
]

# Late, for pandas, matplotlib and jinja2 come with what needs them alone.
__getattr__, __dir__ = late(
    globals(),
    {
        "switchover.ground": "replace_file",
        ".accepting": "Acceptance acceptances rule_end",
        ".annotations": "github_annotations",
        ".document": "Document encode verdict_document",
        ".frames": "",
        ".made": "renew",
        ".naming": "distinct",
        ".occupying": "FolderError occupied",
        ".records": (
            "BudgetRecord Check CorpusSummary LeastCoverage PairRun PlanRun RECORDS_FILE "
            "RecordsError ReportError RunRecord SourceLine read_run write_run"
        ),
        ".verdict": "CheckVerdict PairVerdict PlanVerdict RunVerdict alone_by judge",
        ".writing": "Report write_report",
        "switchover.bench": "Policy worst",
    },
)
