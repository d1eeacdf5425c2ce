"""`switchover record`: a corpus from a program that runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Targets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TARGET... -- COMMAND...",
        help="What to record, as `module:function`, then `--` and the command that calls it.",
    ),
]


def record(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: typer.Context,
    words: Targets = None,
    out: Annotated[Path, typer.Option(help="Folder of the corpora, one for each target.")] = Path(
        "calls"
    ),
    per_site: Annotated[
        int, typer.Option(min=1, help="Calls that are kept of each place that calls, drawn evenly.")
    ] = 1000,
    most: Annotated[
        int, typer.Option(min=0, help="Different inputs that are kept of each target; 0 for all.")
    ] = 0,
    most_bytes: Annotated[
        int, typer.Option(min=0, help="Bytes that the recording may take; 0 for no limit.")
    ] = 1 << 30,
    secret: Annotated[
        list[str] | None,
        typer.Option(
            help="Part of a name whose values are replaced by a keyed hash, or a place such as "
            "`$.args[0].card`; password, token and the like always are."
        ),
    ] = None,
    pickle: Annotated[
        bool,
        typer.Option("--pickle", help="Keep inputs as pickles as well; reading them runs code."),
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in place of an earlier recording.")
    ] = False,
    finish: Annotated[
        Path | None,
        typer.Option(help="Only put together what a killed recording left in this folder."),
    ] = None,
) -> None:
    """Record what callables are called with, and what they answer, while a command runs.

    Functions, methods, generators and coroutines are recorded wherever they are held, in child
    processes too. The command behaves as it does without, and its exit code is passed on; with 0
    and nothing recorded it is 2.

    **Examples**

    `switchover record shop.old:price --out calls -- pytest tests`

    `switchover record shop.old:price shop.cart:Cart.total --secret card -- python script.py`

    `switchover record shop.old:price --most 500 -- -m shop.batch --day 2024-01-31`
    """
    from .recording import Wish, carry_out

    wish = Wish(
        out=out,
        per_site=per_site,
        most=most,
        most_bytes=most_bytes,
        secrets=tuple(secret or ()),
        pickles=pickle,
        replace=replace,
    )
    code = carry_out(ctx.obj, list(words or ()), wish, finish)
    raise typer.Exit(code)
