"""What comes of tasks: how far children have come, what a container and a workflow end as."""

from __future__ import annotations

from switchover.engine.outcomes.completion import default_output, last_word
from switchover.engine.outcomes.parent_status import parent_status
from switchover.engine.outcomes.progress import Progress
from switchover.engine.outcomes.transitions import next_id, next_task

__all__ = [
    "Progress",
    "default_output",
    "last_word",
    "next_id",
    "next_task",
    "parent_status",
]
