"""`switchover bench`: latency, memory and leaks alone."""

from __future__ import annotations

from pathlib import Path

import typer

from . import options as o


def bench(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: typer.Context,
    plan: o.PlanArgument = None,
    control: o.Control = None,
    candidate: o.Candidate = None,
    corpus: o.Corpus = None,
    raw: o.Raw = False,
    seed: o.Seed = None,
    time: o.Time = None,
    budget: o.Budget = None,
    skip_malformed: o.SkipMalformed = False,
    inconclusive: o.OnInconclusive = None,
    out: o.Out = Path("out"),
) -> None:
    """Measure latency, memory and leaks in pairs against the budget.

    Without a corpus both sides are called without arguments. With --json it prints the records of
    the measurements themselves, one for each pair (see docs/bench.md).

    **Examples**

    `switchover bench --control shop.old:price --candidate shop.new:price --corpus inputs.jsonl`

    `switchover bench switchover.toml --time 20 --budget 0.03 --json`
    """
    from .running import Choice, Settings, carry_out

    choice = Choice(
        plan=plan,
        control=control,
        candidate=candidate,
        corpus=corpus,
        raw=raw,
        skip_malformed=skip_malformed,
        needs_corpus=False,
    )
    settings = Settings(
        seed=seed,
        time_s=time,
        budget=budget,
        checks=("latency", "memory", "leaks"),
        policy=o.policy(inconclusive),
    )
    carry_out(ctx.obj, choice, settings, out, as_measured=True)
