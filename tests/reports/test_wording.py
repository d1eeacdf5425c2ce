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


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.05, "5 %"), (0, "0 %"), (0.125, "12.5 %"), (1, "100 %"), (9.994, "999 %"), (9.996, "1,000 %"), (10, "1,000 %")],
)  # fmt: skip
def test_a_budget_of_any_size_is_written_in_percent(value: float, written: str) -> None:
    """Up to the tenfold that the command takes."""
    assert wording.share(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "+0"), (0.5, "+0.5"), (-0.25, "-0.25"), (1008.4, "+1,008"), (12_345.6, "+12,346"), (-12_345.6, "-12,346")],
)  # fmt: skip
def test_growth_has_its_sign(value: float, written: str) -> None:
    """Bytes of a leak are read in full."""
    assert wording.signed(value) == written


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_breaks_no_page(value: float) -> None:
    """It is told as what it is."""
    for told in (wording.seconds, wording.size, lambda found: wording.amount(found, "calls")):
        assert f"{value:g}" in told(value)
    assert wording.change(value) == "no ratio"


@pytest.mark.parametrize(
    ("ratio", "written"),
    [(0.5, "−50 %"), (0.499, "2.00 × less"), (2, "+100 %"), (2.01, "2.01 × more"), (1.0949, "+9.5 %"), (1.1, "+10 %"),
     (0.99996, "+0.0 %"), (0.9999, "−0.0 %"), (-1, "no ratio")],
)  # fmt: skip
def test_a_change_is_a_share_up_to_twofold(ratio: float, written: str) -> None:
    """From there on a factor; a tenth of a percent is shown below ten."""
    assert wording.change(ratio) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.9994e-3, "999 µs"), (0.9996e-3, "1.00 ms"), (0.9994, "999 ms"), (0.9996, "1.00 s"), (-0.002, "-2.00 ms"),
     (5e-7, "500 ns"), (1e-6, "1.00 µs")],
)  # fmt: skip
def test_a_unit_begins_where_three_digits_end(value: float, written: str) -> None:
    """Never 1,000 of the smaller one."""
    assert wording.seconds(value) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [(9.99, "bytes", "9.99 B"), (10.4, "bytes", "10 B"), (1023, "bytes", "1023 B"), (1024, "bytes", "1.00 KiB"),
     (2**20, "bytes", "1.00 MiB"), (-2048, "bytes", "-2.00 KiB"), (12_000, "calls", "12,000 calls"), (0.125, "", "0.125"),
     (3, "", "3")],
)  # fmt: skip
def test_an_amount_is_told_in_its_unit(value: float, unit: str, written: str) -> None:
    """Bytes get a unit that suits them; a quantity without one stands alone."""
    assert wording.amount(value, unit) == written


@pytest.mark.parametrize(
    ("control", "candidate", "written"),
    [("int", "int", "int"), (None, None, ""), ("int", None, "int → nothing"), (None, "str", "nothing → str"),
     ("int", "float", "int → float")],
)  # fmt: skip
def test_types_are_named_once_where_they_are_the_same(
    control: str | None, candidate: str | None, written: str
) -> None:
    """And a side without a value has none."""
    assert wording.types(control, candidate) == written


def test_one_is_singular() -> None:
    """And thousands are parted."""
    assert wording.plural(1, "input") == "1 input"
    assert wording.plural(12_000, "input") == "12,000 inputs"
