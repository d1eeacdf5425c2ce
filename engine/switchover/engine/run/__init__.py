"""The run loop, the seam to a task system, and the environments it runs in."""

from __future__ import annotations

from .causes import cause_of, told
from .clock import EPOCH_S, Clock, VirtualClock, WallClock
from .engine import Engine, System
from .ids import new_id
from .input import prepared
from .mailbox import send_signal
from .proxy import ServicesProxy
from .record import RunStart
from .report import final_state
from .result import RunResult
from .runner import run_workflow
from .running import Running
from .settings import TRANSITIONS, Settings
from .systems import find_system, system_names

__all__ = [
    "EPOCH_S",
    "TRANSITIONS",
    "Clock",
    "Engine",
    "RunResult",
    "RunStart",
    "Running",
    "ServicesProxy",
    "Settings",
    "System",
    "VirtualClock",
    "WallClock",
    "cause_of",
    "final_state",
    "find_system",
    "new_id",
    "prepared",
    "run_workflow",
    "send_signal",
    "system_names",
    "told",
]
