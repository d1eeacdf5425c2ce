"""Records of runs, built by hand: what the gate and the pages are tried on."""

from __future__ import annotations

import datetime as dt
import math
import random
from typing import Any

from switchover.bench import PairRecord
from switchover.bench.records import (
    ClockRecord,
    Environment,
    LatencyRecord,
    LeakRecord,
    LeakSeries,
    LeakSignal,
    LeakTrace,
    MemoryMetric,
    MemoryRecord,
    WitnessRecord,
)
from switchover.reports import CorpusSummary, PairRun, PlanRun, RunRecord
from switchover.shadow import Exemplar, Group, Kind, Outcome, RuleUse, ShadowRecord

CHECKS: Any = ("shadow", "latency", "memory", "leaks")


def latency(
    ratio: float = 0.5, half: float = 0.02, verdict: Any = "pass", **more: Any
) -> LatencyRecord:
    """A latency around `ratio`, with an interval of that half-width."""
    rng = random.Random(1)
    clock = ClockRecord(
        clock="cpu", verdict=verdict, ratio=ratio, low=ratio * (1 - half), high=ratio * (1 + half), level=0.99,
        launch_ratios=tuple(ratio * (1 + rng.gauss(0, half / 2)) for _ in range(8)), control_s=1.2e-4, candidate_s=1.2e-4 * ratio,
    )  # fmt: skip
    control = tuple(1.2e-4 * math.exp(rng.gauss(0, 0.25)) for _ in range(400))
    return LatencyRecord(
        verdict=verdict, clock="cpu", clocks={"cpu": clock, "wall": clock}, launches=8, pairs=640, seconds=2.4,
        control_on_core=0.99, candidate_on_core=0.99, control_times=control,
        candidate_times=tuple(t * ratio * math.exp(rng.gauss(0, 0.05)) for t in control),
        **{"reasons": (f"cpu time ratio {ratio}: interval against the budget 1.05",), **more},
    )  # fmt: skip


def memory(ratio: float = 0.8, verdict: Any = "pass") -> MemoryRecord:
    """A peak of 2 KiB on the control and `ratio` of it on the candidate."""
    metric = MemoryMetric(
        name="peak",
        unit="bytes",
        verdict=verdict,
        control=2048,
        candidate=2048 * ratio,
        ratio=ratio,
        low=ratio,
        high=ratio,
        exact=True,
    )
    return MemoryRecord(
        verdict=verdict, reasons=(f"peak {ratio} of the control",), control_peak_bytes=2048, candidate_peak_bytes=int(2048 * ratio),
        metrics=(metric, MemoryMetric(name="allocations", unit="count", verdict="pass", control=41, candidate=12, ratio=12 / 41)),
    )  # fmt: skip


def metric(name: str, verdict: Any, ratio: float | None, unit: str = "bytes") -> MemoryMetric:
    """A quantity of memory, of which the control has a hundred."""
    return MemoryMetric(
        name=name,
        unit=unit,
        verdict=verdict,
        control=100,
        candidate=100 * (ratio or 3),
        ratio=ratio,
    )


def leaks(finding: str = "clean") -> LeakRecord:
    """Two signals; `finding` is what the candidate's objects do."""
    calls = tuple(range(50, 650, 50))
    flat = LeakSeries(
        course="flat", per_call=0.0, low=0.0, high=0.0, calls=calls, readings=(1000,) * 12
    )
    grows = LeakSeries(
        course="grows",
        per_call=1.0,
        low=0.99,
        high=1.01,
        calls=calls,
        readings=tuple(1000 + c for c in calls),
    )
    leak = finding == "leak"
    return LeakRecord(
        verdict="fail" if leak else "pass",
        reasons=("objects grow by 1.00 per call",) if leak else (),
        signals=(
            LeakSignal(name="objects", unit="objects", finding=finding, control=flat, candidate=grows if leak else flat),
            LeakSignal(name="threads", unit="threads", finding="clean", control=flat, candidate=flat),
        ),
        traces=(LeakTrace(type="shop.Order", per_call=1.0, site="shop/new.py:41 in price", chain=("module shop.new", "_seen", "list")),) if leak else (),
        control_calls=600, candidate_calls=600,
    )  # fmt: skip


def group(path: str = "$.total", inputs: int = 3, rule: str | None = None, **more: Any) -> Group:
    """A signature with one exemplar."""
    values = {"kind": Kind.CHANGED, "control_type": "int", "candidate_type": "int", **more}
    exemplar = Exemplar(index=4, path=path, control="12", candidate="13")
    return Group(path=path, count=inputs, inputs=inputs, rule=rule, exemplars=(exemplar,), **values)


def shadow(
    counts: dict[Outcome, int] | None = None, groups: tuple[Group, ...] = (), **more: Any
) -> ShadowRecord:
    """A shadow run with these counts, by default forty inputs that match."""
    counts = {Outcome.MATCH: 40} if counts is None else counts
    return ShadowRecord(
        name="price", seed=7, inputs=sum(counts.values()), counts=counts, groups=groups, **more
    )


def rule(rule_id: str = "rounding", **more: Any) -> RuleUse:
    """A rule that was hit twice."""
    values: dict[str, Any] = {
        "hits": 2,
        "expires": dt.date(2030, 1, 1),
        "reason": "cents are rounded half to even",
        "owner": "billing",
        **more,
    }
    return RuleUse(id=rule_id, kind="expected", path="$.total", **values)


def pair(
    name: str = "price", checks: Any = CHECKS, shadow_record: Any = shadow, **more: Any
) -> PairRun:
    """A pair on which all is well, unless told otherwise: pass None to leave a record out."""
    values: dict[str, Any] = {"latency": latency(), "memory": memory(), "leaks": leaks()}
    values |= {key: more.pop(key) for key in tuple(more) if key in values}
    record = shadow_record() if callable(shadow_record) else shadow_record
    environment = Environment(
        cpu="Example CPU 3000", system="Linux", python="3.11.7", cores=2, usable_cores=2
    )
    bench = PairRecord(
        name=name,
        verdict="pass",
        environment=environment,
        witnesses=(WitnessRecord(name="opcodes", control=900, candidate=400, ratio=0.44),),
        **values,
    )
    corpus = CorpusSummary(name="inputs.jsonl", inputs=record.inputs if record else 40, measured=16)
    return PairRun(
        name=name,
        control="shop.old:price",
        candidate="shop.new:price",
        corpus=corpus,
        checks=checks,
        shadow=record,
        bench=bench,
        seconds=9.1,
        **more,
    )


def run(*pairs: PairRun, name: str = "shop", policy: Any = "warn", **more: Any) -> RunRecord:
    """A run of one plan with these pairs, by default one on which all is well."""
    plan = PlanRun(name=name, pairs=pairs or (pair(),), policy=policy)
    return RunRecord(
        **{
            "seed": 7,
            "started": "2030-01-02T03:04:05+00:00",
            "seconds": 12.5,
            "plans": (plan,),
            **more,
        }
    )
