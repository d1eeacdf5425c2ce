"""Watch a run: bars with a time estimate on a terminal, plain lines anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from switchover.migrations import Check, Watcher


class Lines:
    """One plain line when a check ends, on standard error."""

    def __init__(self) -> None:
        """Start with nothing under way."""
        self._current = ""

    def began(self, pair: str, check: Check, total: float | None) -> None:  # noqa: ARG002 - a watcher
        """Keep the name for the line at the end."""
        self._current = f"{pair}: {check}"

    def advanced(self, done: float) -> None:
        """Say nothing: a log wants lines, not a film."""

    def ended(self, said: str) -> None:
        """Print what the check came to."""
        print(f"{self._current}: {said}", file=sys.stderr, flush=True)


class _Bars(Protocol):
    def began(self, pair: str, check: Check, total: float | None) -> None: ...
    def advanced(self, done: float) -> None: ...
    def ended(self, said: str) -> None: ...


@contextmanager
def watching() -> Iterator[Watcher]:
    """Give the watcher that fits standard error."""
    if sys.stderr.isatty():
        with _bars() as bars:
            yield bars
    else:
        yield Lines()


@contextmanager
def _bars() -> Iterator[_Bars]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    class Bars:
        def __init__(self, progress: Progress) -> None:
            self._progress = progress
            self._task: TaskID | None = None
            self._name = ""

        def began(self, pair: str, check: Check, total: float | None) -> None:
            self._name = f"{pair}: {check}"
            self._task = self._progress.add_task(self._name, total=total)

        def advanced(self, done: float) -> None:
            if self._task is not None:
                self._progress.update(self._task, completed=done)

        def ended(self, said: str) -> None:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._progress.console.print(f"{self._name}: {said}", markup=False, highlight=False)

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(compact=True),
    )
    # Drawing sparsely leaves the core to the code that is being measured.
    with Progress(
        *columns, console=Console(stderr=True), transient=True, refresh_per_second=4
    ) as p:
        yield Bars(p)
