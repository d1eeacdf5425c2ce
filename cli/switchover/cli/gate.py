"""`switchover gate`: the verdict again, from the records of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import options as o


def gate(
    ctx: typer.Context,
    records: Annotated[
        Path, typer.Argument(metavar="RUN", help="The folder of a run, or its records.json.")
    ] = Path("out"),
    inconclusive: o.OnInconclusive = None,
    as_annotations: Annotated[
        bool, typer.Option("--annotations", help="Print it as annotations of GitHub Actions.")
    ] = False,
) -> None:
    """Give the verdict again from the records of a run: nothing is run, nothing is written.

    **Examples**

    `switchover gate`

    `switchover gate nightly --inconclusive fail`

    `switchover gate --annotations`

    Exit codes: 0 pass, 1 fail, 2 usage or bad input, 3 inconclusive.
    """
    from switchover import reports

    from .exits import Exit
    from .verdict import tell

    run = reports.read_run(records)
    verdict = reports.judge(run, policy=o.policy(inconclusive))
    with ctx.obj.results() as result:
        if as_annotations:
            result.writelines(f"{line}\n" for line in reports.github_annotations(run, verdict))
        elif ctx.obj.as_json:
            result.write(reports.encode(reports.verdict_document(run, verdict)).decode())
        else:
            tell(verdict, result)
            print(f"\n{verdict.verdict}", file=result)
    raise typer.Exit(Exit.of(verdict.verdict))
