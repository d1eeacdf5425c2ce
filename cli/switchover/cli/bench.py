"""`switchover bench`: latency, memory and leaks alone."""

from __future__ import annotations

from pathlib import Path

import typer

from . import options as o
from .choice import Choice, takes_choice


@takes_choice("against", needs_corpus=False)
def bench(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: typer.Context,
    choice: Choice,
    seed: o.Seed = None,
    time: o.Time = None,
    budget: o.Budget = None,
    against_record: o.AgainstRecord = None,
    callers: o.Callers = None,
    calls: o.Calls = None,
    answers: o.Answers = None,
    explain: o.Explain = False,
    unpinned: o.Unpinned = False,
    inconclusive: o.OnInconclusive = None,
    out: o.Out = Path("out"),
) -> None:
    """Measure latency, memory and leaks in pairs against the budget.

    Without a corpus both sides are called without arguments. With --json it prints the records of
    the measurements themselves, one for each pair (see docs/verdict-schema.md).

    **Examples**

    `switchover bench --control shop.old:price --candidate shop.new:price --corpus inputs.jsonl`

    `switchover bench switchover.toml --time 20 --budget 0.03 --json`

    `switchover bench --candidate shop.new:price --corpus inputs.jsonl --against v1.4`

    `switchover bench --against-record then.json --callers 8 --explain`
    """
    from .checking import carry_out, chosen_method
    from .overrides import Overrides

    method = chosen_method(
        against=choice.against,
        then=against_record,
        callers=callers or 1,
        explain=explain,
        calls=o.calls(calls),
        answers=o.answers(answers),
        pin=not unpinned,
    )
    settings = Overrides(
        seed=seed,
        time_s=time,
        budget=budget,
        checks=("latency",) if choice.against else ("latency", "memory", "leaks"),
        policy=o.policy(inconclusive),
    )
    carry_out(ctx.obj, choice, settings, out, method=method, as_measured=True)
