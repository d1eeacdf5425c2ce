"""What both task systems stand on: configuration, states, templates, conditions, the run loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .context import Dispatcher, EngineContext, ToolCall, Tools
    from .errors import EngineError
    from .plugins import offered
    from .run.services import (
        Child,
        Children,
        Created,
        CreateState,
        Execution,
        ProcessSignal,
        Run,
        Signal,
        SignalOutcome,
        StopRule,
        TaskCall,
        TaskFailed,
        TaskResponse,
        TaskServices,
        Wait,
        Work,
    )

__all__ = [
    "Child",
    "Children",
    "CreateState",
    "Created",
    "Dispatcher",
    "EngineContext",
    "EngineError",
    "Execution",
    "ProcessSignal",
    "Run",
    "Signal",
    "SignalOutcome",
    "StopRule",
    "TaskCall",
    "TaskFailed",
    "TaskResponse",
    "TaskServices",
    "ToolCall",
    "Tools",
    "Wait",
    "Work",
    "offered",
]

# Late, for who reads a configuration alone needs neither stores nor a run.
__getattr__, __dir__ = late(
    globals(),
    {
        ".context": "Dispatcher EngineContext ToolCall Tools",
        ".errors": "EngineError",
        ".plugins": "offered",
        ".run.services": (
            "Child Children CreateState Created Execution ProcessSignal Run Signal SignalOutcome "
            "StopRule TaskCall TaskFailed TaskResponse TaskServices Wait Work"
        ),
    },
)
