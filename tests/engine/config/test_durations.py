"""Durations: Go's way of writing and the one in words."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("1s", 1), ("30s", 30), ("5m", 300), ("1h", 3600), ("2h30m", 9000), ("500ms", 0.5)),
        *(("1.5h", 5400), (".5s", 0.5), ("1us", 1e-6), ("1µs", 1e-6), ("1μs", 1e-6), ("1ns", 1e-9)),
        *(("0", 0), ("0s", 0), ("-1s", -1), ("+2m", 120), ("-1.5h30m", -7200), (" 3s ", 3)),
        *(("1 second", 1), ("30 seconds", 30), ("5 minutes", 300), ("1 hour", 3600)),
        *(("2 hours", 7200), ("10 minutes", 600), ("1 day 2 hours", 93600), ("1 week", 604800)),
        *(("1.5 hours", 5400), ("250 milliseconds", 0.25)),
    ],
)  # fmt: skip
def test_a_duration_is_read_in_seconds(text: str, seconds: float) -> None:
    """Both ways of writing give seconds."""
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "invalid", "1x", "abc", "1", "s", "1 s", "1s 2", "--1s", "1d", "s1", "1..5s"),
        *("1secondx", "1 secondss", "second", "-1 hour", "1 hour,", "1h 30m", "١s", "1e3s", "inf", "nan"),
        *("9" * 40 + "h", "300 years", "3000000h"),
    ],
)  # fmt: skip
def test_anything_else_is_no_duration(text: str) -> None:
    """What is no duration, or longer than 292 years, is refused with the text named."""
    with pytest.raises(ValueError, match=r"duration|292 years") as caught:
        parse_duration(text)
    assert repr(text) in str(caught.value)


@given(st.integers(0, 10**6), st.integers(0, 59), st.integers(0, 59))
def test_parts_add_up(hours: int, minutes: int, seconds: int) -> None:
    """The parts of a duration add up, in either way of writing."""
    total = pytest.approx(hours * 3600 + minutes * 60 + seconds)
    assert parse_duration(f"{hours}h{minutes}m{seconds}s") == total
    assert parse_duration(f"{hours} hours {minutes} minutes {seconds} seconds") == total


@given(st.text(max_size=20))
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    """No text fails otherwise."""
    with contextlib.suppress(ValueError):
        assert isinstance(parse_duration(text), float)
