"""What both task systems stand on: configuration, states, templates, conditions, the run loop."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

_HOME = dict.fromkeys(__all__, ".run.services") | {
    **dict.fromkeys(("Dispatcher", "EngineContext", "ToolCall", "Tools"), ".context"),
    "EngineError": ".errors",
    "offered": ".plugins",
}


def __getattr__(name: str) -> Any:
    """Import late: who reads a configuration alone needs neither stores nor a run."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
