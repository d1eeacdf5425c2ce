"""What an engine may be told besides its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from switchover.engine.run.environment import ActivityOptions
from switchover.engine.run.options import DEFAULTS

__all__ = ["DEEPEST", "Settings"]

DEEPEST: Final = 20  # levels of nesting, as in the old engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The project's choices.

    Attributes:
        options: what every activity inherits; workflows and tasks lay theirs over it.
        deepest: how many levels of nesting are allowed below a top-level task.
        poll_s: how often waiting runs look for signals from other processes; None for never.
    """

    options: ActivityOptions = DEFAULTS
    deepest: int = DEEPEST
    poll_s: float | None = None
