"""Run a task in a fresh process: pinned, with a deadline, gone when its parent is gone."""

from switchover.bench.launch.portable import Packed, pack
from switchover.bench.launch.process import launch

__all__ = ["Packed", "launch", "pack"]
