"""One launch's pairs become its log ratio, its quantiles, and where its time went."""

import math
import random
import statistics

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.latency.precision import quantile, standard_error
from switchover.bench.latency.sample import Calibration, Launch, Piece, Readings
from switchover.bench.latency.summary import combine, presence, summarise


def readings(wall, *, cpu=None, waited=None, others=None):
    none = [0] * len(wall)
    return Readings(
        cpu=list(cpu or wall), wall=list(wall), waited=waited or none, others=others or none
    )


def launch(control, candidate, *, pieces=None, passes=(1, 1), shares=(1.0,)):
    cut = tuple(
        Piece(inputs=(i,), control_passes=passes[0], candidate_passes=passes[1], share=share)
        for i, share in enumerate(shares)
    )
    return Launch(
        calibration=Calibration(pieces=cut, fresh=False),
        pieces=pieces or [0] * len(control),
        weights=dict(enumerate(shares)),
        control=readings(control),
        candidate=readings(candidate),
        seconds=0.1,
    )


def beside(control, candidate):
    """A launch whose candidate's readings are given in full."""
    return msgspec.structs.replace(launch(control, control), candidate=candidate)


@given(st.lists(st.integers(1_000, 10**9), min_size=1, max_size=40), st.floats(0.5, 3))
def test_a_constant_ratio_is_found_whatever_the_noise(times, ratio):
    """When both halves of each pair suffer alike, the ratio is exact."""
    slower = [round(time * ratio * 1_000) for time in times]
    found = summarise(launch([time * 1_000 for time in times], slower), "wall")
    assert math.exp(found.values["usual"]) == pytest.approx(ratio, rel=1e-5)


def test_stalls_do_not_move_the_value():
    """A stall of a second in four of ten pairs leaves the median pair as it was."""
    control = [1_000_000] * 10
    candidate = [1_020_000] * 6 + [1_000_000_000] * 4
    assert math.exp(summarise(launch(control, candidate), "wall").values["usual"]) == pytest.approx(
        1.02
    )


def test_passes_are_divided_out():
    """A candidate timed ten times as often per sample is compared per call."""
    found = summarise(launch([1_000] * 4, [10_000] * 4, passes=(1, 10)), "cpu")
    assert found.values["usual"] == pytest.approx(0)
    assert found.candidate_times == pytest.approx((1e-6,) * 4)


def test_the_value_is_the_ratio_of_the_time_over_the_corpus():
    """Doubling an input that takes a quarter of the time makes the corpus 1.25 times slower."""
    control, candidate = [1_000, 3_000], [2_000, 3_000]
    found = summarise(launch(control, candidate, pieces=[0, 1], shares=(0.25, 0.75)), "wall")
    assert math.exp(found.values["usual"]) == pytest.approx(1.25)
    assert math.exp(found.pieces[0]) == pytest.approx(2)


@given(st.dictionaries(st.integers(0, 9), st.floats(-1, 1), min_size=1))
def test_combining_stays_between_the_extremes(logs):
    """The corpus is never slower than its slowest piece, nor faster than its fastest."""
    found = combine(logs, dict.fromkeys(logs, 0.1))
    assert min(logs.values()) - 1e-9 <= found <= max(logs.values()) + 1e-9


def test_a_clock_that_stood_still_is_no_division_by_zero():
    """A reading of zero, from a coarse clock, counts as one nanosecond."""
    assert math.isfinite(summarise(launch([0, 0], [0, 5]), "cpu").values["usual"])


def test_quantiles_need_samples_beyond_them():
    """Ten samples show p50 and p90, a hundred p99 too."""
    assert set(summarise(launch([5] * 10, [5] * 10), "wall").quantiles) == {"p50", "p90"}
    assert "p99" in summarise(launch([5] * 100, [5] * 100), "wall").quantiles
    assert summarise(launch([5], [5]), "wall").quantiles == {}


def test_a_slow_tail_shows_in_its_quantile():
    """A candidate slow once in twenty calls differs at p99 and not at p50."""
    rng = random.Random(1)
    control = [rng.randint(1_000, 1_010) for _ in range(400)]
    candidate = [time * (3 if index % 20 == 0 else 1) for index, time in enumerate(control)]
    found = summarise(launch(control, candidate), "wall").quantiles
    assert math.exp(found["p50"]) == pytest.approx(1, abs=0.01)
    assert math.exp(found["p99"]) == pytest.approx(3, abs=0.05)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_a_quantile_lies_within_its_data(values, share):
    """Quantiles interpolate, and meet the extremes at their ends."""
    ordered = sorted(values)
    assert ordered[0] <= quantile(ordered, share) <= ordered[-1]
    assert quantile(ordered, 0) == ordered[0]
    assert quantile(ordered, 1) == ordered[-1]


