"""Numbers of any length are compared, written, shown and made again; none takes minutes to read."""

import decimal
import sys
from fractions import Fraction

import numpy as np
import pytest

from switchover.values import ReadingError, decode, encode, from_text, rebuild, show, to_text

HUGE = 10**5_000 + 7
NUMBERS = {
    "an int": HUGE,
    "a negative int": -HUGE,
    "an int between the limits": 10**1_100,
    "an int at the limit": 2**2_000 - 1,
    "an int as a key": {HUGE: 1},
    "a long numerator": Fraction(HUGE, 3),
    "a long denominator": Fraction(-3, HUGE),
    "both": Fraction(HUGE, 10**5_000 + 9),
    "at the limit": Fraction(2**2_000 - 1, 2**2_000),
    "beyond the limit": Fraction(2**2_000, 3),
    "a decimal": decimal.Decimal("1." + "3" * 6_000),
    "a decimal with a long exponent": decimal.Decimal("1E+999999"),
    "in a list": [Fraction(HUGE, 3)] * 2,
}
each = pytest.mark.parametrize("value", NUMBERS.values(), ids=NUMBERS)


@each
def test_a_long_number_equals_its_like_and_is_made_again(value):
    """Whatever a program allows of texts of digits."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        tree = decode(encode(value))
        assert encode(rebuild(tree)) == encode(value)
        assert rebuild(tree) == value
        assert encode(from_text(to_text(tree))) == encode(value)
        assert 0 < len(show(tree, 60)) <= 60
        assert 0 < len(show(tree, 9_000)) <= 9_000
    finally:
        sys.set_int_max_str_digits(before)


def test_long_numbers_that_differ_in_one_digit_differ():
    """Also from one another's kinds."""
    several = [
        Fraction(HUGE, 3),
        Fraction(HUGE + 3, 3),
        Fraction(HUGE),
        HUGE,
        HUGE + 1,
        float(2**60),
        2**60,
    ]
    assert len({encode(value) for value in several}) == len(several)


def test_a_fraction_of_another_library_s_numbers_is_that_fraction():
    """It keeps them as they are, and they are not asked for more than their value."""
    assert encode(Fraction(np.int64(3), np.int64(6))) == encode(Fraction(1, 2))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("3/4", "3/4"), ("6/8", "3/4"), ("-6/8", "-3/4"), ("+5", "5/1"), (" 1/3 ", "1/3"), ("1.5", "3/2"), ("2.", "2/1"),
        ("0/7", "0/1"), ("1e2", "100/1"), ("-5E-1", "-1/2"), (".5e1", "5/1"), ("1e-100", f"1/{10**100}"),
    ],
)  # fmt: skip
def test_a_fraction_is_read_as_a_hand_writes_it(text, canonical):
    """And made canonical."""
    assert from_text(f'{{"$fraction": "{text}"}}').base == canonical


@pytest.mark.parametrize(
    "text", ["1e999999999", "1e-999999999", "1E1000", "1e-0001", "1/0", "1/-3", "", "x", "1/2/3", "nan", "0x1/2"]
)  # fmt: skip
def test_what_is_no_fraction_is_refused_at_once(text):
    """An exponent of nine digits would take hours."""
    with pytest.raises(ReadingError, match=r"\$fraction"):
        from_text(f'{{"$fraction": "{text}"}}')
