"""Tools, agents and actions as Python callables: bound by id, echoed, recorded, replayed."""

from __future__ import annotations

from switchover.engine.tools.binding import Binding, Retry
from switchover.engine.tools.bindings import read_bindings
from switchover.engine.tools.declared import fitting_call, unknown_action
from switchover.engine.tools.echo import EchoTools
from switchover.engine.tools.errors import BindingError, ToolError
from switchover.engine.tools.fitting import fitting
from switchover.engine.tools.recording import Recorded, RecordingTools, ReplayingTools
from switchover.engine.tools.registry import ToolRegistry, installed
from switchover.engine.tools.unbound import unbound

__all__ = [
    "Binding",
    "BindingError",
    "EchoTools",
    "Recorded",
    "RecordingTools",
    "ReplayingTools",
    "Retry",
    "ToolError",
    "ToolRegistry",
    "fitting",
    "fitting_call",
    "installed",
    "read_bindings",
    "unbound",
    "unknown_action",
]
