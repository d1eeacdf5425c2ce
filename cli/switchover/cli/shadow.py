"""`switchover shadow`: the comparison alone."""

from __future__ import annotations

from pathlib import Path

import typer

from . import options as o
from .choice import Choice, takes_choice


@takes_choice("rules", "shipped", "against")
def shadow(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: typer.Context,
    choice: Choice,
    seed: o.Seed = None,
    timeout: o.Timeout = None,
    pair: o.Pair = None,
    only: o.Only = None,
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
    from .checking import carry_out, chosen_method
    from .overrides import Overrides
    from .spread import Spreading, helped

    settings = Overrides(seed=seed, timeout_s=timeout, checks=("shadow",), pair=pair)
    spread = Spreading(on=on, workers=workers, chunk=chunk, resume=resume, join=join, store=store)
    scale = spread.scale(ctx.obj, choice, settings, only=only)
    if scale is not None and join:
        helped(ctx.obj, scale)
    method = chosen_method(against=choice.against)
    carry_out(ctx.obj, choice, settings, out, method=method, only=only, scale=scale)
