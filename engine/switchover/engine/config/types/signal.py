"""The signal task: starts the workflows that wait for its signal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from switchover.engine.config.field import Field
from switchover.engine.config.kinds import MAP, TEXT, record
from switchover.engine.config.problem import Problem
from switchover.engine.config.task import EMPTY, TaskConfig
from switchover.engine.config.types.executor import forbidden

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
