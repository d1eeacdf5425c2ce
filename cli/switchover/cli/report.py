"""`switchover report`: the report again, from the records of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import options as o


def report(
    ctx: typer.Context,
    records: Annotated[
        Path, typer.Argument(metavar="RUN", help="The folder of a run, or its records.json.")
    ] = Path("out"),
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Elsewhere than the run's folder.")
    ] = None,
    inconclusive: o.OnInconclusive = None,
) -> None:
    """Write the report again from the records of a run; nothing is run or measured.

    **Examples**

    `switchover report`

    `switchover report nightly/records.json --out site`
    """
    from switchover import reports

    from .exits import Exit
    from .verdict import show

    run = reports.read_run(records)
    folder = out or (records if records.is_dir() else records.parent)
    verdict = reports.judge(run, policy=o.policy(inconclusive))
    with reports.occupied(folder), ctx.obj.results() as result:
        show(reports.write_report(run, folder, verdict=verdict), ctx.obj, result)
    raise typer.Exit(Exit.of(verdict.verdict))
