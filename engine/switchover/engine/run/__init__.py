"""The run loop, the seam to a task system, and the environments it runs in."""

from __future__ import annotations

from switchover.engine.run.clock import Clock, VirtualClock, WallClock
from switchover.engine.run.engine import Engine, System
from switchover.engine.run.ids import new_id
from switchover.engine.run.mailbox import send_signal
from switchover.engine.run.record import RunStart
from switchover.engine.run.report import final_state
from switchover.engine.run.result import RunResult
from switchover.engine.run.runner import run_workflow
from switchover.engine.run.running import Running
from switchover.engine.run.settings import Settings
from switchover.engine.run.systems import find_system, system_names

__all__ = [
    "Clock",
    "Engine",
    "RunResult",
    "RunStart",
    "Running",
    "Settings",
    "System",
    "VirtualClock",
    "WallClock",
    "final_state",
    "find_system",
    "new_id",
    "run_workflow",
    "send_signal",
    "system_names",
]
