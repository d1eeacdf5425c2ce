"""Allocation figures against the budget, without a launch."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.memory import account
from switchover.bench.memory.account import Found
from switchover.bench.memory.judgement import METRICS, is_settled, judge
from switchover.bench.memory.traced import Traced
from switchover.bench.memory.tracings import calls_before


def traced(peak, allocations=1000, allocated=100_000):
    return Traced(peaks=(peak, 10), allocations=(allocations, 0), allocated=(allocated, 0))


def verdicts(control, candidate, **options):
    metrics = judge(control, candidate, budget=0.05, **options)
    return {metric.name: metric.verdict for metric in metrics}


def test_equal_counts_pass_exactly():
    """Equal figures in two launches are a ratio of exactly one, without an interval."""
    sides = [traced(10_000)] * 2
    peak, *others = judge(sides, sides, budget=0.05)
    assert (peak.verdict, peak.exact, peak.ratio, peak.low, peak.high) == ("pass", True, 1, 1, 1)
    assert is_settled([peak, *others], 2)
    once = judge(sides[:1], sides[:1], budget=0.05)
    assert not is_settled(once, 1)
    assert [(each.exact, each.ratio, each.low, each.high) for each in once] == [
        (False, 1, None, None)
    ] * 3  # what was counted once may vary


@pytest.mark.parametrize(
    ("candidate", "verdict"),
    [(10_490, "pass"), (10_500, "fail"), (11_000, "fail"), (5_000, "pass")],
)
def test_exact_counts_are_held_against_the_budget(candidate, verdict):
    """An exact ratio passes below the budget and fails from it on."""
    assert verdicts([traced(10_000)] * 2, [traced(candidate)] * 2)["peak"] == verdict


def test_the_peak_is_that_of_the_largest_input():
    """The peak is what the hungriest input needs; numbers and sizes are means per call."""
    peak, allocations, allocated = judge([traced(10_000)] * 2, [traced(10_000)] * 2, budget=0.05)
    assert (peak.control, allocations.control, allocated.control) == (10_000, 500, 50_000)


def test_only_inputs_that_both_sides_measured_count():
    """Where one side was too slow for all inputs, the other is cut to the same ones."""
    short = Traced(peaks=(100,), allocations=(1,), allocated=(100,))
    long = Traced(peaks=(100, 9_999), allocations=(1, 99), allocated=(100, 9_999))
    assert set(verdicts([long] * 2, [short] * 2).values()) == {"pass"}
    assert judge([long] * 2, [short] * 2, budget=0.05)[0].control == 100


def test_a_tiny_excess_passes():
    """Three allocations more are the interpreter's free lists, not the candidate."""
    control, candidate = traced(300, 4, 400), traced(500, 10, 700)
    assert set(verdicts([control] * 2, [candidate] * 2).values()) == {"pass"}


def test_something_against_nothing_fails():
    """A control that allocates nothing has no ratio, and a candidate that does fails."""
    nothing = Traced(peaks=(0,), allocations=(0,), allocated=(0,))
    peak = judge([nothing] * 2, [traced(50_000)] * 2, budget=0.05)[0]
    assert (peak.verdict, peak.ratio) == ("fail", None)
    assert judge([traced(50_000)] * 2, [nothing] * 2, budget=0.05)[0].verdict == "pass"


def test_varying_counts_get_an_interval():
    """Figures that differ between launches are judged by an interval, not by one of them."""
    control = [traced(10_000 + step) for step in (0, 40, 20, 60)]
    more = [traced(11_000 + step) for step in (60, 0, 40, 20)]
    peak = judge(control, more, budget=0.05)[0]
    assert not peak.exact
    assert 1.05 < peak.low < peak.ratio < peak.high < 1.15
    assert peak.verdict == "fail"
    assert judge(control, control[::-1], budget=0.05)[0].verdict == "pass"


def test_wide_noise_is_inconclusive():
    """Noise wider than the budget is neither pass nor fail, and asks for more launches."""
    control = [traced(value) for value in (10_000, 14_000, 9_000, 13_000)]
    metrics = judge(control, control[::-1], budget=0.05)
    assert metrics[0].verdict == "inconclusive"
    assert not is_settled(metrics, 4)


