"""What a call leaves behind: work of other threads and of children that goes on after it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, sleep

from .stopwatch import others

__all__ = ["drained", "moved"]

TRIED = 4
"""Inputs of which is looked how much their calls leave behind. **Source:** ours: a look takes some
14 ms where other threads rest, and nothing where there are none."""

_STEPS_S = (0.002, 0.004, 0.008)
"""Seconds of the rests after each other in which others must compute nothing, to be through: more
than a busy neighbour keeps the core from them."""

_RESTING = 0.1  # share of a rest up to which others rest as well
_LEAST_S, _MOST_S = 0.2, 1.0
_MOVED, _SEEN_S = 0.1, 20e-6
"""Share of the control's own time, and seconds, from which what is left behind is no chance."""

_TASKS = Path("/proc/self/task")
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def drained(call_s: float) -> float:
    """Wait until other threads and children compute no more, and give the seconds they did.

    After a fifth of a second, or half as long as a call of `call_s` takes, one second at most, it
    gives what there was until then.
    """
    if not _has_company():
        return 0.0
    return _drained(_computed_s, most_s=min(_MOST_S, max(_LEAST_S, call_s / 2)))


def moved(
    control: Sequence[tuple[float, float]], candidate: Sequence[tuple[float, float]]
) -> float:
    """Say what a candidate comes to with what it leaves behind, beside the control with its. Pure.

    Each side gives the seconds of a call and of what it left behind, for the same inputs. The
    result is the ratio of all of them, or 0 where the candidate leaves no more behind.
    """
    ours, theirs = (tuple(map(sum, zip(*each, strict=True))) for each in (control, candidate))
    if not ours or theirs[1] - ours[1] < max(_SEEN_S, _MOVED * ours[0]):
        return 0.0
    return float(sum(theirs) / sum(ours))


def _drained(
    computed_s: Callable[[], float],
    *,
    most_s: float,
    clock: Callable[[], float] = perf_counter,
    rest: Callable[[float], None] = sleep,
) -> float:
    started, before = clock(), computed_s()
    quiet, last = 0, before
    while quiet < len(_STEPS_S) and clock() - started < most_s:
        step_s = _STEPS_S[quiet]
        rest(step_s)
        now = computed_s()
        quiet = quiet + 1 if now - last <= _RESTING * step_s else 0
        last = now
    return last - before


def _has_company() -> bool:
    """Say whether there are children or other threads, of C as well where the system shows them."""
    try:
        return len(list(_TASKS.iterdir())) > 1 or bool(_children())
    except OSError:
        return threading.active_count() > 1


def _computed_s() -> float:
    """Give the seconds of other threads and of children, whether these ended or not."""
    return others() / 1e9 + sum(map(_child_s, _children()))


def _children() -> list[str]:
    """Give the processes that a thread of this one has started and nobody has waited for."""
    try:
        return [
            child for task in _TASKS.iterdir() for child in (task / "children").read_text().split()
        ]
    except OSError:  # a kernel without them, another system, or a thread that ended
        return []


def _child_s(process: str) -> float:
    """Give a child's own seconds. **Source:** proc(5), `stat`, the fields 14 and 15."""
    try:
        fields = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
