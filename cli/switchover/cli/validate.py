"""`switchover validate`: everything that is wrong with files, each fault at its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from .console import Console
from .exits import Exit


def validate(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Workflows (.yaml) and plans (.toml).")
    ],
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
) -> None:
    """Say everything that is wrong with workflow files, and with plan files (.toml).

    Each line reads `file:line:column: CODE message (got ...; allowed ...)`. Nothing that a file
    names is imported, so that it can run before each commit.

    **Examples**

    `switchover validate workflow.yaml`

    `switchover validate switchover.toml`

    `switchover validate --json workflows/*.yaml | jq -r '.problems[].code'`
    """
    console: Console = ctx.obj
    plans = [file for file in files if file.endswith(".toml")]
    workflows = [file for file in files if file not in plans]
    problems = [*_of_plans(plans), *(_of_workflows(workflows) if workflows else ())]
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    failed = bool(errors or (strict and warnings))
    with console.results() as out:
        if console.as_json:
            found = [problem.plain for problem in problems]
            print(
                json.dumps({"valid": not failed, "files": len(files), "problems": found}), file=out
            )
        else:
            out.writelines(f"{problem.text}\n" for problem in problems)
    if not console.as_json:
        console.note(f"files: {len(files)}, errors: {errors}, warnings: {warnings}")
    raise typer.Exit(Exit.USAGE if failed else Exit.PASS)


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """One problem, for a person and for a machine."""

    text: str
    plain: dict[str, Any]
    is_error: bool = True


def _of_plans(files: Iterable[str]) -> list[ToldProblem]:
    from switchover.migrations import plan_problems

    return [
        ToldProblem(
            str(problem),
            {
                "code": "PLAN",
                "codes": ["PLAN"],
                "severity": "error",
                "message": problem.message,
                "file": problem.file,
                "line": problem.line or None,
                "column": problem.column or None,
                "path": [],
                "value": _json_or_text(problem.value if problem.shown is None else problem.shown),
                "allowed": problem.remedy,
            },
        )
        for file in files
        for problem in plan_problems(Path(file))
    ]


def _of_workflows(files: list[str]) -> list[ToldProblem]:
    from switchover.engine.config import check_files, engine_types

    return [
        ToldProblem(str(problem), _plain(problem), problem.severity == "error")
        for problem in check_files(files, engine_types())
    ]


def _plain(problem: Any) -> dict[str, Any]:
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
