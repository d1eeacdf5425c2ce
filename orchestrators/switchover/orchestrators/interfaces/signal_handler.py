"""What a task type does that waits for signals."""

from __future__ import annotations

from typing import Final, Protocol, runtime_checkable

from switchover.engine import ProcessSignal, Signal, SignalOutcome, TaskCall

__all__ = ["FOREIGN", "SignalHandler"]

FOREIGN: Final = "WAIT_SIGNAL"
"""The code that says that a signal is not for the task."""


@runtime_checkable
class SignalHandler(Protocol):
    """Judges the signals that reach a waiting task."""

    def validate_signal(self, call: TaskCall, signal: Signal) -> None:
        """Return when the signal is for this task.

        Raises:
            EngineError: ``WAIT_SIGNAL`` when it is another task's, which leaves this one waiting;
                the message names what was wanted and what came. Any other code refuses it.
        """
        ...

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        """Decide what a signal that was found valid, or the end of the time, means."""
        ...
