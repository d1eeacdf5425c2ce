"""`switchover doctor`: are the instruments to be trusted here?"""

from __future__ import annotations

import json

import typer


def doctor(ctx: typer.Context) -> None:
    """Prove that this machine would see a difference, a slowdown, more memory and a leak.

    Plants each fault in a function and looks for it with the real instruments; then looks for it
    in a healthy twin, where nothing may be found. Names the parts that are not installed.

    **Examples**

    `switchover doctor`

    `switchover doctor --json`

    Exit codes: 0 all is seen, 1 something is not or is a false alarm, 3 something is missing or
    could not be decided.
    """
    from switchover.migrations import examine
    from switchover.reports import worst

    from .exits import Exit

    console = ctx.obj
    found = []
    with console.results() as result:
        for one in examine():
            found.append(one)
            if not console.as_json:
                print(f"{one.verdict:<13}{one.name}: {one.said}", file=result, flush=True)
        verdict = worst(one.verdict for one in found)
        if console.as_json:
            shown = [{"name": o.name, "verdict": o.verdict, "said": o.said} for o in found]
            print(json.dumps({"verdict": verdict, "examinations": shown}, indent=2), file=result)
        else:
            print(f"\n{verdict}", file=result)
    raise typer.Exit(Exit.of(verdict))
