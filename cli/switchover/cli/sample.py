"""`switchover sample`: a small project to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def sample(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
) -> None:
    """Write a small project whose new code has a difference, a slowdown and a leak.

    **Examples**

    `switchover sample shop`

    `cd shop && switchover check --control shop.old:invoice --candidate shop.new:invoice --corpus
    orders.jsonl`
    """
    from switchover import migrations

    written = migrations.write_sample(folder)
    with ctx.obj.results() as result:
        if ctx.obj.as_json:
            import json

            files = [str(file) for file in written]
            print(json.dumps({"folder": str(folder), "files": files}), file=result)
        else:
            print(f"{folder} is written; try it:\n\n  cd {folder}\n  {TRY}", file=result)


TRY = (
    "switchover check --control shop.old:invoice --candidate shop.new:invoice --corpus orders.jsonl"
)
