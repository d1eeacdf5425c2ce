"""What came of one call."""

from __future__ import annotations

import os
import signal
from typing import Any, NamedTuple

from .board import IDLE, PHASES

__all__ = ["Reply", "ended_how", "when"]


class Reply(NamedTuple):
    """What came of one call on one side.

    Attributes:
        number: The number of the input, from 0.
        state: "returned"; "raised", also where an iterator raised while it was read; "timed_out";
            "died": its process ended; "not_called": the input could not be read in the worker, or
            no worker could be started; "not_encoded": the answer could not be made into a document.
        document: The encoded answer: `("returned", value, args, kwargs)` or `("raised", error,
            args, kwargs)`, where the last two are None if no call could change them. What an
            iterator gave is a node "switchover.Stream" with items, returned, raised, has_more.
            Empty for the other states.
        wall_s: Seconds of the call: awaiting and reading included, encoding left out.
        cpu_s: Processor seconds of the thread that called, over the same time.
        reason: For the states that have no document: why, in words.
        notes: What else is to be said, such as tasks and threads that were left running.
        more: What the watcher told of the call, where the side has one.
    """

    number: int
    state: str
    document: bytes = b""
    wall_s: float = 0.0
    cpu_s: float = 0.0
    reason: str | None = None
    notes: tuple[str, ...] = ()
    more: Any = None


def ended_how(status: int, phase: int) -> str:
    """Tell the end of a process in words.

    Args:
        status: As `waitpid` gives it.
        phase: What the worker was at.
    """
    at = when(phase)
    if os.WIFSTOPPED(status):
        return f"its process was stopped by {_signal(os.WSTOPSIG(status))} {at}, and was ended"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        hint = " (the system may have run out of memory)" if number == signal.SIGKILL else ""
        return f"its process was killed by {_signal(number)} {at}{hint}"
    code = os.waitstatus_to_exitcode(status)
    return f"its process ended itself with exit code {code} {at}"


def when(phase: int) -> str:
    """Tell what a worker was at; a side may have written a phase that is none: then it was idle."""
    return PHASES[phase] if phase < len(PHASES) else PHASES[IDLE]


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
