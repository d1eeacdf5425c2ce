"""What can go wrong in this room, one class per decision the caller can take."""

from __future__ import annotations

from switchover.ground import IN_MESSAGE, SwitchoverError

__all__ = [
    "BenchError",
    "LaunchError",
    "LaunchRefusedError",
    "LaunchTimeoutError",
    "LaunchedTaskError",
    "RecordError",
    "RevisionError",
    "TargetError",
    "UnlikeEnvironmentsError",
]


class BenchError(SwitchoverError):
    """Base of every error of `switchover.bench`."""

    remedy = IN_MESSAGE


class TargetError(BenchError, ImportError):
    """An import string names nothing that can be called; the message says what exists near it."""

    remedy = IN_MESSAGE


class LaunchError(BenchError, RuntimeError):
    """A launch gave no result."""

    remedy = "run `switchover doctor`, which tries whether this machine can measure"


class LaunchRefusedError(LaunchError):
    """A launch was not begun, or not gone on with; the message says why, and what to do."""

    remedy = IN_MESSAGE


class LaunchTimeoutError(LaunchError, TimeoutError):
    """A launch was still running at its deadline and was killed."""

    remedy = "give it more time, or smaller inputs"


class LaunchedTaskError(LaunchError):
    """The task raised inside its launch.

    Attributes:
        kind: Name of the exception's class.
        remote_traceback: The traceback as text, from inside the launch.
    """

    remedy = "call the side by itself, with an input of its corpus"

    def __init__(self, message: str, *, kind: str = "", remote_traceback: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.remote_traceback = remote_traceback


class RecordError(BenchError, ValueError):
    """A record cannot be read: malformed, or written by a newer version."""

    remedy = "measure again, or read it with the version that wrote it"


class UnlikeEnvironmentsError(BenchError, ValueError):
    """Two records were measured in environments whose times must not be compared."""

    remedy = "measure both on one machine, in the same state"


class RevisionError(BenchError, ValueError):
    """A revision cannot be checked out, or does not hold the control."""

    remedy = IN_MESSAGE
