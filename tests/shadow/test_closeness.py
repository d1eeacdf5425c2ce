"""How close two numbers are: as the rule and the numbers are written, to the last digit."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.shadow.rules.closeness import is_close

REALS = st.one_of(st.integers(), st.floats(), st.decimals(), st.fractions())


@pytest.mark.parametrize(
    ("a", "b", "absolute", "close"),
    [
        (Decimal("146.21"), Decimal("146.20"), 0.01, True),
        (44.63, 44.62, 0.01, True),
        (Decimal("44.63"), 44.62, 0.01, True),
        (Decimal("44.631"), Decimal("44.62"), 0.01, False),
        (Decimal("12345678901234567890.12"), Decimal("12345678901234567890.00"), 0.01, False),
        (2**60, 2**60 + 100, 1.0, False),
        (2**60, 2**60 + 100, 100.0, True),
        (10**400, 10**400 + 2, 1.0, False),
        (Decimal("1e999999"), Decimal(1), 0.01, False),
        (Decimal("1e-999999"), Decimal(0), 0.01, True),
        (Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**30), 0.0, False),
        (Fraction(1, 3), 0.3333, 0.0001, True),
        (Decimal("sNaN"), Decimal(1), 1.0, False),
    ],
)
def test_what_is_close(
    a: Decimal | float | Fraction, b: Decimal | float | Fraction, absolute: float, close: bool
) -> None:
    """Neither the last cent nor the twentieth digit is lost to a double."""
    assert is_close(a, b, absolute=absolute, relative=0.0) is close
    assert is_close(b, a, absolute=absolute, relative=0.0) is close


@given(REALS, REALS, st.floats(0, 1e6), st.floats(0, 1))
def test_it_is_the_rule_of_isclose(a: float, b: float, absolute: float, relative: float) -> None:
    """Where doubles are far from the border, they say the same; and the order means nothing."""
    found = is_close(a, b, absolute=absolute, relative=relative)
    assert found is is_close(b, a, absolute=absolute, relative=relative)
    try:
        x, y = float(a), float(b)
        bound = max(absolute, relative * max(abs(x), abs(y)))
        apart = abs(x - y)
        told = math.isclose(x, y, rel_tol=relative, abs_tol=absolute)
    except (OverflowError, ValueError):
        return
    if math.isfinite(apart) and (apart > 1.001 * bound + 1e-6 * (abs(x) + abs(y)) + 1e-9):
        assert found is told is False
    if math.isfinite(apart) and apart + 1e-6 * (abs(x) + abs(y)) + 1e-9 < bound:
        assert found is told is True


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_what_is_not_finite(number: float) -> None:
    """NaN is close to nothing, an infinity to itself alone, every number to itself."""
    assert is_close(number, number, absolute=0.0, relative=0.0) is not math.isnan(number)
    assert not is_close(number, math.nan, absolute=1e300, relative=0.5)
    if math.isfinite(number):
        assert not is_close(number, math.inf, absolute=1e300, relative=0.5)


@pytest.mark.parametrize(
    ("absolute", "relative", "close"),
    [
        (0.0, 0.1, True),
        (0.0, 0.0999, False),
        (9.99, 0.0999, False),
        (10.0, 0.0, True),
        (10.0, 0.0999, True),
        (9.99, 0.1, True),
    ],
)
@pytest.mark.parametrize("kind", [int, float, Decimal, Fraction])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_larger_of_both_shares_and_of_both_numbers_counts(
    absolute: float, relative: float, close: bool, kind: type, sign: int
) -> None:
    """90 and 100 are ten apart: that is a tenth of the larger one, whichever stands first."""
    one, other = kind(90 * sign), kind(100 * sign)
    assert is_close(one, other, absolute=absolute, relative=relative) is close
    assert is_close(other, one, absolute=absolute, relative=relative) is close
