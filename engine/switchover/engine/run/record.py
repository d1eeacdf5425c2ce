"""What a run was started with, kept so that it can be resumed without its files."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ..config import TaskTypes, WorkflowConfig
from ..config.places import Places, origin
from ..errors import EngineError
from ..plain_json import encode
from ..store import Journal
from .services import Signal

__all__ = ["KEY", "RunStart"]

KEY: Final = "run"


class RunStart(msgspec.Struct, frozen=True, kw_only=True):
    """The first entry of a run's journal.

    Attributes:
        workflow: the definition as it was loaded.
        places: where its values stand in their file, so that errors are told with their places.
        first: id of the task to begin with; empty for the first of the file.
        waiting: the signals that were there before it began.
        notes: what the one who started it wants to know again on resume.
    """

    workflow: Any
    input: dict[str, Any]
    first: str = ""
    waiting: tuple[Signal, ...] = ()
    places: Places | None = None
    notes: dict[str, Any] = {}

    def save(self, journal: Journal, workflow_exec_id: str) -> None:
        journal.append(workflow_exec_id, KEY, encode(self))

    @classmethod
    def load(cls, journal: Journal, workflow_exec_id: str) -> RunStart:
        """Read a run's record. Raises EngineError RUN_UNKNOWN."""
        entry = journal.entries(workflow_exec_id).get(KEY)
        if entry is None:
            raise cls.unknown(workflow_exec_id)
        return msgspec.json.decode(entry, type=cls)

    @staticmethod
    def unknown(workflow_exec_id: str) -> EngineError:
        """Give the error for a run that a store does not have."""
        text = f"no run {workflow_exec_id!r} is in this store"
        return EngineError("RUN_UNKNOWN", text, retryable=False)

    def definition(self, types: TaskTypes) -> WorkflowConfig:
        return WorkflowConfig(self.workflow, types, origin(self.places, self.workflow))
