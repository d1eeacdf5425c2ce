"""What an engine may be told besides its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..config import TaskTypes
from .environment import ActivityOptions
from .options import DEFAULTS

__all__ = ["DEEPEST", "TRANSITIONS", "Settings"]

DEEPEST: Final = 20  # levels of nesting, as in the old engine

TRANSITIONS: Final = 10_000
"""Far more than a workflow has tasks; a loop without an end reaches it in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The project's choices.

    Attributes:
        options: what every activity inherits; workflows and tasks lay theirs over it.
        deepest: how many levels of nesting are allowed below a top-level task.
        transitions: how often a run may go from one task to the next; a loop without an end stops
            there, with an error.
        poll_s: how often waiting runs look for signals from other processes; None for never.
        types: the task types of the workflows that are resumed.
        notes: plain data that the record of every run keeps, to be found again on resume.
    """

    options: ActivityOptions = DEFAULTS
    deepest: int = DEEPEST
    transitions: int = TRANSITIONS
    poll_s: float | None = None
    types: TaskTypes = field(default_factory=TaskTypes)
    notes: Mapping[str, Any] = field(default_factory=dict)
