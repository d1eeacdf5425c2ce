"""Hands a signal over to whatever it triggers."""

from __future__ import annotations

from typing import Any

from switchover.engine import EngineError, TaskCall
from switchover.engine.config import SignalTask
from switchover.engine.rendering import plain

from ..shared.base import BaseOrchestrator
from ..shared.narrowing import narrowed

__all__ = ["SignalOrchestrator"]


class SignalOrchestrator(BaseOrchestrator):
    """A task whose work is to send."""

    async def output(self, call: TaskCall) -> dict[str, Any]:
        """Send the signal. Raises EngineError SIGNAL_ID for a blank id, before anything is sent."""
        signal = narrowed(call.task, SignalTask).signal
        if not signal.id.strip():
            raise EngineError("SIGNAL_ID", "signal id is required")
        await self.context.dispatcher.dispatch(
            signal_id=str(signal.id),
            payload=plain(signal.payload),
            correlation_id=call.run.workflow_exec_id,
        )
        return {"signal_dispatched": True, "signal_id": str(signal.id)}
