"""How runs of workflows went, as it is printed, and how to go on with those that have not ended."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from rich.console import Console as Terminal

from switchover.engine import Run
from switchover.engine.run import RunResult, final_state
from switchover.engine.states import Status, TaskError
from switchover.engine.store import Store

from .console import Console
from .exits import Exit
from .tasktree import tree_of

__all__ = ["ending_of", "resume_hint", "show"]


def resume_hint(store: str, exec_id: str = "", *, on: str = "") -> str:
    """Say how to go on with a run, or with all of a store that have not ended."""
    if store == "memory:":
        return "nothing is kept without --store sqlite:PATH or postgresql://..."
    named = f" {exec_id}" if exec_id else ""
    there = f" --on {on}" if on else ""
    return f"go on with: switchover resume{named}{there} --store {store}"


def ending_of(results: Iterable[RunResult]) -> Exit:
    """Give the exit code that says how runs ended."""
    succeeded = all(result.status is Status.SUCCESS for result in results)
    return Exit.PASS if succeeded else Exit.FAIL


def show(console: Console, runs: Sequence[Run], store: Store, results: Sequence[RunResult]) -> None:
    """Print how runs ended: a document for a machine, trees and outputs for a person."""
    if console.as_json:
        states = [
            final_state(result, run.workflow) for result, run in zip(results, runs, strict=True)
        ]
        print(json.dumps({**states[0], "triggered": states[1:]}, ensure_ascii=False))
        return
    terminal = Terminal()
    if not terminal.is_terminal:
        terminal.print(tree_of(runs, store), soft_wrap=True)
    for result in results:
        if result.error is not None:
            terminal.print(_told(result.error), markup=False, highlight=False, soft_wrap=True)
        if result.output is not None:
            terminal.print_json(json.dumps(result.output, default=str))


def _told(error: TaskError) -> str:
    """Give an error of a run, behind the place and the task it came from where they are known."""
    details = error.details or {}
    place = f"{details['position']}: " if details.get("position") else ""
    task = f" task {details['task']!r}:" if details.get("task") else ""
    return f"{place}{error.code}:{task} {error.message}"
