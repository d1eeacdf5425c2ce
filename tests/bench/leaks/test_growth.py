"""The pure rule that tells growth from noise."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.leaks.growth import growth, theil_sen

CALLS = [50 * batch for batch in range(1, 13)]


def check(readings, *, rose, floor=0.02):
    found = growth(CALLS[: len(readings)], readings, floor_per_call=floor)
    assert found.rose is rose, found
    return found


def test_one_block_per_call_rises():
    """A leak of one block per call is found, with its rate."""
    found = check([1000 + calls for calls in CALLS], rose=True)
    assert (found.per_call, found.low, found.high, found.rise) == (1, 1, 1, 550)


def test_one_block_in_ten_calls_rises():
    """So is one of a tenth of that."""
    check([1000 + calls // 10 for calls in CALLS], rose=True)


def test_below_the_floor_is_flat():
    """Growth below the floor is not called growth, however steady."""
    check([1000 + batch // 2 for batch in range(12)], rose=False)


@pytest.mark.parametrize("at", range(1, 12))
def test_a_step_is_flat(at):
    """A module imported in the midst of the series is no leak, wherever it falls."""
    check([1000] * at + [5000] * (12 - at), rose=False)


def test_a_plateau_is_flat():
    """A cache that is full after a third of the series is no leak."""
    check([1000, 1200, 1350, 1400] + [1420] * 8, rose=False)


def test_a_wave_is_flat():
    """Readings that rise and fall are no leak."""
    check([1000, 1100, 1200, 1300, 1200, 1100, 1000, 1100, 1200, 1300, 1200, 1100], rose=False)


def test_falling_readings_are_flat():
    """Readings that fall never count as a leak."""
    check([5000 - calls for calls in CALLS], rose=False)


def test_noise_gives_no_alarm():
    """Ten thousand series of pure noise give no alarm at the floor that is used."""
    draw = random.Random(1)
    alarms = sum(
        growth(CALLS, [draw.randrange(1000, 1010) for _ in CALLS], floor_per_call=0.02).rose
        for _ in range(10_000)
    )
    assert alarms == 0


@pytest.mark.parametrize("readings", [[], [1, 2, 3, 4, 5]])
def test_too_few_readings_are_refused(readings):
    """A slope over less than six readings is refused, not guessed."""
    with pytest.raises(ValueError, match="at least six readings"):
        growth(CALLS[: len(readings)], readings, floor_per_call=0.02)


def test_unlike_lengths_are_refused():
    """So are calls and readings that do not belong together."""
    with pytest.raises(ValueError, match="12 counts"):
        growth(CALLS, [1] * 11, floor_per_call=0.02)


def test_readings_at_one_point_are_refused():
    """So are readings without any calls between them."""
    with pytest.raises(ValueError, match="different counts"):
        growth([5] * 12, [1] * 12, floor_per_call=0.02)


readings_lists = st.lists(st.integers(-(10**12), 10**12), min_size=6, max_size=12)


@given(readings_lists)
def test_the_slope_lies_within_its_interval(readings):
    """Whatever the readings, low <= slope <= high."""
    low, slope, high = theil_sen(CALLS[: len(readings)], readings)
    assert low <= slope <= high


@given(readings_lists, st.integers(-(10**9), 10**9))
def test_a_level_changes_nothing(readings, level):
    """What stood there before does not matter."""
    calls = CALLS[: len(readings)]
    assert growth(calls, readings, floor_per_call=0.02) == growth(
        calls, [each + level for each in readings], floor_per_call=0.02
    )


@given(readings_lists)
def test_a_series_and_its_mirror_do_not_both_rise(readings):
    """What rises does not fall."""
    calls = CALLS[: len(readings)]
    up = growth(calls, readings, floor_per_call=0.02)
    down = growth(calls, [-each for each in readings], floor_per_call=0.02)
    assert not (up.rose and down.rose)


def squares(readings):
    """Readings of which no two pairs have the same slope."""
    return list(range(readings)), [3**place for place in range(readings)]


@pytest.mark.parametrize(
    ("readings", "lowest", "middle", "highest"),
    [
        (12, 16, (32, 33), 49),  # Kendall's deviation 14.58 for 66 slopes: (66 - 33.9) / 2
        (9, 6, (17, 18), 29),  # 9.59 for 36 slopes: (36 - 22.3) / 2
        (7, 2, (10, 10), 18),  # 6.66 for 21 slopes: (21 - 15.5) / 2
        (3, 0, (1, 1), 2),  # fewer than the interval needs: from the least to the largest
    ],
)
def test_the_interval_is_that_of_98_percent(readings, lowest, middle, highest):
    """Of the ordered slopes, those at 2.326 of Kendall's deviations from the middle one."""
    xs, ys = squares(readings)
    slopes = sorted((ys[b] - ys[a]) / (b - a) for a in xs for b in xs if a < b)
    low, centre, high = theil_sen(xs, ys)
    assert (low, high) == (slopes[lowest], slopes[highest])
    assert centre == pytest.approx((slopes[middle[0]] + slopes[middle[1]]) / 2)


@pytest.mark.parametrize(("last", "rose"), [(4, True), (3, False)])
def test_the_last_third_must_lie_above_the_first(last, rose):
    """Above, not level with: of twelve readings the last four against the first four."""
    readings = [0, 1, 2, 3, 4, 5, 6, 7, last, 9, 10, 11]
    found = growth(list(range(12)), readings, floor_per_call=0.02)
    assert found.rose is rose


def test_a_slope_at_the_floor_rises():
    """The floor itself counts."""
    calls = list(range(12))
    assert growth(calls, [2 * call for call in calls], floor_per_call=2).rose
    assert not growth(calls, [2 * call for call in calls], floor_per_call=2.001).rose


def test_each_batch_has_its_step():
    """From the reading before the first batch on."""
    assert growth(range(1, 7), [3, 3, 4, 6, 5, 5], floor_per_call=0.02, before=1).steps == (
        2, 0, 1, 2, -1, 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("readings", "rose"),
    [
        ([0, 1, 1, 2, 2, 3], True),
        ([0, 0, 0, 2, 2, 2], True),
        ([0, 1, 2, 3, 4, 5], True),
        ([2, 2, 2, 2, 2, 2], False),
        ([0, 3, 0, 3, 0, 3], False),
        ([5, 4, 3, 2, 1, 0], False),
    ],
)
def test_six_readings_raise_a_suspicion(readings, rose):
    """What one call in two leaves, and a late step: six readings cannot clear either of them."""
    assert growth(range(1, 7), readings, floor_per_call=0.02).rose is rose


def test_each_figure_of_a_growth_is_its_own():
    """The middle slope lies between its bounds, and the rise is from first to last."""
    calls = list(range(0, 120, 10))
    readings = [0, 11, 19, 32, 38, 52, 59, 73, 79, 92, 98, 113]
    low, middle, high = theil_sen(calls, readings)
    found = growth(calls, readings, floor_per_call=0.5)
    assert low < middle < high
    assert (found.low, found.per_call, found.high) == (low, middle, high)
    assert (found.rise, found.rose) == (113, True)


def test_six_readings_are_enough_and_five_are_not():
    """Or their thirds are single readings."""
    assert growth(CALLS[:6], CALLS[:6], floor_per_call=0.02).per_call == 1
    with pytest.raises(ValueError, match="at least six readings"):
        growth(CALLS[:5], CALLS[:5], floor_per_call=0.02)
