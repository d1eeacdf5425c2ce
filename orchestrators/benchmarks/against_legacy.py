"""What the orchestrators cost against the old services: time per task type, many children, memory.

Both systems run the same workload in turns, in an order that changes from round to round, so that a
busy machine slows both alike. A round gives one ratio, new over old, of processor time; the table
has the median of the ratios and its 95 % interval by order statistics, which assumes nothing about
their distribution but that rounds are independent. **Source:** Conover, Practical Nonparametric
Statistics, 3rd ed., section 3.2. Memory is the peak of what Python allocates in one run.

Run: python orchestrators/benchmarks/against_legacy.py [--rounds N] [--only NAME ...] [--profile]
"""

from __future__ import annotations

import argparse
import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from statistics import median
from time import process_time

try:
    from switchover import legacy
    from switchover.migrations.plans.task_services.case import TYPES, Case
    from switchover.migrations.plans.task_services.stage import run_to_end
    from switchover.migrations.plans.task_services.stand_ins import bindings
    from switchover.migrations.plans.task_services.workloads import workload, workloads
except ImportError:
    print("the old services are gone: nothing to compare with")
    sys.exit(0)

from switchover import orchestrators
from switchover.engine.config import WorkflowConfig
from switchover.engine.run.clock import VirtualClock
from switchover.engine.run.engine import Engine, System
from switchover.engine.states import Status
from switchover.engine.tools import ToolRegistry

MANY = 1_000
LIMIT_UPPER = 1.05
"""Where the whole interval of a type's ratio has to lie below."""
LIMIT_MANY = 1 / 1.5
Z = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is run, and what its ratio may be at most."""

    name: str
    case: Case
    at_most: float = 1.0
    repeats: int = 1


def subjects() -> Iterator[Subject]:
    for name in workloads():
        yield Subject(name=name, case=workload(name), repeats=5)
    for kind in ("collection", "parallel"):
        case = many(kind)
        yield Subject(name=f"{kind} of {MANY:,}", case=case, at_most=LIMIT_MANY)


def many(kind: str) -> Case:
    """Return a container of a thousand children that each say hello."""
    child = {"type": "basic", "tool": "echo", "CWD": "."}
    given = {"name": "{{ .workflow.input.name }}"}
    task: dict[str, object] = {"id": "all", "type": kind, "CWD": "."}
    if kind == "collection":
        template = {**child, "id": "each-{{ .index }}", "with": {**given, "value": "{{ .item }}"}}
        task |= {"items": "{{ .workflow.input.items }}", "task": template}
    else:
        task["tasks"] = [{**child, "id": f"t{n}", "with": {**given, "n": n}} for n in range(MANY)]
    data = {"id": f"many-{kind}", "CWD": ".", "tasks": [task]}
    items = [f"item {n}" for n in range(MANY)]
    workflow = WorkflowConfig(data, TYPES)
    return Case(name=str(data["id"]), workflow=workflow, input={"name": "Ada", "items": items})


def run(case: Case, system: System) -> None:
    clock = VirtualClock()
    engine = Engine(system, tools=ToolRegistry(bindings()), clock=clock)
    assert clock.run(status_of(engine, case)) is Status.SUCCESS


async def status_of(engine: Engine, case: Case) -> Status:
    """Return the status alone: asyncio's runner prints what its coroutine returns, and drops it."""
    return (await run_to_end(engine, case)).status


def seconds(subject: Subject, system: System) -> float:
    gc.collect()
    begun = process_time()
    for _ in range(subject.repeats):
        run(subject.case, system)
    return process_time() - begun


def peak_bytes(subject: Subject, system: System) -> int:
    gc.collect()
    tracemalloc.start()
    run(subject.case, system)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def paired(
    subject: Subject, measure: Callable[[Subject, System], float], rounds: int
) -> list[tuple[float, float]]:
    """Return what was measured of the old and the new system, round by round."""
    old, new = legacy.services, orchestrators.services
    pairs = []
    for turn in range(rounds + 1):
        if turn % 2:
            before = measure(subject, old)
            pair = before, measure(subject, new)
        else:
            after = measure(subject, new)
            pair = measure(subject, old), after
        pairs.append(pair)
    return pairs[1:]


def interval(ratios: list[float]) -> tuple[float, float, float]:
    """Return the median and the 95 % interval around it."""
    ordered, count = sorted(ratios), len(ratios)
    reach = Z * sqrt(count) / 2
    low, high = max(0, int(count / 2 - reach)), min(count - 1, int(count / 2 + reach))
    return median(ordered), ordered[low], ordered[high]


def timed(subject: Subject, rounds: int) -> bool:
    pairs = paired(subject, seconds, rounds)
    ratio, low, high = interval([new / old for old, new in pairs])
    passed = ratio <= subject.at_most and high < LIMIT_UPPER
    old, new = (median(side) * 1000 / subject.repeats for side in zip(*pairs, strict=True))
    note = "" if passed else "  missed"
    print(
        f"{subject.name:22}{old:9.2f}{new:9.2f}{ratio:9.3f}  [{low:.3f}, {high:.3f}]"
        f"{subject.at_most:9.2f}{note}",
        flush=True,
    )
    return passed


def weighed(subject: Subject) -> bool:
    pairs = paired(subject, peak_bytes, 3)
    old, new = (median(side) / 1024 for side in zip(*pairs, strict=True))
    ratio = median(after / before for before, after in pairs)
    passed = ratio <= 1.0
    note = "" if passed else "  missed"
    print(f"{subject.name:22}{old:9.0f}{new:9.0f}{ratio:9.3f}{1.0:25.2f}{note}", flush=True)
    return passed


def profiled(subject: Subject) -> None:
    """Print where each side's time goes, by pyinstrument."""
    from pyinstrument import Profiler

    for name, system in (("old", legacy.services), ("new", orchestrators.services)):
        run(subject.case, system)
        with Profiler(interval=0.0005, async_mode="disabled") as profiler:
            for _ in range(5):
                run(subject.case, system)
        print(f"== {subject.name}, {name}")
        print(profiler.output_text(unicode=True, color=False, show_all=False))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--profile", action="store_true")
    args = parser.parse_args()
    chosen = [one for one in subjects() if not args.only or one.name.split()[0] in args.only]
    if args.profile:
        for subject in chosen:
            profiled(subject)
        return 0
    print(f"processor time, {args.rounds} rounds; ratio of new to old, its 95 % interval")
    print(f"{'':22}{'old ms':>9}{'new ms':>9}{'ratio':>9}{'interval':>16}{'target':>9}")
    passed = [timed(subject, args.rounds) for subject in chosen]
    print(f"\n{'peak of memory':22}{'old KiB':>9}{'new KiB':>9}{'ratio':>9}{'target':>25}")
    passed += [weighed(subject) for subject in chosen]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
