"""Records as pandas frames, for the plots and for anybody's notebook."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .records import PairRun, RunRecord
from .verdict import judge

CHECKS_COLUMNS = ["plan", "pair", "check", "verdict", "reason"]
DIFFERENCES_COLUMNS = [
    "plan", "pair", "signature", "path", "kind", "control_type", "candidate_type", "differences",
    "inputs", "rule",
]  # fmt: skip


def checks(run: RunRecord) -> pd.DataFrame:
    """One row for each check of each pair: plan, pair, check, verdict, reason (all text)."""
    rows = [
        (plan.name, pair.name, check.check, check.verdict, "; ".join(check.reasons))
        for plan in judge(run).plans
        for pair in plan.pairs
        for check in pair.checks
    ]
    return pd.DataFrame(rows, columns=CHECKS_COLUMNS)


def differences(run: RunRecord) -> pd.DataFrame:
    """One row for each signature of each pair; `differences` and `inputs` are counts."""
    rows = [(plan.name, *row) for plan in run.plans for pair in plan.pairs for row in _groups(pair)]
    return pd.DataFrame(rows, columns=DIFFERENCES_COLUMNS)


def _groups(pair: PairRun) -> list[tuple[Any, ...]]:
    groups = pair.shadow.groups if pair.shadow else ()
    return [
        (
            pair.name,
            group.signature,
            group.path,
            str(group.kind),
            group.control_type,
            group.candidate_type,
            group.count,
            group.inputs,
            group.rule,
        )
        for group in groups
    ]


def times(pair: PairRun) -> pd.DataFrame:
    """One row for each sampled time: side (`control`, `candidate`) and seconds per call (float)."""
    latency = pair.bench.latency if pair.bench else None
    if latency is None:
        return pd.DataFrame({"side": pd.Series(dtype=str), "seconds": pd.Series(dtype=float)})
    control = pd.DataFrame({"side": "control", "seconds": latency.control_times})
    candidate = pd.DataFrame({"side": "candidate", "seconds": latency.candidate_times})
    return pd.concat([control, candidate], ignore_index=True)
