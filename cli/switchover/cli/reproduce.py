"""`switchover reproduce`: a failing test for a difference of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def reproduce(
    ctx: typer.Context,
    signature: Annotated[
        str,
        typer.Argument(
            metavar="SIGNATURE", help="Of the group of differences, as reports and searches say it."
        ),
    ],
    runs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="RUN", help="Folders of runs; by default out and out/search."),
    ] = None,
    pair: Annotated[
        str | None,
        typer.Option(
            "--pair", metavar="NAME", help="Of this pair, or plan/pair, where several show it."
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="Where to; by default test_SIGNATURE.py."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
) -> None:
    """Write a failing pytest test for a difference, with the smallest input that shows it.

    The test holds the input and the control's answer, and needs the candidate alone where the
    values can be written as Python; otherwise it compares both sides by switchover. It is run
    before it is kept: a test that does not fail is no reproduction.

    **Examples**

    `switchover reproduce 3f2a91c04b7d`

    `switchover reproduce 3f2a nightly --file tests/test_price.py`

    `switchover reproduce 3f2a --pair price`

    Exit codes: 0 written, 1 not there any more, 2 usage or bad input.
    """
    from switchover import migrations
    from switchover.migrations import NotReproducedError

    from .exits import Exit

    places = [one for one in (Path("out"), Path("out/search")) if (one / "records.json").exists()]
    with ctx.obj.results() as result:
        try:
            made = migrations.reproduce(
                signature, runs or places, pair=pair, file=file, force=force
            )
        except NotReproducedError as error:
            ctx.obj.error(str(error))
            raise typer.Exit(Exit.FAIL) from None
        if ctx.obj.as_json:
            document = {
                "file": str(made.file),
                "signature": made.signature,
                "input": made.input,
                "needs_switchover": made.needs_switchover,
                "proved": made.proved,
                "why": made.why,
            }
            result.write(json.dumps(document, indent=2) + "\n")
            return
        print(f"{made.file}: {'fails, as it should' if made.proved else 'written'}", file=result)
        if made.why:
            print(f"it needs switchover: {made.why}", file=result)
        if not made.proved:
            print("it was not run, for pytest is not installed here", file=result)
