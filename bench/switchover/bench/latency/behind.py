"""What a call leaves behind: work of tasks, other threads and children that goes on after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter, sleep, thread_time
from typing import NamedTuple

from .stopwatch import others

__all__ = ["TRIED", "TURN_S", "Beside", "beside", "company", "drained", "in_loop", "moved"]

TRIED = 4
"""Inputs of which is looked how much their calls leave behind. **Source:** ours: a look takes some
14 ms where other threads rest, and nothing where there are none."""

_STEPS_S = (0.002, 0.004, 0.008)
"""Seconds of the rests after each other in which nothing may compute, for all to be through."""

_RESTING, IDLE_S, TURN_S = 0.1, 300e-6, 1e-3
"""Share of a rest, and seconds in it, up to which nothing computes; and seconds where an event loop
is turned, which takes a tenth of that on a machine that does nothing else."""

_LEAST_S, _MOST_S = 0.2, 1.0
_MOVED, _SEEN_S = 0.1, 20e-6
"""Share of the control's own time, and seconds, from which what is left behind is no chance."""

_TASKS = Path("/proc/self/task")


class Beside(NamedTuple):
    """Seconds so far of what computes beside the calls: computed, and waited for a core."""

    computed_s: float
    waited_s: float = 0.0


def drained(
    call_s: float,
    work: Callable[[], Beside],
    *,
    rest: Callable[[float], object] = sleep,
    clock: Callable[[], float] = perf_counter,
    idle_s: float = IDLE_S,
) -> float:
    """Rest until nothing computes beside the calls any more, and give the seconds it computed.

    After a fifth of a second, or half as long as a call of `call_s` takes, one second at most, it
    gives what there was until then. What waits for a core is not through.
    """
    ends = clock() + min(_MOST_S, max(_LEAST_S, call_s / 2))
    quiet, last, spent_s = 0, work(), 0.0
    while quiet < len(_STEPS_S) and clock() < ends:
        step_s = _STEPS_S[quiet]
        rest(step_s)
        now = work()
        computed_s, waited_s = now.computed_s - last.computed_s, now.waited_s - last.waited_s
        if max(computed_s, waited_s) > max(_RESTING * step_s, idle_s):
            quiet, spent_s = 0, spent_s + max(0.0, computed_s)
        else:
            quiet += 1
        last = now
    return spent_s


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


def company() -> bool:
    """Say whether there are children, or other threads than this one."""
    alone = threading.active_count() == 1 and not any(_other_tasks())
    return not alone or any(_child_processes())


def beside() -> Beside:
    """Add up other threads, of C as well, and children, whether they ended or not."""
    mine, children = [_schedule(task) for task in _other_tasks()], list(_children())
    waited_s = sum(waited for _, waited in (*mine, *children))
    return Beside(others() / 1e9 + sum(computed for computed, _ in children), waited_s)


def in_loop() -> Beside:
    """Read the work of this thread, which turns the loop while it rests, and of those beside it."""
    there = beside()
    return Beside(there.computed_s + thread_time(), there.waited_s)


def _other_tasks() -> Iterator[Path]:
    """Give the threads of this process but this one, where the system shows them."""
    own = str(threading.get_native_id())
    try:
        yield from (task for task in _TASKS.iterdir() if task.name != own)
    except OSError:
        return


def _children() -> Iterator[tuple[float, float]]:
    for process in _child_processes():
        yield _schedule(Path("/proc", process))


def _child_processes() -> Iterator[str]:
    """Give the processes that a thread of this one has started and nobody has waited for."""
    try:
        for task in _TASKS.iterdir():
            yield from (task / "children").read_text().split()
    except OSError:  # a kernel without them, another system, or a thread that ended
        return


def _schedule(task: Path) -> tuple[float, float]:
    """Give the seconds that a task ran, and waited for a core.

    **Source:** schedstat, Linux, Documentation/scheduler/sched-stats.rst.
    """
    try:
        ran, waited, _ = (task / "schedstat").read_bytes().split()
    except (OSError, ValueError):
        return 0.0, 0.0
    return int(ran) / 1e9, int(waited) / 1e9
