"""Tools, agents and actions as Python callables: bound by id, echoed, recorded, replayed."""

from __future__ import annotations

from .binding import Binding, Retry
from .bindings import read_bindings
from .declared import fitting_call, unknown_action
from .echo import EchoTools
from .errors import BindingError, ToolError
from .fitting import fitting
from .recording import RecordedCall, RecordingTools, ReplayingTools
from .registry import ToolRegistry, installed
from .unbound import unbound

__all__ = [
    "Binding",
    "BindingError",
    "EchoTools",
    "RecordedCall",
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