def test_two_varying_launches_are_not_enough():
    """Two launches that differ make no interval."""
    peak = judge([traced(10_000), traced(10_300)], [traced(10_000)] * 2, budget=0.05)[0]
    assert peak.low is peak.high is None


def test_a_metric_without_a_gate_does_not_hold_up():
    """What is only reported is judged, but does not ask for launches."""
    control = [traced(10_000, 1000 + 300 * (step % 2)) for step in range(4)]
    metrics = judge(control, control[1:] + control[:1], budget=0.05, gates=("peak",))
    assert [metric.gated for metric in metrics] == [True, False, False]
    assert is_settled(metrics, 2)


figures = st.integers(1, 10**9)


@given(figures, figures)
def test_an_exact_verdict_is_the_comparison(control, candidate):
    """For exact counts the verdict is the plain comparison, above the floor."""
    verdict = verdicts([traced(control)] * 2, [traced(candidate)] * 2)["peak"]
    control, candidate = max(control, 10), max(candidate, 10)
    fails = candidate / control >= 1.05 and candidate - control > 256
    assert verdict == ("fail" if fails else "pass")


@given(st.lists(figures, min_size=4, max_size=4), st.floats(0.01, 10))
def test_a_larger_candidate_is_never_judged_better(control, factor):
    """Making every launch of the candidate hungrier never turns a fail into a pass."""
    order = ["pass", "inconclusive", "fail"]
    less = [traced(round(value * factor) + 1) for value in control]
    more = [traced(2 * each.peaks[0] + 20) for each in less]
    base = [traced(value) for value in control]
    assert order.index(verdicts(base, more)["peak"]) >= order.index(verdicts(base, less)["peak"])


def test_the_metrics_are_named():
    """The order of a report is fixed."""
    assert METRICS == ("peak", "allocations", "allocated")


def one(peak=100, allocations=100, allocated=100):
    return Traced(peaks=(peak,), allocations=(allocations,), allocated=(allocated,))


@pytest.mark.parametrize(("name", "floor"), [("peak", 256), ("allocations", 4), ("allocated", 256)])
def test_an_excess_at_the_floor_passes_and_one_beyond_fails(name, floor):
    """256 bytes, four allocations: so much is the interpreter's, whatever the ratio."""
    at, beyond = one(**{name: 100 + floor}), one(**{name: 101 + floor})
    small = one(**{name: 20})
    small_at = one(**{name: 20 + floor})
    assert verdicts([one()] * 2, [at] * 2)[name] == "pass"
    assert verdicts([one()] * 2, [beyond] * 2)[name] == "fail"
    assert verdicts([small] * 2, [small_at] * 2)[name] == "pass"


def test_each_figure_has_its_unit():
    """What a report writes beside the number."""
    units = {each.name: each.unit for each in judge([one()] * 2, [one()] * 2, budget=0.05)}
    assert units == {"peak": "bytes", "allocations": "allocations", "allocated": "bytes"}


def test_nothing_on_both_sides_passes():
    """No allocation is no excess; one that is gone is none either."""
    nothing = Traced(peaks=(0,), allocations=(0,), allocated=(0,))
    assert set(verdicts([nothing] * 2, [nothing] * 2).values()) == {"pass"}
    assert set(verdicts([one()] * 2, [nothing] * 2).values()) == {"pass"}


def test_a_verdict_that_no_gate_asks_for_settles_nothing():
    """Undecided metrics outside of the gates need no further launch; inside they do."""
    chance = [one(peak=peak) for peak in (10_000, 20_000, 12_000, 30_000)]
    metrics = judge([one(peak=10_000)] * 4, chance, budget=0.05, gates=("allocations",))
    assert [each.name for each in metrics if each.gated] == ["allocations"]
    assert is_settled(metrics, 4)
    gated = judge([one(peak=10_000)] * 4, chance, budget=0.05)
    assert not is_settled(gated, 4)


