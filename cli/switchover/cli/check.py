"""`switchover check`: everything about a plan, or about any two callables."""

from __future__ import annotations

from pathlib import Path

import typer

from . import options as o


def check(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: typer.Context,
    plan: o.PlanArgument = None,
    control: o.Control = None,
    candidate: o.Candidate = None,
    corpus: o.Corpus = None,
    raw: o.Raw = False,
    classes: o.Classes = None,
    pickles: o.Pickles = False,
    rules: o.Rules = None,
    shipped: o.Shipped = False,
    seed: o.Seed = None,
    time: o.Time = None,
    budget: o.Budget = None,
    timeout: o.Timeout = None,
    calls: o.Calls = None,
    explain: o.Explain = False,
    against: o.Against = None,
    mutants: o.Mutants = True,
    skip_malformed: o.SkipMalformed = False,
    inconclusive: o.OnInconclusive = None,
    out: o.Out = Path("out"),
) -> None:
    """Run everything and gate: differences, latency, memory, leaks.

    Without PLAN and without a pair it takes the switchover.toml of the current directory.

    **Examples**

    `switchover check`

    `switchover check --control json:loads --candidate orjson:loads --corpus inputs.jsonl --raw`

    `switchover check json-orjson --time 5 --json`

    `switchover check --candidate shop.new:price --corpus inputs.jsonl --against v1.4`

    Exit codes: 0 pass, 1 fail, 2 usage or bad input, 3 inconclusive, 130 interrupted.
    """
    from .running import Choice, Overrides, carry_out, chosen_method

    choice = Choice(
        plan=plan,
        control=control or (candidate if against else None),
        candidate=candidate,
        corpus=corpus,
        raw=raw,
        classes=tuple(classes or ()),
        pickles=pickles,
        rules=rules,
        shipped=shipped,
        skip_malformed=skip_malformed,
        against=against,
    )
    settings = Overrides(
        seed=seed,
        time_s=time,
        budget=budget,
        timeout_s=timeout,
        checks=("shadow", "latency") if against else None,
        policy=o.policy(inconclusive),
    )
    method = chosen_method(
        against=against, explain=explain, calls=o.calls(calls), covers=True, mutates=mutants
    )
    carry_out(ctx.obj, choice, settings, out, method=method)
