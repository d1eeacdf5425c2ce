"""Run what was chosen while somebody watches, write the report, and end with the verdict."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from switchover import reports
from switchover.bench import Answers, Calls, bound_s
from switchover.migrations import AS_PLANNED, Method, Plan, measured, read_then, run_plans

from .ahead import Ahead
from .choice import Choice
from .console import Console
from .errors import OptionsError
from .exits import Exit
from .extras import complete_for
from .overrides import Overrides
from .progress import about, watching
from .verdict import show

__all__ = ["carry_out", "chosen_method", "compared"]

if TYPE_CHECKING:
    from switchover.migrations.scaling import Scale

    from .choice import Plans


def chosen_method(  # noqa: PLR0913 - one parameter for each option
    *,
    against: str | None = None,
    then: Path | None = None,
    callers: int = 1,
    explain: bool = False,
    calls: Calls = "auto",
    answers: Answers = "same",
    covers: bool = False,
    mutates: bool = False,
    pin: bool = True,
) -> Method:
    """Read the options that say how to measure."""
    if against and explain:
        raise OptionsError("--explain needs both sides here, and --against takes the control away")
    earlier = None if then is None else read_then(then)
    return Method(
        against=against or "",
        then=earlier,
        callers=callers,
        explain=explain,
        calls=calls,
        answers=answers,
        covers=covers,
        mutates=mutates,
        pin=pin,
    )


def carry_out(
    console: Console,
    choice: Choice,
    settings: Overrides,
    out: Path,
    *,
    method: Method = AS_PLANNED,
    as_measured: bool = False,
    only: int | None = None,
    scale: Scale | None = None,
) -> None:
    """Run the chosen plans, report, and exit with the verdict's code.

    With `as_measured` a machine gets the records of the measurements in place of the report's.
    """
    with console.results() as result:
        plans = [_told(plan, choice, settings) for plan in settings.applied(choice.plans())]
        complete_for(check for plan in _real(plans) for pair in plan.pairs for check in pair.checks)
        if said := beforehand(plans):
            console.note(said)
        with reports.occupied(out.absolute()):  # whatever a corpus does to the current folder
            with watching() as watcher, contextlib.chdir("."):  # it may leave it while it is read
                run = run_plans(
                    plans,
                    out=out,
                    watcher=Ahead(watcher, lambda: reports.write_report),
                    method=method,
                    only=only,
                    scale=scale,
                )
            if run.interrupted and scale is not None:
                console.note("what is done is kept; the same line with --resume goes on")
            console.note(f"writing the report to {out}")
            report = reports.write_report(run, out)
        if console.as_json and as_measured:
            result.write(measured(run).decode())
        else:
            show(report, console, result)
    raise typer.Exit(Exit.INTERRUPTED if run.interrupted else Exit.of(report.verdict.verdict))


def _told(
    plan: Plan | reports.PlanRun, choice: Choice, settings: Overrides
) -> Plan | reports.PlanRun:
    """Keep with a plan how to compare it again, so that a report can say it."""
    if isinstance(plan, reports.PlanRun):
        return plan
    words = choice.words(plan)
    if not words:
        return plan
    return replace(plan, command=("switchover", "shadow", *words, *settings.words()))


def compared(choice: Choice, *, seed: int | None, pair: str | None) -> list[Plan]:
    """Load what was named for a comparison, without the plans that are skipped here."""
    settings = Overrides(seed=seed, pair=pair, checks=("shadow",))
    return _real(settings.applied(choice.plans()))


def _real(plans: Plans) -> list[Plan]:
    return [plan for plan in plans if isinstance(plan, Plan)]


def beforehand(plans: Plans) -> str:
    """Say how long measuring takes at most; "" where nothing is measured."""
    bounds = [
        bound_s(pair.time_s)
        for plan in _real(plans)
        for pair in plan.pairs
        if any(check != "shadow" for check in pair.checks)
    ]
    if not bounds:
        return ""
    pairs = "the pair" if len(bounds) == 1 else f"{len(bounds)} pairs"
    return f"measuring {pairs} takes {about(sum(bounds))} at most, and mostly less"
