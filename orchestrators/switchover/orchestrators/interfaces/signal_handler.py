"""What a task type does that waits for signals."""

from typing import Protocol, runtime_checkable

from switchover.engine.run.services import ProcessSignal, Signal, SignalOutcome, TaskCall


@runtime_checkable
class SignalHandler(Protocol):
    """Judges the signals that reach a waiting task."""

    def validate_signal(self, call: TaskCall, signal: Signal) -> None:
        """Return when the signal is for this task.

        Raises:
            EngineError: it is not; the message names what was wanted and what came.
        """
        ...

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        """Decide what a signal, or the end of the time, means."""
        ...
