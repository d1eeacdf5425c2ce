"""Student's distribution agrees with published tables and with its own laws."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.latency.student import cdf, quantile

# Published tables of t: one-sided 0.95, 0.99, 0.995, 0.9995
TABLE = {
    1: (6.314, 31.821, 63.657, 636.619),
    2: (2.920, 6.965, 9.925, 31.599),
    3: (2.353, 4.541, 5.841, 12.924),
    5: (2.015, 3.365, 4.032, 6.869),
    10: (1.812, 2.764, 3.169, 4.587),
    23: (1.714, 2.500, 2.807, 3.768),
    30: (1.697, 2.457, 2.750, 3.646),
    120: (1.658, 2.358, 2.617, 3.373),
}


@pytest.mark.parametrize("df", TABLE)
def test_quantiles_match_the_tables(df):
    """Every published value is met to its last digit."""
    shares = (0.95, 0.99, 0.995, 0.9995)
    assert [round(quantile(p, df), 3) for p in shares] == pytest.approx(TABLE[df], abs=0.0011)


@given(st.floats(0.001, 0.999), st.integers(1, 400))
def test_quantile_inverts_the_distribution(p, df):
    """The distribution at its quantile is the share asked for."""
    assert cdf(quantile(p, df), df) == pytest.approx(p, abs=1e-9)


@given(st.floats(-50, 50), st.integers(1, 400))
def test_the_distribution_is_symmetric(t, df):
    """Both tails weigh the same."""
    assert cdf(t, df) + cdf(-t, df) == pytest.approx(1)


@given(st.floats(0.6, 0.9999), st.integers(1, 300))
def test_more_degrees_of_freedom_narrow_it(p, df):
    """More data never widens the interval, and never below the normal's."""
    assert quantile(p, df) > quantile(p, df + 1) > NormalDist().inv_cdf(p)


@pytest.mark.parametrize("p", [0.975, 0.99999])
def test_the_large_df_formula_joins_smoothly(p):
    """Where the series is left for the normal approximation no step is seen."""
    assert quantile(p, 1_999) == pytest.approx(quantile(p, 2_001), rel=1e-4)
    assert quantile(p, 10**9) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-6)


def test_one_degree_of_freedom_is_cauchy():
    """The closed form of the simplest case is met."""
    assert quantile(0.9, 1) == pytest.approx(math.tan(math.pi * 0.4))


@pytest.mark.parametrize(("p", "df"), [(0, 3), (1, 3), (0.5, 0), (math.nan, 3)])
def test_nonsense_is_refused(p, df):
    """There is no quantile at the ends or without data."""
    with pytest.raises(ValueError, match="quantile"):
        quantile(p, df)


def test_a_far_quantile_is_found_in_time():
    """With one degree of freedom it lies a billion away, where doubles lie far apart."""
    assert quantile(1 - 1e-9, 1) == pytest.approx(1e9 / math.pi, rel=1e-6)


def test_the_middle_is_nought():
    """Whatever the freedom; below it the distribution is mirrored."""
    assert quantile(0.5, 3) == pytest.approx(0, abs=1e-9)
    assert quantile(0.3, 3) == pytest.approx(-quantile(0.7, 3))
