"""Workflow files, checked: everything that is wrong with each, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from .load import read_workflow
from .problem import ConfigError, Position, Problem
from .registry import TaskTypes
from .rules import workflow_problems

__all__ = ["check_files"]


def check_files(paths: Iterable[str | FilePath], types: TaskTypes) -> Iterator[Problem]:
    """Give errors and warnings of each file; one that cannot be read is a problem of its own."""
    for path in paths:
        try:
            yield from workflow_problems(read_workflow(path, types))
        except ConfigError as error:
            yield from error.problems
        except OSError as error:
            reason = error.strerror or type(error).__name__
            place = Position(str(path), 1, 1)
            yield Problem(code="FILE", message=f"cannot be read: {reason}", position=place)
