"""Starts the workflow that a signal task's signal triggers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from ..config import Trigger, WorkflowConfig
from ..errors import EngineError
from .ids import new_id
from .triggers import Triggers

__all__ = ["TriggerDispatcher"]

logger = logging.getLogger("switchover.engine.dispatch")

Start = Callable[[WorkflowConfig, dict[str, Any], str], Awaitable[None]]
Check = Callable[[WorkflowConfig, Trigger, dict[str, Any]], None]


class TriggerDispatcher:
    """Hands signals to workflows; what becomes of a signal never troubles its sender.

    Args:
        start: starts a workflow with an input and an exec id, and does not wait for its end.
        check: raises EngineError for a payload that does not fit the trigger's schema.
    """

    def __init__(self, triggers: Triggers, *, start: Start, check: Check) -> None:
        self._triggers = triggers
        self._start = start
        self._check = check

    async def dispatch(
        self, *, signal_id: str, payload: dict[str, Any], correlation_id: str
    ) -> None:
        """Start the workflow the signal triggers; one that triggers none is logged.

        The started workflow's exec id follows from the step that sent the signal, so that a step
        that is run again after a crash starts nothing twice.
        """
        extra = {"signal_id": signal_id, "correlation_id": correlation_id}
        target = self._triggers.find(signal_id)
        if target is None:
            logger.info("dispatch.unknown_signal", extra=extra)
            return
        workflow, trigger = target
        try:
            self._check(workflow, trigger, payload)
            await self._start(workflow, payload, new_id())
        except EngineError as error:
            logger.warning("dispatch.refused", extra={**extra, "reason": str(error)})
