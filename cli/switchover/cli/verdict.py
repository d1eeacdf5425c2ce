"""The verdict of a run, as it is printed."""

from __future__ import annotations

from typing import IO

from switchover import reports

from .console import Console

__all__ = ["show", "tell"]


def show(report: reports.Report, console: Console, result: IO[str]) -> None:
    """Print the verdict: the whole document for a machine, a few lines for a person."""
    if console.as_json:
        result.write(reports.encode(report.document).decode())
        return
    tell(report.verdict, result)
    print(f"\n{report.verdict.verdict}; the report is {report.page}", file=result)


def tell(verdict: reports.RunVerdict, result: IO[str]) -> None:
    """Print one line for each pair, and below it what a person must know."""
    for plan in verdict.plans:
        if plan.skipped:
            print(f"{'skipped':<13}{plan.name}: {plan.skipped}", file=result)
        for pair in plan.pairs:
            lead = f": {pair.lead}" if pair.lead else ""
            print(f"{pair.verdict:<13}{plan.name} / {pair.name}{lead}", file=result)
            if pair.coverage:
                print(f"{'':<13}coverage: {' '.join(pair.coverage.split())}", file=result)
            if pair.hiding:
                print(f"{'':<13}rules: {' '.join(pair.hiding.split())}", file=result)
            for check in pair.checks:
                quiet = check.verdict == "pass" and check.check != "record"
                reasons = () if quiet else check.reasons
                origins = (f"from {origin}" for origin in check.origins)
                for text in (*reasons, *origins, *check.warnings):
                    print(f"{'':<13}{check.check}: {' '.join(text.split())}", file=result)
    if not any(plan.pairs for plan in verdict.plans):
        print("\n".join(verdict.reasons), file=result)
