"""Laws of times: what a layout writes it reads again, and durations add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.gotemplate import TemplateEngine

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2068, 12, 31), timezones=st.just(UTC))
FULL = "2006-01-02T15:04:05.000000Z07:00"
LAYOUTS = [
    FULL, "2006-01-02T15:04:05.999999-0700", "Jan _2 2006 15:04:05,000000 -07:00", "02.01.06 15:04:05.000000",
    "January 2, 2006 at 3:04:05.000000PM MST", "Monday, 2 Jan 2006 03:04:05.000000 pm -07", "2006 002 15:04:05.000000",
    "2006 __2 15:4:5.000000", "20060102150405.000000", "06-1-2 15h4m5.000000s", "PM 03.04.05.000000 2006/01/02",
]  # fmt: skip


def rendered(text: str, moment: datetime, **context: Any) -> str:
    return TemplateEngine(clock=lambda: moment).render_text(text, context)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(moment=MOMENTS)
@settings(max_examples=20)
def test_what_a_layout_writes_it_reads_again(layout: str, moment: datetime) -> None:
    """To the microsecond, whichever way date, hour and zone are written."""
    told = rendered("{{ date .l now }}", moment, l=layout)
    again = rendered("{{ toDate .l .t | date .f }}", moment, l=layout, t=told, f=FULL)
    assert again == rendered("{{ date .f now }}", moment, f=FULL)
    assert datetime.fromisoformat(again) == moment


@given(MOMENTS, st.integers(-86_399, 86_399))
@settings(max_examples=40)
def test_an_offset_moves_the_hands_and_not_the_moment(moment: datetime, seconds: int) -> None:
    """Read with any offset of less than a day, a time is the same one in UTC."""
    there = moment.astimezone(timezone(timedelta(seconds=seconds)))
    layout = "2006-01-02T15:04:05.000000-07:00:00"
    sign, size = "-" if seconds < 0 else "+", abs(seconds)
    told = f"{there:%Y-%m-%dT%H:%M:%S.%f}{sign}{size // 3600:02d}:{size // 60 % 60:02d}:{size % 60:02d}"
    assert rendered("{{ toDate .l .t | date .f }}", moment, l=layout, t=told, f=FULL) == (
        rendered("{{ date .f now }}", moment, f=FULL)
    )


@given(MOMENTS, st.integers(-(10**9), 10**9))
@settings(max_examples=40)
def test_moving_forth_and_back_leads_home(moment: datetime, milliseconds: int) -> None:
    """And the epoch counts the whole seconds between."""
    there = "{{ now | dateModify .a | dateModify .b | date .f }}"
    a, b = f"{milliseconds}ms", f"{-milliseconds}ms"
    assert rendered(there, moment, a=a, b=b, f=FULL) == rendered(
        "{{ date .f now }}", moment, f=FULL
    )
    moved = int(rendered("{{ now | dateModify .a | unixEpoch }}", moment, a=a))
    assert moved == (moment + timedelta(milliseconds=milliseconds) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)  # fmt: skip


@given(st.integers(-(2**33), 2**33))
@settings(max_examples=40)
def test_a_duration_that_is_written_is_read_again(seconds: int) -> None:
    """As the same number of seconds."""
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    text = rendered("{{ duration .s }}", moment, s=seconds)
    if abs(seconds) < 2**31:
        moved = int(rendered("{{ now | dateModify .d | unixEpoch }}", moment, d=text))
        assert moved - int(moment.timestamp()) == seconds
