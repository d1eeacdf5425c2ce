"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.reports import wording


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 s"),
        (1.2e-9, "1.20 ns"),
        (1.83e-5, "18.3 µs"),
        (0.9999e-3, "1.00 ms"),
        (0.0123, "12.3 ms"),
        (61, "61.0 s"),
        (1234.5, "1,234 s"),
    ],
)
def test_durations_have_three_digits_and_a_unit(value: float, said: str) -> None:
    """From nanoseconds to minutes."""
    assert wording.seconds(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0 B"), (12.25, "12 B"), (0.75, "0.75 B"), (1536, "1.50 KiB"), (3 * 2**30, "3.00 GiB")],
)
def test_sizes_have_binary_units(value: float, said: str) -> None:
    """Bytes are whole where they can be."""
    assert wording.size(value) == said


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (1, "+0.0 %"),
        (1.031, "+3.1 %"),
        (0.6, "−40 %"),
        (0.125, "8.00 × faster"),
        (3.5, "3.50 × slower"),
        (0, "no ratio"),
        (math.nan, "no ratio"),
    ],
)
def test_a_ratio_is_told_as_what_became_of_the_speed(ratio: float, said: str) -> None:
    """Small changes in percent, large ones as a factor."""
    assert wording.speed(ratio) == said


@given(st.floats(1e-9, 1e9))
def test_no_number_is_written_with_an_exponent(value: float) -> None:
    """Whatever the size, it reads as a number."""
    for text in (
        wording.seconds(value),
        wording.size(value),
        wording.change(value),
        wording.amount(value, "calls"),
    ):
        assert "e" not in text.replace("calls", "").replace("more", "").replace("less", "")


def test_one_is_singular() -> None:
    """And thousands are parted."""
    assert wording.plural(1, "input") == "1 input"
    assert wording.plural(12_000, "input") == "12,000 inputs"
