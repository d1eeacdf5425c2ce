"""`switchover shadow`: the comparison alone."""

from __future__ import annotations

from pathlib import Path

import typer

from . import options as o


def shadow(  # noqa: PLR0913, PLR0917 - one parameter for each option
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
    timeout: o.Timeout = None,
    skip_malformed: o.SkipMalformed = False,
    pair: o.Pair = None,
    only: o.Only = None,
    against: o.Against = None,
    on: o.On = None,
    workers: o.Workers = None,
    chunk: o.ChunkSize = 1000,
    resume: o.Resume = False,
    join: o.Join = False,
    store: o.ChunkPlace = "",
    out: o.Out = Path("out"),
) -> None:
    """Run both sides on the corpus and list every difference.

    Each side runs in a process of its own and gets its own copy of each input. An exception is an
    answer too. Every comparison is kept in observations.jsonl under the output folder.

    **Examples**

    `switchover shadow --control shop.old:price --candidate shop.new:price --corpus inputs.jsonl`

    `switchover shadow switchover.toml --pair price --only 17`

    `switchover shadow --candidate shop.new:price --corpus inputs.jsonl --against v1.4`

    `switchover shadow switchover.toml --on processes --workers 8`

    `switchover shadow switchover.toml --on postgresql://me@db/shadows --join`
    """
    from .running import Choice, Overrides, carry_out, chosen_method
    from .spread import Spreading, helped

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
    settings = Overrides(seed=seed, timeout_s=timeout, checks=("shadow",), pair=pair)
    spread = Spreading(on=on, workers=workers, chunk=chunk, resume=resume, join=join, store=store)
    scale = spread.scale(ctx.obj, choice, settings, only=only)
    if scale is not None and join:
        helped(ctx.obj, choice, settings, scale)
    method = chosen_method(against=against)
    carry_out(ctx.obj, choice, settings, out, method=method, only=only, scale=scale)
