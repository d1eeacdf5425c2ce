"""What a workflow on Temporal is started with, and how its definition is read again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from ..config import TaskTypes, WorkflowConfig
from ..config.places import Places, origin
from ..plain_json import encode
from ..run.services import Signal
from .standing import RunStanding

__all__ = ["Definitions", "Start", "read_start"]

KEPT: Final = 256
"""Compiled definitions that a process keeps."""


class Start(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run, as its history begins.

    Attributes:
        definition: the workflow as it was loaded, plain data.
        input: validated, completed with the defaults.
        system: name of the task system.
        places: where the definition's values stand in their file.
        first: id of the task to begin with; empty for the first of the file.
        transitions: how often it may go from one task to the next.
        notes: what the one who started it wants to know again on resume.
        number: of transitions made before, when a run goes on in a new history.
        waiting: signals that no task has taken yet.
        standing: what open tasks have done, when the new history began within a task.
    """

    definition: Mapping[str, Any]
    input: Mapping[str, Any]
    system: str
    places: Places | None = None
    first: str = ""
    transitions: int
    notes: Mapping[str, Any] = {}
    number: int = 0
    waiting: tuple[Signal, ...] = ()
    standing: RunStanding | None = None

    @property
    def is_renewed(self) -> bool:
        """Whether it goes on from a history before this one."""
        return bool(self.number or self.standing)

    def workflow(self, types: TaskTypes) -> WorkflowConfig:
        """Give the workflow, its errors told with the places that they had when it was loaded."""
        return WorkflowConfig(self.definition, types, origin(self.places, self.definition))

    def written(self) -> bytes:
        """Write it as JSON that people can read in a history."""
        return encode(self)


_read = msgspec.json.Decoder(Start).decode


def read_start(data: bytes) -> Start:
    """Read what `Start.written` wrote. Raises msgspec.DecodeError for anything else."""
    return _read(data)


class Definitions:
    """Compiles each definition once in a process."""

    def __init__(self, types: TaskTypes) -> None:
        self._types = types
        self._known: OrderedDict[bytes, WorkflowConfig] = OrderedDict()

    def of(self, start: Start) -> WorkflowConfig:
        """Give the workflow of a run; equal definitions of the same file give the same one."""
        written = encode((start.definition, start.places))
        key = hashlib.blake2b(written, digest_size=16).digest()
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = start.workflow(self._types)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found
