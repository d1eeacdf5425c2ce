"""The run loop, the seam to a task system, and the environments it runs in."""

from switchover.engine.run.clock import Clock, VirtualClock, WallClock
from switchover.engine.run.engine import Engine, System
from switchover.engine.run.ids import new_id
from switchover.engine.run.result import RunResult
from switchover.engine.run.runner import run_workflow
from switchover.engine.run.running import Running
from switchover.engine.run.systems import find_system, system_names

__all__ = [
    "Clock",
    "Engine",
    "RunResult",
    "Running",
    "System",
    "VirtualClock",
    "WallClock",
    "find_system",
    "new_id",
    "run_workflow",
    "system_names",
]