def test_counts_that_vary_are_settled_by_four_launches():
    """Three may agree by chance."""
    wide = [one(peak=peak) for peak in (50_000, 50_010, 50_020, 50_030)]
    metrics = judge([one(peak=10_000)] * 4, wide, budget=0.05, names=("peak",))
    assert metrics[0].verdict == "fail"
    assert not metrics[0].exact
    assert is_settled(metrics, 4)
    assert not is_settled(metrics, 3)


def test_where_a_side_allocates_nothing_there_is_no_ratio():
    """Also where it is the candidate; what varies is held by the larger figure."""
    some, nothing = traced(50_000), Traced(peaks=(0,), allocations=(0,), allocated=(0,))
    assert [each.ratio for each in judge([some] * 2, [nothing] * 2, budget=0.05)] == [None] * 3
    assert [each.ratio for each in judge([nothing] * 2, [some] * 2, budget=0.05)] == [None] * 3
    one, other = (Traced(peaks=(n,), allocations=(n,), allocated=(n,)) for n in (1000, 900))
    assert set(verdicts([nothing, one], [other, nothing]).values()) == {"pass"}
    assert set(verdicts([nothing, other], [one, nothing]).values()) == {"fail"}


@pytest.mark.parametrize(
    ("runs", "says"),
    [
        (([], []), "0 of 3 inputs were traced in the time: give it more, --time 40 or beyond"),
        (([traced(5)], []), "2 of 3 inputs of the control were traced in the time, and none of the candidate: --time 21 traces all"),
        (([traced(5)], [Traced(peaks=(), allocations=(), allocated=())]), "2 of 3 inputs of the control were traced in the time, and none of the candidate: --time 21 traces all"),
    ],
)  # fmt: skip
def test_what_did_not_fit_is_told_of_each_side(runs, says):
    """Which side was traced how far, and a time beyond the one that was not enough."""
    found = Found("memray", 20.0, runs=runs, needed_s=0.1 if runs[0] else 0.0)
    (reason,) = account.nothing(found, inputs=3, seconds=1.0).reasons
    assert reason == f"no input could be traced on both sides: {says}"


@pytest.mark.parametrize("place", range(4))
def test_an_excess_in_any_launch_is_beyond_the_floor(place):
    """The first counts as the last does."""
    candidate = [one(peak=10_000) for _ in range(4)]
    candidate[place] = one(peak=20_000)
    assert verdicts([one(peak=10_000)] * 4, candidate)["peak"] == "inconclusive"


def test_a_control_that_was_too_slow_cuts_the_candidate():
    """As a candidate does the control."""
    short = Traced(peaks=(100,), allocations=(1,), allocated=(100,))
    long = Traced(peaks=(100, 9_999), allocations=(1, 99), allocated=(100, 9_999))
    found = judge([short] * 2, [long] * 2, budget=0.05)
    assert [each.candidate for each in found] == [100, 1, 100]


def test_a_control_that_once_allocated_nothing_has_no_ratio():
    """The smallest figure of its launches decides that; one allocation is not nothing."""
    control, candidate = [one(0, 0, 0), one(1000, 1000, 1000)], [one(900, 900, 900)] * 2
    found = judge(control, candidate, budget=0.05)
    assert [each.ratio for each in found] == [None] * 3
    assert {each.verdict for each in found} == {"pass"}
    least = judge([one(1, 1, 1)] * 2, [one(2, 2, 2)] * 2, budget=0.05)
    assert [each.ratio for each in least] == [2.0] * 3


def test_a_candidate_that_once_allocated_nothing_has_no_ratio():
    """Nor has one whose control did."""
    found = judge([one(900, 900, 900)] * 2, [one(0, 0, 0), one(950, 950, 950)], budget=0.05)
    assert [each.ratio for each in found] == [None] * 3
    half = judge([one(2, 2, 2)] * 2, [one(1, 1, 1)] * 2, budget=0.05)
    assert [each.ratio for each in half] == [0.5] * 3


