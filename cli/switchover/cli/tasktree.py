"""The tasks of runs as a tree that grows while they run."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence

from rich.console import Console as Terminal
from rich.live import Live
from rich.text import Text
from rich.tree import Tree

from switchover.engine import Run
from switchover.engine.run import Running
from switchover.engine.states import Status, TaskState
from switchover.engine.store import Store

__all__ = ["live_tree", "tree_of"]

SHOWN = 200
"""Children of one task that the tree shows; the rest is a number."""

REFRESH_S = 0.1

STYLES = {
    Status.PENDING: ("○", "dim"),
    Status.RUNNING: ("◐", "cyan"),
    Status.SUCCESS: ("●", "green"),
    Status.FAILED: ("✗", "red"),
    Status.TIMED_OUT: ("✗", "red"),
    Status.CANCELED: ("⊘", "yellow"),
    Status.WAITING: ("◔", "magenta"),
    Status.PAUSED: ("◔", "magenta"),
}


def tree_of(runs: Iterable[Run], store: Store) -> Tree:
    """Draw every run with its tasks, each under its parent, in order of creation."""
    root = Tree("", hide_root=True)
    for run in runs:
        state = store.workflow(run.workflow_exec_id)
        name = f"{run.workflow.id} {run.workflow_exec_id}"
        branch = root.add(_label(name, state.status if state else Status.PENDING))
        _grow(branch, store.tasks(run.workflow_exec_id))
    return root


def _grow(branch: Tree, rows: Sequence[TaskState]) -> None:
    children: dict[str | None, list[TaskState]] = {}
    for row in rows:
        children.setdefault(row.parent_state_id, []).append(row)

    def add(tree: Tree, parent: str | None) -> None:
        below = children.get(parent, [])
        for row in below[:SHOWN]:
            add(tree.add(_label(row.task_id, row.status, _first_line(row))), row.task_exec_id)
        if len(below) > SHOWN:
            tree.add(Text(f"… and {len(below) - SHOWN} more", style="dim"))

    add(branch, None)


def _first_line(row: TaskState) -> str:
    lines = row.error.message.splitlines() if row.error else ()
    return f"  {lines[0]}" if lines else ""


def _label(name: str, status: Status, note: str = "") -> Text:
    sign, style = STYLES[status]
    return Text.assemble((f"{sign} ", style), name, (f"  {status.value}", style), (note, "red"))


@contextlib.asynccontextmanager
async def live_tree(
    runs: Sequence[Running], store: Store, terminal: Terminal
) -> AsyncIterator[None]:
    """Redraw the tree ten times a second, and once more at the end, if there is a terminal."""
    if not terminal.is_terminal:
        yield
        return
    with Live(console=terminal, auto_refresh=False) as live:

        def draw() -> None:
            live.update(tree_of((running.run for running in runs), store), refresh=True)

        async def redraw() -> None:
            while True:
                draw()
                await asyncio.sleep(REFRESH_S)

        drawing = asyncio.ensure_future(redraw())
        try:
            yield
        finally:
            drawing.cancel()
            draw()
