"""Clocks that a side cannot stop: kept when this module is loaded, and out of the reach of those
who replace `time`'s functions (frozen clocks look for those very functions in every module).

Nanoseconds throughout. `now_ns` is one clock for all processes of a machine.
"""

from __future__ import annotations

import time
from functools import partial

__all__ = ["now_ns", "thread_ns"]

if hasattr(time, "clock_gettime_ns"):
    now_ns = partial(time.clock_gettime_ns, time.CLOCK_MONOTONIC)
    thread_ns = partial(time.clock_gettime_ns, time.CLOCK_THREAD_CPUTIME_ID)
else:  # Windows
    now_ns = partial(time.monotonic_ns)
    thread_ns = partial(time.thread_time_ns)
