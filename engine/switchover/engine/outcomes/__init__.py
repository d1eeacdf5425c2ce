"""What comes of tasks: how far children have come, what a container and a workflow end as."""

from __future__ import annotations

from .completion import default_output, last_word
from .parent_status import parent_status
from .progress import BROKEN, Progress
from .transitions import next_id, next_task

__all__ = [
    "BROKEN",
    "Progress",
    "default_output",
    "last_word",
    "next_id",
    "next_task",
    "parent_status",
]
