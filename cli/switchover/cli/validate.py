"""`switchover validate`: everything that is wrong with workflow files, each fault at its place."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from switchover.engine.config import Problem, check_files, engine_types

from .console import Console
from .exits import Exit


def validate(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Workflows in YAML.")],
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
) -> None:
    """Say everything that is wrong with workflow files.

    Each line reads `file:line:column: CODE message (value ...; allowed ...)`.

    **Examples**

    `switchover validate workflow.yaml`

    `switchover validate --json workflows/*.yaml | jq -r '.problems[].code'`
    """
    console: Console = ctx.obj
    problems = list(check_files(files, engine_types()))
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    failed = bool(errors or (strict and warnings))
    with console.results() as out:
        if console.as_json:
            found = [_plain(problem) for problem in problems]
            print(
                json.dumps({"valid": not failed, "files": len(files), "problems": found}), file=out
            )
        else:
            out.writelines(f"{problem}\n" for problem in problems)
    if not console.as_json:
        console.note(f"files: {len(files)}, errors: {errors}, warnings: {warnings}")
    raise typer.Exit(Exit.USAGE if failed else Exit.PASS)


def _plain(problem: Problem) -> dict[str, Any]:
    place = problem.position
    return {
        "code": problem.code,
        "codes": problem.codes,
        "severity": problem.severity,
        "message": problem.message,
        "file": place and place.file,
        "line": place and place.line,
        "column": place and place.column,
        "path": problem.path,
        "value": _json_or_text(problem.value),
        "allowed": problem.allowed,
    }


def _json_or_text(value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return repr(value)
    return value
