"""`switchover check`: everything about a plan, or about any two callables."""

from __future__ import annotations

from pathlib import Path

import typer

from . import options as o
from .choice import Choice, takes_choice


@takes_choice("rules", "shipped", "against")
def check(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: typer.Context,
    choice: Choice,
    seed: o.Seed = None,
    time: o.Time = None,
    budget: o.Budget = None,
    timeout: o.Timeout = None,
    calls: o.Calls = None,
    explain: o.Explain = False,
    unpinned: o.Unpinned = False,
    mutants: o.Mutants = True,
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
    from .checking import carry_out, chosen_method
    from .overrides import Overrides

    settings = Overrides(
        seed=seed,
        time_s=time,
        budget=budget,
        timeout_s=timeout,
        checks=("shadow", "latency") if choice.against else None,
        policy=o.policy(inconclusive),
    )
    method = chosen_method(
        against=choice.against,
        explain=explain,
        calls=o.calls(calls),
        covers=True,
        mutates=mutants,
        pin=not unpinned,
    )
    carry_out(ctx.obj, choice, settings, out, method=method)
