"""Latency, memory and leaks of a pair, measured on inputs from its own corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from switchover import bench
from switchover.bench import Answers, Differ, Fact, LatencyRecord, LeakRecord, MemoryRecord, profile
from switchover.bench.against import judge_against
from switchover.bench.driver import joined
from switchover.bench.environment import MachineWatch
from switchover.bench.latency import LatencyProgress, StoppingRule
from switchover.reports import PairRun, RunRecord, judge
from switchover.shadow import Comparison, Outcome, ShadowRecord, read_comparisons
from switchover.values.worker import Pool

from .method import Method
from .plan import Pair
from .progress import Watcher
from .purse import Purse
from .ruled import Ruled
from .schedule import CheckSchedule

if TYPE_CHECKING:
    from .scaling import Scale

__all__ = ["Setting", "explained", "measure", "measured", "measured_then", "opened"]

MUTANTS_S = 15.0
"""Seconds that the pairs of a run have together for the mutants that their rules hide."""
MOST_INPUTS = 32
"""How many inputs are drawn for the measurements: enough for a mixture, few enough that each is
visited often within the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the measurements of one run have in common; `suite` measures all of them."""

    seed: int
    suite: bench.Suite
    family: int
    schedule: CheckSchedule
    watcher: Watcher
    method: Method
    pool: Pool
    """Keeps the processes of the sides from the comparison of one pair to the next."""
    scale: Scale | None = None
    """How comparisons are spread; None for this process alone."""
    plan: str = ""
    """The name of the plan that is run."""
    plan_at: int = 0
    """Which of all it is."""
    only: int | None = None
    """The number of the one input that is compared; all where None."""
    command: tuple[str, ...] = ()
    """The words of a command that compares the plan."""
    mutants: Purse = field(default_factory=lambda: Purse(MUTANTS_S))
    """For what the rules hide, of all pairs."""


def opened(pair: Pair, shadow: ShadowRecord | None, setting: Setting) -> bench.Measuring:
    """Draw the inputs that a pair is measured on, for all of its measurements.

    Measured is where both sides gave an answer, the same one or another that a rule accepts. What
    raises, or differs without a rule, is another computation, and its time would say nothing about
    the budget. Without a comparison, all inputs may be drawn.

    Raises:
        BenchError: a side cannot be called.
    """
    sides = bench.Pair(
        name=pair.name,
        control=pair.control,
        candidate=pair.candidate,
        inputs=pair.corpus,
        against=setting.method.against,
    )
    options = bench.Options(
        budget=pair.budget.latency,
        memory_budget=pair.budget.memory,
        time_s=pair.time_s,
        seed=setting.seed,
        callers=setting.method.callers,
        pin=setting.method.pin,
        calls=pair.calls if setting.method.calls == "auto" else setting.method.calls,
        answers=_answers(pair, shadow, setting.method),
        inputs=MOST_INPUTS,
    )
    return setting.suite.open(
        sides,
        options,
        parts=[check for check in pair.checks if check != "shadow"],
        facts=_facts(pair.corpus.weights, shadow),
    )


def _facts(weights: Sequence[float], shadow: ShadowRecord | None) -> list[Fact] | None:
    """Tell of each input what is known of it; None where nothing is."""
    if shadow is not None:
        return list(facts(shadow, weights))
    return [Fact(place=at, calls=calls) for at, calls in enumerate(weights)] or None


def _answers(pair: Pair, shadow: ShadowRecord | None, method: Method) -> Answers | Differ:
    """Say how answers are compared: not again where a shadow run did, else under the rules."""
    if shadow is not None or method.answers == "differ":
        return "differ"
    return Ruled(pair.rules) if pair.rules else "same"


def facts(shadow: ShadowRecord, weights: Sequence[float] = ()) -> Iterator[Fact]:
    """Tell of each input what came of it, how long the control took, and how often it is called."""
    for each in read_comparisons(Path(shadow.observations)) if shadow.observations else ():
        yield Fact(
            place=each.index,
            outcome="accepted" if each.accepted else str(each.outcome).replace("_", " "),
            weight=each.control.wall_s if each.control else 0.0,
            measurable=_is_answered(each),
            raised_alike=_raised_alike(each),
            calls=weights[each.index] if weights else 1.0,
        )


def _is_answered(comparison: Comparison) -> bool:
    """Tell whether both sides gave an answer, and none that differs without a rule."""
    sides = (comparison.control, comparison.candidate)
    answered = all(
        side is not None and side.failure is None and not side.timed_out for side in sides
    )
    return answered and (comparison.accepted or comparison.outcome is Outcome.MATCH)


def _raised_alike(comparison: Comparison) -> bool:
    """Tell whether both sides raised the same, or otherwise as a rule accepts it."""
    sides = (comparison.control, comparison.candidate)
    raised = all(side is not None and side.failure and not side.timed_out for side in sides)
    return raised and (comparison.accepted or comparison.outcome is Outcome.BOTH_RAISED)


def measure(
    run: PairRun, pair: Pair, check: bench.Part, measuring: bench.Measuring, *, setting: Setting
) -> PairRun:
    """Make one measurement and add its record.

    Raises:
        BenchError: it could not be made.
    """
    watcher = setting.watcher
    watcher.began(pair.name, check, pair.time_s if check == "latency" else None)

    def advanced(made: LatencyProgress) -> None:
        watcher.advanced(made.seconds)

    record = measuring.measure(check, progress=advanced)
    watcher.ended(_said(getattr(record, check)))
    return replace(run, bench=record, self_check=measuring.checked)


def explained(run: PairRun, measuring: bench.Measuring, folder: Path, setting: Setting) -> PairRun:
    """Say where the time went, if the candidate is too slow or it was asked for.

    Functions, flame graph, profiles. A control of an earlier revision cannot be profiled here, and
    where no latency was measured there is nothing to explain.

    Raises:
        BenchError: the sides could not be profiled.
    """
    latency = run.bench.latency if run.bench else None
    if latency is None or setting.method.against:
        return run
    if latency.verdict != "fail" and not setting.method.explain:
        return run
    found = measuring.explain()
    written = profile.write(found, folder / "profile")
    scopes = [file for file in written if file.name.endswith(".speedscope.json")]
    return replace(
        run,
        explanation=found,
        profiles=tuple(f"{folder.parent.name}/{folder.name}/profile/{f.name}" for f in scopes),
    )


def measured_then(run: PairRun, setting: Setting) -> PairRun:
    """Judge the candidate against its earlier record, where one was given."""
    earlier = setting.method.then
    if earlier is None:
        return run
    why = ""
    if run.bench is None or run.bench.latency is None:
        why = "its latency was not measured now"
    elif run.name not in earlier:
        why = f"the earlier records know no pair {run.name}: {', '.join(sorted(earlier))}"
    if why or run.bench is None:
        return replace(run, obstacles={**run.obstacles, "record": why})
    rule = StoppingRule(budget=run.budget.latency, family=setting.family)
    found = judge_against(earlier[run.name], run.bench, rule=rule)
    return replace(run, against_record=found)


def _said(record: LatencyRecord | MemoryRecord | LeakRecord) -> str:
    first = f": {record.reasons[0]}" if record.reasons else ""
    return f"{record.verdict}{first}"


def measured(run: RunRecord) -> bytes:
    """Encode the measurements of a run as one suite, in the bench room's own format."""
    pairs = [pair for plan in run.plans for pair in plan.pairs]
    records = [_with_then(pair.bench, pair) for pair in pairs if pair.bench is not None]
    verdict = judge(run)
    suite = joined(
        records,
        [pair.self_check for pair in pairs],
        environment=records[0].environment if records else MachineWatch().finish(pinned=False),
    )
    return bench.to_json(replace(suite, verdict=verdict.verdict, reasons=verdict.reasons))


def _with_then(record: bench.PairRecord, pair: PairRun) -> bench.PairRecord:
    """Add the judgement against an earlier record, so that the pair's verdict speaks of it too."""
    found = pair.against_record
    if found is None:
        return record
    said = tuple(f"record: {reason}" for reason in found.reasons)
    verdict = bench.worst((record.verdict, found.verdict))
    return replace(record, verdict=verdict, reasons=(*record.reasons, *said))