def test_as_much_as_the_control_at_most_is_no_excess():
    """Though launches that vary do not have it in the same order."""
    nothing, some = one(0, 0, 0), one(1000, 1000, 1000)
    assert set(verdicts([nothing, some], [some, nothing]).values()) == {"pass"}


def test_each_side_has_its_own_figures():
    """Numbers with a fraction, of one launch as of several."""
    (peak,) = judge([one(peak=10_000)], [one(peak=20_000)], budget=0.05, names=("peak",))
    assert (peak.name, peak.control, peak.candidate) == ("peak", 10_000, 20_000)
    assert (peak.ratio, peak.low, peak.high, peak.verdict) == (2.0, None, None, "fail")
    assert type(peak.control) is type(peak.candidate) is float


def test_means_count_each_input_as_often_as_it_stands_for_calls():
    """An input of nineteen calls beside one of a single call; the peak is the largest of both."""
    control = Traced(peaks=(100, 900), allocations=(10, 1000), allocated=(100, 9_000))
    weighed = msgspec.structs.replace(control, stands_for=(19.0, 1.0))
    peak, allocations, allocated = judge([weighed] * 2, [weighed] * 2, budget=0.05)
    assert (peak.control, allocations.control, allocated.control) == (900, 59.5, 545)
    kept = weighed.without({0})
    assert (kept.stands_for, kept.allocations) == ((1.0,), (1000,))
    assert control.without({0}).stands_for == ()
    light = msgspec.structs.replace(control, stands_for=(1.0, 0.0)).without({0})
    (_, allocations, _) = judge([light] * 2, [light] * 2, budget=0.05)
    assert allocations.control == light.allocations[0]  # what is left stands for no call


@pytest.mark.parametrize(
    ("call_s", "calls"), [((1e-4, 1e-3), 500), ((1e-6, 1e-6), 1_000), ((0.6, 1e-6), 0), ((0, 0), 0)]
)
def test_calls_before_the_second_launches(call_s, calls):
    """As many on both sides as the slower one has time for, and no more than a thousand."""
    first = tuple([msgspec.structs.replace(traced(5), call_s=each)] for each in call_s)
    assert calls_before(first) == calls
    assert calls_before(([], [])) == 0


def test_counts_that_vary_name_the_time_for_more_launches():
    """Where the launches of the next look had no room, and only there."""
    metrics = judge([traced(10_000), traced(11_000)], [traced(9_000), traced(12_000)], budget=0.05)
    found = Found("memray", 10.0, ([traced(5)] * 2, [traced(5)] * 2), metrics, whole=True)
    assert (
        "no time for more"
        not in account.write(found, (), inputs=2, budget=0.05, seconds=3.0).reasons[0]
    )
    found.wanted_s = 8.0
    said = account.write(found, (), inputs=2, budget=0.05, seconds=3.0).reasons[0]
    assert said.endswith("there was no time for more: --time 20")  # 3 s, 8 and a quarter more


def test_what_a_start_takes_is_in_the_time_that_is_advised():
    """Launches that begin slowly need more than what they trace."""
    found = Found("memray", 10.0, ([traced(5)], []), needed_s=1.5, beside_s=2.0)
    assert account.nothing(found, inputs=3, seconds=1.0).reasons[0].endswith("--time 33 traces all")


def test_a_fail_hides_nothing_that_is_open():
    """Where allocations fail and the peak varies, the peak's figures stand behind them."""
    control = [traced(10_000, 100), traced(11_000, 100)]
    candidate = [traced(30_000, 300), traced(34_000, 300)]
    metrics = judge(control, candidate, budget=0.05)
    found = Found("memray", 10.0, (control, candidate), metrics, whole=True)
    record = account.write(found, (), inputs=2, budget=0.05, seconds=1.0)
    assert record.verdict == "fail"
    allocations, peak = record.reasons
    assert allocations.startswith("allocations per call 150 (control 50): ratio 3.000, exact")
    assert peak.startswith("peak 32,000 bytes (control 10,500)")
    assert "the counts vary" in peak
