"""Choose what to run, run it while somebody watches, write the report, say what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from switchover import reports
from switchover.bench import Answers, Calls, bound_s
from switchover.migrations import (
    AS_PLANNED,
    PLAN_FILE,
    Budget,
    Check,
    Method,
    Plan,
    find_plan,
    load_shipped,
    measured,
    plan_for_pair,
    read_then,
    run_plans,
)

from .console import Console
from .errors import OptionsError
from .exits import Exit
from .extras import complete_for
from .progress import about, watching

__all__ = ["Choice", "Overrides", "Plans", "carry_out", "chosen_method", "compared", "show", "tell"]

if TYPE_CHECKING:
    from switchover.migrations.scaling import Scale

NEEDED = "--control module:old --candidate module:new --corpus inputs.jsonl"

Plans = Sequence[Plan | reports.PlanRun]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the user named on the command line."""

    plan: str | None = None
    control: str | None = None
    candidate: str | None = None
    corpus: str | None = None
    raw: bool = False
    classes: tuple[str, ...] = ()
    pickles: bool = False
    skip_malformed: bool = False
    rules: Path | None = None
    shipped: bool = False
    needs_corpus: bool = True
    against: str | None = None

    def plans(self) -> Plans:
        """Load what was named; exactly one way of naming must have been used."""
        by_pair = bool(self.control or self.candidate)
        if sum((self.plan is not None, by_pair, self.shipped)) > 1:
            raise OptionsError("name a PLAN, or a pair, or --shipped: only one of them")
        if self.shipped:
            return load_shipped()
        if by_pair:
            return [self._pair()]
        if self.plan is None and not Path(PLAN_FILE).exists():
            raise OptionsError(
                f"nothing to run: there is no {PLAN_FILE} here; name a plan, or a pair: {NEEDED}"
            )
        return [find_plan(self.plan or PLAN_FILE)]

    def words(self, plan: Plan) -> tuple[str, ...]:
        """Name `plan` as another call of the command would; nothing where none can."""
        if self.shipped:
            return (plan.name,)
        against = ("--against", self.against) if self.against else ()
        if not (self.control or self.candidate):
            return (self.plan or PLAN_FILE, *against)
        if self.corpus in (None, "-"):
            return ()
        given = {"control": self.control, "candidate": self.candidate, "corpus": self.corpus}
        named = [word for name, value in given.items() for word in (f"--{name}", value or "")]
        named += ["--raw"] if self.raw else []
        named += [word for name in self.classes for word in ("--class", name)]
        named += ["--pickles"] if self.pickles else []
        named += ["--skip-malformed"] if self.skip_malformed else []
        return (*named, *(("--rules", str(self.rules)) if self.rules else ()), *against)

    def _pair(self) -> Plan:
        for name in ("control", "candidate", *(("corpus",) if self.needs_corpus else ())):
            if getattr(self, name) is None:
                raise OptionsError(f"--{name} is missing; a pair needs {NEEDED}")
        return plan_for_pair(
            self.control or "",
            self.candidate or "",
            self.corpus,
            raw=self.raw,
            classes=self.classes,
            pickles=self.pickles,
            skip_malformed=self.skip_malformed,
            rules=self.rules,
            earlier=bool(self.against),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What takes the place of a plan's own settings; None leaves them."""

    seed: int | None = None
    time_s: float | None = None
    timeout_s: float | None = None
    budget: float | None = None
    checks: tuple[Check, ...] | None = None
    policy: reports.Policy | None = None
    pair: str | None = None

    def words(self) -> tuple[str, ...]:
        """Say again what a comparison depends on."""
        seed = () if self.seed is None else ("--seed", str(self.seed))
        return seed if self.timeout_s is None else (*seed, "--timeout", f"{self.timeout_s:g}")

    def applied(self, plans: Plans) -> Plans:
        """Put them into every plan."""
        budget = None
        if self.budget is not None:
            budget = Budget(latency=self.budget, memory=self.budget)
        return [
            plan
            if isinstance(plan, reports.PlanRun)
            else plan.with_options(
                seed=self.seed,
                checks=self.checks,
                policy=self.policy,
                budget=budget,
                time_s=self.time_s,
                timeout_s=self.timeout_s,
                pair=self.pair,
            )
            for plan in plans
        ]


def chosen_method(
    *,
    against: str | None = None,
    then: Path | None = None,
    callers: int = 1,
    explain: bool = False,
    calls: Calls = "auto",
    answers: Answers = "same",
    covers: bool = False,
    mutates: bool = False,
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
        with watching() as watcher:
            run = run_plans(plans, out=out, watcher=watcher, method=method, only=only, scale=scale)
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
