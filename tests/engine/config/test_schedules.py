"""Schedules: cron expressions and what else a schedule says."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config.schedule import check_cron, schedule_faults
from switchover.engine.config.workflow import Schedule


@pytest.mark.parametrize(
    "text",
    [
        *("* * * * *", "0 9 * * mon-fri", "*/5 * * * *", "0,30 8-18/2 1 jan,JUL *", "? ? ? ? ?"),
        *("0 0 29 2 *", "59 59 23 31 12 7", "5/15 * * * *", "@daily", "@HOURLY", "@every 1h30m"),
        *("@every 10 minutes", "  0 0 * * 0  "),
    ],
)
def test_a_cron_expression_is_accepted(text: str) -> None:
    """Five fields, six with seconds, descriptors and intervals are cron."""
    check_cron(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(("", "not 0"), ("* * *", "not 3"), ("* * * * * * *", "not 7"), ("@never", "not 1")),
        *(("60 * * * *", "'60' is no minute; allowed are 0 to 59"), ("* 24 * * *", "hour")),
        *(("* * 0 * *", "day of month"), ("* * * 13 *", "month"), ("* * * * 8", "day of week")),
        *(
            ("5-1 * * * *", "no range"),
            ("*-5 * * * *", "no range"),
            ("*/0 * * * *", "step of zero"),
        ),
        *(("a * * * *", "minute"), ("1,,2 * * * *", "minute"), ("-1 * * * *", "minute")),
        *(("* * * foo *", "month"), ("@every soon", "duration"), ("@every -1s", "above 0s")),
        *(("1/-2 * * * *", "minute"), ("٣ * * * *", "minute"), ("9999999999999 * * * *", "minute")),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, reason: str) -> None:
    """The faulty part is named, with what is allowed."""
    with pytest.raises(ValueError, match=reason):
        check_cron(text)


@given(st.text(alphabet="*/-,?0123456789 @aeinjmnoprsv", max_size=24))
def test_any_text_is_cron_or_a_value_error(text: str) -> None:
    """No text fails otherwise."""
    with contextlib.suppress(ValueError):
        check_cron(text)


@given(st.integers(0, 59), st.integers(0, 23), st.integers(1, 31), st.integers(1, 12))
def test_every_moment_of_a_year_can_be_named(minute: int, hour: int, day: int, month: int) -> None:
    """Each minute, hour, day and month is allowed, alone and as the start of a range."""
    check_cron(f"{minute} {hour} {day} {month} *")
    check_cron(f"{minute}-59 {hour}-23 {day}-31 {month}-12 0-7")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"start_at": "2030-01-02T00:00:00Z", "end_at": "2030-01-01T00:00:00Z"}, "end_at"),
        ({"start_at": "2030-01-01T00:00:00Z", "end_at": "2030-01-01T00:00:00Z"}, "end_at"),
        ({"start_at": "2030-01-01T01:00:00Z", "end_at": "2030-01-01T02:00:00+02:00"}, "end_at"),
        ({"start_at": "2030-01-01T01:00:00+02:00", "end_at": "2030-01-01T00:00:00Z"}, None),
        ({"start_at": "2030-01-01T01:00:00Z"}, None),
        ({"jitter": "-5m"}, "jitter"),
        ({"jitter": "5 parsecs"}, "jitter"),
        ({"jitter": "5"}, "jitter"),
        ({"jitter": "{{ .x }}"}, "jitter"),
        ({"jitter": "0s"}, None),
        ({"jitter": "90 seconds"}, None),
    ],
)
def test_a_span_goes_forward_and_a_jitter_is_a_duration(fields, fault):
    """Times are compared as moments, whatever their zones."""
    faults = [name for name, _ in schedule_faults(Schedule({"cron": "@daily", **fields}))]
    assert faults == ([] if fault is None else [fault])
