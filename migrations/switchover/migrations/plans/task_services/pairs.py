"""The plan: what is compared and measured, and what may differ.

- `workflows`: whole runs that show no chosen difference, and generated ones; nothing may differ.
- `real workflows`: those of other people, where they lie beside the project.
- `agreed`: the same runs, held to what was agreed instead of to the old services.
- `refused`, `misused`: workflows and calls that a system has to refuse.
- `kept in Redis`: runs whose candidate stores what it has to in its own storage.
- `chosen: ...`: whole runs that show one chosen difference, with the rules for that one alone.
- `calls: ...`: single calls of one task type, on the rows that the old services made.
- `cost: ...`: latency, memory and leaks of a workload of one task type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import Final

from switchover.shadow import Rule

from ... import Corpus, Items, Pair, Plan
from .calls import CALLS, MISUSED
from .case import cases, real_cases
from .combined import COMBINED
from .differences import CHOSEN, REAL, REFUSED
from .keeping import USES
from .odd import MISUSES, odd_cases
from .stage import SITUATIONS
from .workloads import workloads

SIDES: Final = "switchover.migrations.plans.task_services.sides"
GENERATED: Final = 40
"""Generated workflows in a plan's run; the seed decides which."""
COST_TIME_S: Final = 12.0
KEPT: Final = (
    "basic-input-schema",
    "collection-batch",
    "composite-sequence",
    "parallel-outputs",
    "storage-child-fails",
)
"""Workflows that store, load and delete values of every kind."""


def plan(seed: int = 0) -> Plan:
    """Return the plan of the task services; `seed` chooses the generated workflows."""
    return Plan(
        name="task-services",
        description="The old task services, replaced by one orchestrator per task type.",
        pairs=(
            *_workflows(seed),
            *_real(),
            *_chosen(),
            _agreed(),
            *_odd(),
            *_elsewhere(),
            *_calls(),
            *_costs(),
        ),
        seed=seed,
    )


def _workflows(seed: int) -> Iterator[Pair]:
    strict = [case.name for case in cases().values() if not case.shows]
    drawn = [f"generated-{seed * GENERATED + number}" for number in range(GENERATED)]
    yield _runs("workflows", [*strict, *drawn])


def _real() -> Iterator[Pair]:
    if real_cases():
        yield _runs("real workflows", real_cases(), rules=REAL.rules())


def _chosen() -> Iterator[Pair]:
    for chosen in (*CHOSEN, *COMBINED):
        names = [case.name for case in cases().values() if case.shows == chosen.id]
        yield _runs(f"chosen: {chosen.id}", names, rules=chosen.rules())


def _agreed() -> Pair:
    """Hold the cases with a chosen difference to what was agreed: no rule may hide more."""
    names = [case.name for case in cases().values() if case.shows]
    runs = [(name, situation) for name in names for situation in ("alone", "anew")]
    return _compared("agreed", "agreed_control", "run_candidate", runs)


def _odd() -> Iterator[Pair]:
    """Compare what the systems say of workflows and calls that they have to refuse."""
    yield _runs("refused", odd_cases(), rules=REFUSED.rules())
    misuses = [(name,) for name in MISUSES]
    yield _compared("misused", "misused_control", "misused_candidate", misuses, MISUSED.rules())


def _elsewhere() -> Iterator[Pair]:
    """Compare runs whose candidate keeps its values in Redis, where one in memory is installed."""
    if find_spec("fakeredis") is None:
        return
    runs, uses = [(name,) for name in KEPT], [(name,) for name in USES]
    yield _compared("kept in Redis", "run_control", "elsewhere_candidate", runs)
    yield _compared("uses of storage", "kept_control", "kept_candidate", uses)


def _runs(name: str, names: Iterable[str], rules: Iterable[Rule] = ()) -> Pair:
    runs = [(case, situation) for case in names for situation in SITUATIONS]
    return _compared(name, "run_control", "run_candidate", runs, rules)


def _calls() -> Iterator[Pair]:
    """Compare single calls on runs without a chosen difference, where a type has any."""
    rules = {chosen.id: chosen.rules() for chosen in CALLS}
    for task_type in workloads():
        found = [case for case in cases().values() if task_type in case.types]
        strict = [case.name for case in found if not case.shows]
        names = strict if len(strict) > 1 else [case.name for case in found]
        names += [case.name for case in odd_cases().values() if task_type in case.types]
        yield _compared(
            f"calls: {task_type}",
            "calls_control",
            "calls_candidate",
            [(name, task_type) for name in names],
            rules.get(task_type, ()),
            corpus=task_type,
        )


def _costs() -> Iterator[Pair]:
    for task_type in workloads():
        yield Pair(
            name=f"cost: {task_type}",
            control=f"{SIDES}:timed_control",
            candidate=f"{SIDES}:timed_candidate",
            corpus=_corpus(task_type, [(task_type,)]),
            time_s=COST_TIME_S,
        )


def _compared(
    name: str,
    control: str,
    candidate: str,
    calls: Iterable[tuple[str, ...]],
    rules: Iterable[Rule] = (),
    *,
    corpus: str | None = None,
) -> Pair:
    """Return a pair of two sides that is compared, and not measured."""
    return Pair(
        name=name,
        control=f"{SIDES}:{control}",
        candidate=f"{SIDES}:{candidate}",
        corpus=_corpus(corpus or name, calls),
        rules=tuple(rules),
        checks=("shadow",),
        timeout_s=60,
    )


def _corpus(name: str, calls: Iterable[tuple[str, ...]]) -> Corpus:
    return Corpus(sources=(Items(name, tuple((args, {}) for args in calls)),))