def test_the_total_sees_what_rare_calls_cost():
    """Two calls of ten that take three times as long leave the usual pair, and not the total."""
    found = summarise(launch([1_000] * 10, [1_000] * 8 + [3_000] * 2), "cpu").values
    assert math.exp(found["usual"]) == pytest.approx(1)
    assert math.exp(found["total"]) == pytest.approx(1.4)


@pytest.mark.parametrize("estimate", ["usual", "total"])
def test_the_wait_for_the_core_is_left_out(estimate):
    """Samples that were preempted count with their own time."""
    late = readings([9_000] * 3 + [1_000], cpu=[500] * 4, waited=[8_000] * 3 + [0])
    found = summarise(beside([1_000] * 4, late), "wall").values
    assert found[estimate] == pytest.approx(0)


@pytest.mark.parametrize("estimate", ["usual", "total"])
def test_the_wait_for_own_threads_counts(estimate):
    """A candidate whose threads keep its caller from the core is slower by what they compute."""
    late = readings([2_000] * 4, cpu=[1_000] * 4, waited=[1_000] * 4, others=[1_000] * 4)
    found = summarise(beside([1_000] * 4, late), "wall").values
    assert math.exp(found[estimate]) == pytest.approx(2)


def test_a_disturbed_launch_knows_its_ratio_less_well():
    """The error shrinks with more pairs, and grows as they scatter."""
    rng = random.Random(5)

    def error(pairs, scatter):
        sides = [
            [round(1e6 * math.exp(rng.gauss(0, scatter))) for _ in range(pairs)] for _ in range(2)
        ]
        return summarise(launch(*sides), "cpu").error

    assert error(400, 0.01) == pytest.approx(1.2533 * math.sqrt(2) * 0.01 / 20, rel=0.3)
    assert error(400, 0.1) > 5 * error(400, 0.01)
    assert error(4, 0.01) > error(400, 0.01)
    assert error(2, 0.01) is None


def test_a_candidate_that_scatters_by_itself_disturbs_nothing():
    """Where the control's times are even, the candidate's are its own, and so is drift of both."""
    rng = random.Random(6)
    scattered = [rng.choice((1_000_000, 1_400_000)) for _ in range(40)]
    assert summarise(launch([1_000_000] * 40, scattered), "cpu").error == 0
    assert summarise(launch(scattered, scattered), "cpu").error == 0


def test_a_launch_is_off_by_no_more_than_twice_its_controls_variance():
    """However wild the candidate is."""
    control = [1_000_000, 1_010_000, 1_020_000, 1_030_000]
    wild = [1_000_000, 3_000_000, 1_000_000, 3_000_000]
    expected = standard_error([math.sqrt(2) * math.log(each) for each in control])
    assert summarise(launch(control, wild), "cpu").error == pytest.approx(expected)


def test_both_estimates_divide_passes_out_and_weigh_pieces():
    """Of equal noise the usual pair and the total say the same."""
    found = summarise(
        launch(
            [1_000, 3_000], [20_000, 30_000], pieces=[0, 1], passes=(1, 10), shares=(0.25, 0.75)
        ),
        "wall",
    ).values
    assert found["total"] == pytest.approx(found["usual"]) == pytest.approx(math.log(1.25))


def test_waiting_for_the_core_is_not_waiting():
    """Time spent runnable without the core is taken out before CPU-bound is judged."""
    busy = readings([2_000] * 3, cpu=[1_000] * 3, waited=[1_000] * 3)
    assert presence(busy).on_core == 1
    asleep = readings([2_000] * 3, cpu=[1_000] * 3)
    assert presence(asleep).on_core == 0.5


def test_a_wait_in_a_part_of_the_calls_is_seen():
    """A call that sleeps every third time computes a part of its time; one stall changes nothing."""
    wall = [1_000, 1_000, 4_000] * 10
    assert presence(readings(wall, cpu=[1_000] * 30)).on_core == pytest.approx(0.54, abs=0.03)
    stalled = [1_000] * 29 + [900_000]
    assert presence(readings(stalled, cpu=[1_000] * 30)).on_core == 1


def test_work_in_other_threads_is_seen():
    """What other threads compute is a share of the call's own time."""
    assert presence(readings([1_000], others=[500])).elsewhere == 0.5


def test_the_mean_over_pairs_weighs_pieces_by_their_share():
    """With Student's error and freedom of all pairs; weights need not add up to one."""
    control = [1_000_000] * 5
    candidate = [1_100_000, 1_200_000, 1_300_000, 2_000_000, 2_200_000]
    cut = launch(control, candidate, pieces=[0, 0, 0, 1, 1], shares=(1.0, 3.0))
    found = summarise(cut, "cpu").pairs
    first, second = ([math.log(ratio) for ratio in each] for each in ((1.1, 1.2, 1.3), (2.0, 2.2)))
    assert found.centre == pytest.approx(
        statistics.fmean(first) / 4 + statistics.fmean(second) * 3 / 4
    )
    errors = [statistics.stdev(first) / math.sqrt(3), statistics.stdev(second) / math.sqrt(2)]
    assert found.error == pytest.approx(math.hypot(errors[0] / 4, errors[1] * 3 / 4))
    assert found.freedom == 3
    alone = launch(control[:4], candidate[:4], pieces=[0, 0, 0, 1], shares=(1.0, 3.0))
    assert summarise(alone, "cpu").pairs.error == math.inf  # of one pair nothing is known
    assert summarise(alone, "cpu").pairs.freedom == 2


