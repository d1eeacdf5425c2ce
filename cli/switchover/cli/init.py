"""`switchover init`: a first plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    ctx: typer.Context,
    control: Annotated[str, typer.Argument(metavar="CONTROL", help="module:name you have.")],
    candidate: Annotated[str, typer.Argument(metavar="CANDIDATE", help="module:name you want.")],
    corpus: Annotated[
        str, typer.Option("--corpus", metavar="WHERE", help="Where the inputs are, or will be.")
    ] = "inputs.jsonl",
    raw: Annotated[bool, typer.Option("--raw", help="Each line itself is the argument.")] = False,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")] = Path(
        "switchover.toml"
    ),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a commented plan from two import strings.

    **Examples**

    `switchover init shop.old:price shop.new:price`

    `switchover init json:loads orjson:loads --corpus documents --out json.toml`
    """
    from switchover import migrations

    migrations.write_plan(out, control, candidate, corpus=corpus, raw=raw, replace=force)
    with ctx.obj.results() as result:
        if ctx.obj.as_json:
            import json

            print(json.dumps({"plan": str(out)}), file=result)
        else:
            print(f"{out} is written; run it: switchover check {out}", file=result)
