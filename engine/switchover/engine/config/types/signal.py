"""The signal task: starts the workflows that wait for its signal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..field import Field
from ..kinds import MAP, TEXT, record
from ..problem import Problem
from ..task import EMPTY, TaskConfig
from .executor import forbidden

__all__ = ["SignalConfig", "SignalTask"]


@dataclass(frozen=True, slots=True)
class SignalConfig:
    """The name of a signal and the map that goes with it."""

    data: Mapping[str, Any]

    id = Field(TEXT, "")
    payload = Field(MAP, EMPTY)


class SignalTask(TaskConfig):
    """Sends its signal and does not wait for anyone."""

    __slots__ = ()

    type_name = "signal"

    signal_map = Field(record(SignalConfig), EMPTY, "signal")

    @property
    def signal(self) -> SignalConfig:
        return SignalConfig(self.signal_map)

    def rules(self) -> Iterator[Problem]:
        if not self.signal.id.strip():
            yield self.problem("SIGNAL_ID", "a signal task needs a signal id", "signal", "id")
        yield from forbidden(self, "SIGNAL_FORBIDDEN", "action", "agent", "tool")