def test_weights_need_not_add_up_to_one():
    """Of the usual pair, of the total and of the error the shares alone count."""
    noise = [1_000_000, 1_010_000, 1_030_000, 1_060_000]
    control, candidate = [*noise, *[5_000_000] * 4], [*noise[::-1], *[10_000_000] * 4]
    one, four = (
        summarise(launch(control, candidate, pieces=[0] * 4 + [1] * 4, shares=shares), "cpu")
        for shares in ((0.25, 0.75), (1.0, 3.0))
    )
    assert four.values == pytest.approx(one.values)
    assert math.exp(four.values["usual"]) == pytest.approx(1.75, abs=0.01)
    logs = [math.log(b / a) for a, b in zip(noise, noise[::-1], strict=True)]
    wide = [math.sqrt(2) * math.log(each) for each in noise]
    expected = min(standard_error(logs), standard_error(wide)) / 4
    assert one.error == four.error == pytest.approx(expected)


def test_times_are_seconds():
    """A billion nanoseconds are one."""
    found = summarise(launch([10**9], [3 * 10**9]), "wall")
    assert (found.control_times, found.candidate_times) == ((1.0,), (3.0,))


def test_each_side_is_timed_by_its_own_passes_and_clock():
    """Seconds per call of either side."""
    cut = launch([20_000], [30_000], passes=(2, 10))
    sides = {
        side: readings([wall], cpu=[cpu])
        for side, wall, cpu in (("control", 20_000, 4_000), ("candidate", 30_000, 5_000))
    }
    timed = msgspec.structs.replace(cut, **sides)
    on_cpu, on_wall = (summarise(timed, clock) for clock in ("cpu", "wall"))
    assert on_cpu.control_times == pytest.approx((2e-6,))
    assert on_cpu.candidate_times == pytest.approx((5e-7,))
    assert on_wall.control_times == pytest.approx((1e-5,))
    assert on_wall.candidate_times == pytest.approx((3e-6,))


def test_what_waited_most_is_left_out_and_not_what_took_longest():
    """A short sample that stood still for most of its time tells less than a long one that ran."""
    waits = readings([10_000] * 9 + [5_000], cpu=[10_000] * 9 + [1_000])
    assert presence(waits).on_core == 1


def test_a_quantile_is_of_the_times_in_their_order():
    """Whatever the order they were taken in."""
    control = [9_000, 1_000, 5_000, 3_000, 7_000, 2_000, 8_000, 4_000, 6_000, 10_000]
    found = summarise(launch(control, [2 * each for each in sorted(control)]), "wall").quantiles
    assert found == pytest.approx({"p50": math.log(2), "p90": math.log(2)})


@pytest.mark.parametrize("clock", ["cpu", "wall"])
def test_the_least_that_a_clock_shows_is_a_nanosecond(clock):
    """And not two."""
    found = summarise(launch([0], [5]), clock)
    assert math.exp(found.values["usual"]) == pytest.approx(5)
    assert found.control_times == (1e-9,)


def test_no_sample_is_shorter_than_what_it_computed():
    """Though the wait for the core is read around a little more than the sample."""
    late = readings([1_000] * 4, cpu=[500] * 4, waited=[900] * 4)
    assert math.exp(summarise(beside([1_000] * 4, late), "wall").values["usual"]) == (
        pytest.approx(0.5)
    )
    gone = readings([1_000] * 4, cpu=[0] * 4, waited=[1_100] * 4)
    found = summarise(beside([1_000] * 4, gone), "wall").values
    assert math.exp(found["usual"]) == pytest.approx(1e-3)


def test_a_sample_calls_each_of_its_inputs():
    """As many times as it has passes."""
    cut = launch([12_000], [60_000], passes=(2, 10))
    pieces = (msgspec.structs.replace(cut.calibration.pieces[0], inputs=(0, 1, 2)),)
    calibration = msgspec.structs.replace(cut.calibration, pieces=pieces)
    found = summarise(msgspec.structs.replace(cut, calibration=calibration), "wall")
    assert found.control_times == pytest.approx((2e-6,))
    assert found.candidate_times == pytest.approx((2e-6,))


def test_of_nine_samples_none_is_left_out():
    """One that stood still is a ninth of them."""
    nine = readings([1_000] * 8 + [10_000], cpu=[1_000] * 9)
    assert presence(nine).on_core == pytest.approx(0.5)
