"""How often and how long activities may be tried: what workflow and task say over the defaults."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from ..config import TaskOptions
from ..durations import parse_duration
from ..errors import EngineError
from .environment import ActivityOptions

__all__ = ["COMPLETION", "DEFAULTS", "LONGEST_S", "STATUS", "merged", "retry_delay_s"]

Number = TypeVar("Number", int, float)

DEFAULTS: Final = ActivityOptions()
COMPLETION: Final = ActivityOptions(
    attempts=10,
    initial_interval_s=0.5,
    backoff=1.5,
    maximum_interval_s=5.0,
    start_to_close_s=120.0,
    schedule_to_close_s=1800.0,
)
"""For the workflow's completion; the old engine set no total, so this one never bites."""
STATUS: Final = ActivityOptions(start_to_close_s=30.0, schedule_to_close_s=120.0)
"""For changes of the workflow's own status."""

LONGEST_S: Final = 10 * 365 * 86400.0  # a delay beyond this is as good as never

_TIMEOUTS: Final = {
    "start_to_close_s": "start_to_close_timeout",
    "schedule_to_close_s": "schedule_to_close_timeout",
}


def merged(base: ActivityOptions, options: TaskOptions) -> ActivityOptions:
    """Lay what a workflow or task configures over the options it inherits.

    Empty and zero values inherit. Raises EngineError ACTIVITY_OPTIONS for a bad duration, or a
    number below zero.
    """
    if not options.data:
        return base
    policy = options.retry_policy
    given: dict[str, Any] = {
        "attempts": _not_negative("maximum_attempts", policy.maximum_attempts),
        "backoff": _not_negative("backoff_coefficient", policy.backoff_coefficient),
        "initial_interval_s": _seconds("initial_interval", policy.initial_interval),
        "maximum_interval_s": _seconds("maximum_interval", policy.maximum_interval),
        "non_retryable": tuple(policy.non_retryable_error_types),
    }
    for name, field in _TIMEOUTS.items():
        given[name] = _seconds(field, getattr(options, field))
    changes = {name: value for name, value in given.items() if value}
    return msgspec.structs.replace(base, **changes)


def retry_delay_s(
    options: ActivityOptions, *, attempt: int, error: EngineError, left_s: float
) -> float | None:
    """Say how long to wait before the attempt after this one, or None when it was the last."""
    if attempt >= options.attempts or not error.retryable or error.code in options.non_retryable:
        return None
    delay = min(_grown(options, attempt), options.maximum_interval_s)
    return None if delay >= left_s else delay


def _grown(options: ActivityOptions, attempt: int) -> float:
    try:
        return options.initial_interval_s * options.backoff ** (attempt - 1)
    except OverflowError:
        return LONGEST_S


def _not_negative(field: str, number: Number) -> Number:
    if number < 0:
        problem = f"config.retry_policy.{field}: {number} is negative"
        raise EngineError("ACTIVITY_OPTIONS", problem, retryable=False)
    return number


def _seconds(field: str, text: str) -> float:
    try:
        seconds = parse_duration(text) if text else 0.0
    except ValueError as error:
        raise EngineError("ACTIVITY_OPTIONS", f"config.{field}: {error}", retryable=False) from None
    if seconds < 0:
        problem = f"config.{field}: {text!r} is negative; a duration has to be above 0s"
        raise EngineError("ACTIVITY_OPTIONS", problem, retryable=False)
    return seconds
