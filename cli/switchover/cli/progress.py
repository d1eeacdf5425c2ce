"""Watch a run: bars with a time estimate on a terminal, plain lines anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from switchover.migrations import Watcher

__all__ = ["about", "watching"]


class ProgressLines:
    """One plain line when a check ends, on standard error."""

    def __init__(self) -> None:
        """Start with nothing under way."""
        self._step = self._current = ""

    def scheduled(self, step: int, steps: int, left_s: float) -> None:
        """Keep where the run is for the line at the end."""
        self._step = f"[{step}/{steps}, {about(left_s)} left] "

    def began(self, pair: str, check: str, total: float | None) -> None:  # noqa: ARG002 - a watcher
        """Keep the name for the line at the end."""
        self._current = f"{pair}: {check}"

    def advanced(self, done: float) -> None:
        """Say nothing: a log wants lines, not a film."""

    def ended(self, said: str) -> None:
        """Print what the check came to."""
        print(f"{self._step}{self._current}: {said}", file=sys.stderr, flush=True)


def about(seconds: float) -> str:
    """Write an estimate no more exactly than it is: `40 s`, `3 min`."""
    if seconds < 90:
        return f"{max(5, 5 * round(seconds / 5))} s"
    return f"{round(seconds / 60)} min"


class _Bars(Protocol):
    def scheduled(self, step: int, steps: int, left_s: float) -> None: ...
    def began(self, pair: str, check: str, total: float | None) -> None: ...
    def advanced(self, done: float) -> None: ...
    def ended(self, said: str) -> None: ...


@contextmanager
def watching() -> Iterator[Watcher]:
    """Give the watcher that fits standard error."""
    if sys.stderr.isatty():
        with _bars() as bars:
            yield bars
    else:
        yield ProgressLines()


@contextmanager
def _bars() -> Iterator[_Bars]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    class Bars:
        def __init__(self, progress: Progress) -> None:
            self._progress = progress
            self._task: TaskID | None = None
            self._whole: TaskID | None = None
            self._name = ""

        def scheduled(self, step: int, steps: int, left_s: float) -> None:
            if self._whole is None:
                self._whole = self._progress.add_task("", total=steps)
            said = f"{step} of {steps}, about {about(left_s)} left"
            self._progress.update(self._whole, completed=step - 1, description=said)

        def began(self, pair: str, check: str, total: float | None) -> None:
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
