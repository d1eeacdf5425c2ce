"""Sends the signals of signal tasks."""

from __future__ import annotations

from typing import Any

from switchover.engine import Dispatcher, EngineError

__all__ = ["SignalDispatcher"]


class SignalDispatcher:
    """Hands signals to the workflows that they trigger, never to a task that waits."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def dispatch(
        self, signal_id: str, payload: dict[str, Any] | None, correlation_id: str
    ) -> dict[str, Any]:
        """Send a signal and return the output of the task that sent it.

        Raises:
            EngineError: ``SIGNAL_ID`` for a blank id, before anything is sent.
        """
        if not signal_id.strip():
            raise EngineError("SIGNAL_ID", "signal id is required", retryable=False)
        signal_id = str(signal_id)
        await self._dispatcher.dispatch(
            signal_id=signal_id, payload=payload or {}, correlation_id=correlation_id
        )
        return {"signal_dispatched": True, "signal_id": signal_id}
