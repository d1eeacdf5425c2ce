"""`switchover init`: a first plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import options as o
from .errors import OptionsError


def init(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: typer.Context,
    control: Annotated[
        str | None, typer.Argument(metavar="CONTROL", help="module:name you have.")
    ] = None,
    candidate: Annotated[
        str | None, typer.Argument(metavar="CANDIDATE", help="module:name you want.")
    ] = None,
    old: o.Control = None,
    new: o.Candidate = None,
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

    They may stand as they are or behind --control and --candidate, as everywhere else.

    **Examples**

    `switchover init shop.old:price shop.new:price`

    `switchover init --control shop.old:price --candidate shop.new:price --corpus calls.jsonl`

    `switchover init json:loads orjson:loads --corpus documents --out json.toml`
    """
    from switchover import migrations

    have, want = _one("control", control, old), _one("candidate", candidate, new)
    migrations.write_plan(out, have, want, corpus=corpus, raw=raw, replace=force)
    with ctx.obj.results() as result:
        if ctx.obj.as_json:
            import json

            print(json.dumps({"plan": str(out)}), file=result)
        else:
            print(f"{out} is written; run it: switchover check {out}", file=result)


def _one(name: str, argument: str | None, option: str | None) -> str:
    """Take a side from where it was given."""
    if argument and option and argument != option:
        raise OptionsError(f"the {name} is given twice: {argument} and --{name} {option}")
    found = argument or option
    if not found:
        raise OptionsError(
            f"--{name} is missing; write: switchover init shop.old:price shop.new:price"
        )
    return found
