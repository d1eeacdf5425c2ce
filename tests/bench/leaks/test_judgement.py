"""The candidate's growth against the control's: every finding and every verdict."""

import msgspec
import pytest

from switchover.bench.leaks.judgement import advice, judge
from switchover.bench.leaks.watched import SideSeries
from switchover.bench.records import LeakRecord, LeakSeries, from_json, to_json


def watched(calls=624, raised=0, missing=(), caches=(), **signals):
    """One side; a signal is its rate per call (it grows) or a pair (course, rate)."""
    series = {"blocks": ("flat", 0.0), "threads": ("flat", 0.0)}
    series |= {name: ("grows", at) if isinstance(at, float) else at for name, at in signals.items()}
    return SideSeries(
        calls=calls,
        warm_calls=20,
        raised=raised,
        first_error="KeyError: 1" if raised else "",
        series={
            name: LeakSeries(course=course, per_call=rate, low=rate, high=rate)
            for name, (course, rate) in series.items()
        },
        missing=dict(missing),
        caches=caches,
        call_s=0.5,
    )


def check(control, candidate, verdict, *, finding=None, says=""):
    record = judge(control, candidate, budget=0.05)
    assert record.verdict == verdict, record.reasons
    assert says in " ".join(record.reasons)
    if finding:
        assert finding in {signal.finding for signal in record.signals}
    return record


def test_flat_sides_pass():
    """Where nothing grows the verdict is pass, and says over how many calls."""
    check(watched(), watched(), "pass", finding="clean", says="624 calls")


def test_the_candidates_own_leak_fails():
    """A leak that only the candidate has fails, with both rates."""
    says = "1 thread per call (control 0)"
    check(watched(), watched(threads=1.0), "fail", finding="leak", says=says)


def test_a_leak_that_both_have_is_reported_and_not_failed():
    """What the control leaks as well is said, and passes."""
    check(watched(blocks=4.0), watched(blocks=4.0), "pass", finding="shared", says="both sides")


def test_a_faster_leak_fails():
    """Leaking twice as fast as the control is the candidate's doing."""
    check(watched(blocks=1.0), watched(blocks=2.0), "fail", finding="leak", says="(control 1)")


def test_within_the_budget_is_shared():
    """Leaking 4 % faster lies within the budget of 5 %."""
    check(watched(blocks=100.0), watched(blocks=104.0), "pass", finding="shared")


def test_a_repaired_leak_is_said():
    """A candidate without the control's leak passes, and gets the credit."""
    check(watched(threads=1.0), watched(), "pass", finding="improved", says="the control leaks")


@pytest.mark.parametrize("course", ["slowing", "transient", "cached"])
def test_harmless_growth_passes_with_a_warning(course):
    """Growth that ends by itself is a warning."""
    record = check(watched(), watched(blocks=(course, 1.0)), "pass", finding="clean")
    assert record.warnings


def test_undecided_growth_is_inconclusive():
    """Growth in too few calls is neither a leak nor a pass."""
    candidate = watched(calls=100, blocks=("undecided", 1.0))
    check(watched(), candidate, "inconclusive", finding="undecided", says="--time")


@pytest.mark.parametrize(
    ("signals", "calls"),
    [
        ({"blocks": 14.0}, 800),
        ({"heap": 14.0}, 4_682),  # until they rose by 64 KiB
        ({"blocks": 1.0, "heap": 14.0}, 4_682),
        ({"heap": 400.0}, 800),
        ({"heap": 4.0}, 16_384),
    ],
)
def test_the_time_that_would_tell_is_advised(signals, calls):
    """Bytes have to rise far enough, whatever the number of calls that tells other signals."""
    candidate = watched(**{name: ("undecided", rate) for name, rate in signals.items()})
    none = watched(**dict.fromkeys(signals, ("flat", 0.0)))
    check(none, candidate, "inconclusive", says=f"fills: {advice(calls, 0.5, asked_s=0.0)}")


def test_slow_calls_that_grow_are_followed_through_three_times_as_many():
    """The same calls are made again: nobody has to wait for eight hundred of them."""
    few = watched(calls=12, blocks=("undecided", 2.0))
    says = f"too few to tell a leak from a cache that fills: {advice(36, 0.5, asked_s=0.0)}"
    check(watched(calls=12), few, "inconclusive", finding="undecided", says=says)


def test_more_than_what_was_asked_is_advised():
    """Where other parts took the time, what would be enough by itself was not enough."""
    none, grows = watched(blocks=("flat", 0.0)), watched(blocks=("undecided", 1.0))
    (reason,) = judge(none, grows, budget=0.05, asked_s=20_000.0).reasons
    assert reason.endswith("--time 20001")
    (few,) = judge(
        watched(calls=5, blocks=("flat", 0.0)), none, budget=0.05, asked_s=9_000.0
    ).reasons
    assert few.endswith("--time 9001")


def test_what_grows_is_named_by_what_it_belongs_to():
    """A thread, not the blocks that it keeps; its readings count in the time that is advised."""
    grows = watched(blocks=("undecided", 39.0), threads=("undecided", 1.0))
    slow = msgspec.structs.replace(grows, read_s=0.5)
    none = watched(blocks=("flat", 0.0), threads=("flat", 0.0))
    (before,), (after,) = (judge(none, side, budget=0.05).reasons for side in (grows, slow))
    assert "grows by 1 thread per call" in before
    assert int(before.split()[-1]) < int(after.split()[-1])


def test_large_rates_are_written_in_full():
    """Bytes are no powers of ten."""
    candidate = watched(heap=("grows", 65_536.4))
    check(watched(heap=("flat", 0.0)), candidate, "fail", says="65,536 bytes per call (control 0)")
    candidate = watched(heap=("grows", 999.6))
    check(watched(heap=("flat", 0.0)), candidate, "fail", says="1,000 bytes per call (control 0)")


def test_undecided_growth_on_both_sides_is_shared():
    """The same undecided growth on both sides is not the candidate's."""
    side = watched(blocks=("undecided", 1.0))
    check(side, side, "pass", finding="shared")


def test_a_leak_outweighs_a_doubt():
    """Where one signal leaks for certain, an undecided one does not soften it."""
    candidate = watched(threads=1.0, blocks=("undecided", 9.0))
    check(watched(), candidate, "fail")


def test_a_side_that_only_raises_is_inconclusive():
    """Calls that all raise show nothing about leaks."""
    check(watched(), watched(raised=644), "inconclusive", says="every call of the candidate raised")


def test_some_errors_are_a_warning():
    """Some errors are outcomes of some inputs."""
    record = check(watched(), watched(raised=5), "pass")
    assert any("KeyError" in warning for warning in record.warnings)


@pytest.mark.parametrize(
    ("calls", "call_s", "verdict", "says"),
    [
        (59, 0.05, "inconclusive", "60 are needed: --time"),
        (60, 0.05, "pass", "nothing that is watched grows"),
        (5, 0.5, "inconclusive", "6 are needed: --time 17"),
        (6, 0.5, "pass", "what every call leaves would show"),
    ],
)
def test_too_few_calls_are_inconclusive(calls, call_s, verdict, says):
    """Sixty calls may pass, of slow ones six; fewer say the time in which there are enough."""
    few = msgspec.structs.replace(watched(calls=calls), call_s=call_s)
    check(watched(), few, verdict, says=says)


def test_what_is_not_watched_is_said():
    """A signal that cannot be read here is named."""
    record = check(watched(), watched(missing={"children": "no psutil"}.items()), "pass")
    assert "candidate: children not watched: no psutil" in record.warnings


def test_a_record_survives_json():
    """What is judged can be written and read again."""
    record = judge(watched(), watched(threads=1.0), budget=0.05)
    assert from_json(to_json(record), LeakRecord) == record


@pytest.mark.parametrize(
    ("heap", "blocks", "verdict"),
    [
        (14.4, ("slowing", 0.2), "pass"),
        (14.4, ("flat", 0.0), "fail"),
        (31.99, ("slowing", 0.2), "pass"),
        (32.0, ("slowing", 0.2), "fail"),
        (48.0, ("slowing", 0.2), "fail"),
    ],
)
def test_a_heap_that_settles_with_the_blocks_is_no_leak(heap, blocks, verdict):
    """Less than malloc's smallest chunk per call, beside blocks that slow down: settling."""
    check(watched(heap=0.0), watched(heap=heap, blocks=blocks), verdict)


def test_a_control_that_only_slows_down_allows_nothing():
    """A cache of the control that fills is no leak that the candidate may have as well."""
    control = watched(blocks=("slowing", 1.0))
    says = "1 block per call (control 0)"
    check(control, watched(blocks=1.0), "fail", finding="leak", says=says)


@pytest.mark.parametrize("course", ["grows", "undecided"])
def test_what_the_control_leaks_the_candidate_may(course):
    """By the budget more, for growth that the control has or may have."""
    control = watched(blocks=(course, 100.0))
    check(control, watched(blocks=104.9), "pass", finding="shared")
    check(control, watched(blocks=105.1), "fail", finding="leak")


def test_the_floor_is_the_least_excess_that_counts():
    """Two in a hundred calls beyond what is allowed, and not less."""
    check(watched(), watched(blocks=0.02), "fail", finding="leak")
    check(watched(), watched(blocks=0.019), "pass", finding="shared")


def test_a_control_that_falls_allows_nothing_and_costs_nothing():
    """A negative bound of the control's is none."""
    check(watched(blocks=("undecided", -5.0)), watched(blocks=0.03), "fail", finding="leak")


def test_only_the_signal_that_did_it_is_called_harmless():
    """A warning names what slowed down, and nothing that is flat."""
    record = judge(watched(), watched(blocks=("slowing", 1.0)), budget=0.05)
    assert len(record.warnings) == 1
    assert record.warnings[0].startswith("candidate: blocks grew slower")


def test_resources_are_named_before_the_memory_they_take():
    """Whatever the order of the signals."""
    record = judge(watched(), watched(blocks=9.0, threads=1.0), budget=0.05)
    assert (
        "leaks 1 thread per call (control 0), 9 blocks per call (control 0);" in record.reasons[0]
    )


def test_a_leak_that_is_shared_and_one_that_is_gone_are_both_said():
    """A pass with all its reasons."""
    record = judge(watched(blocks=4.0, threads=1.0), watched(blocks=4.0), budget=0.05)
    assert record.verdict == "pass"
    assert [said.split(",")[0] for said in record.reasons] == [
        "both sides leak",
        "the control leaks threads",
    ]


def test_a_side_that_raised_on_all_but_one_call_was_watched():
    """One call that answered is not none."""
    check(watched(), watched(raised=643), "pass")


def test_a_call_of_a_tenth_of_a_second_is_not_slow_yet():
    """Beyond it six calls are enough."""
    for call_s, verdict in ((0.1, "inconclusive"), (0.101, "pass")):
        few = msgspec.structs.replace(watched(calls=59), call_s=call_s)
        check(watched(), few, verdict)


def test_each_side_is_named_in_its_warnings():
    """The control's by its name."""
    record = judge(
        watched(raised=5), watched(blocks=("cached", 1.0), caches=("c [2]",)), budget=0.05
    )
    assert record.warnings == (
        "control: 5 calls raised, first KeyError: 1",
        "candidate: blocks grew inside bounded caches that have room left",
        "candidate: cache still filling: c [2]",
    )


def test_a_signal_that_one_side_lacks_is_not_judged():
    """What cannot be read on both says nothing."""
    for control, candidate in ((watched(), watched(heap=9.0)), (watched(heap=9.0), watched())):
        record = judge(control, candidate, budget=0.05)
        assert [each.name for each in record.signals] == ["blocks", "threads"]
        assert record.verdict == "pass"


def test_all_that_is_doubtful_is_said():
    """Of the control, of the candidate, and of what grew."""
    record = judge(watched(calls=4), watched(calls=5, blocks=("undecided", 1.0)), budget=0.05)
    assert record.verdict == "inconclusive"
    assert [each.split(" fitted")[0] for each in record.reasons[:2]] == [
        "only 4 calls of the control",
        "only 5 calls of the candidate",
    ]
    assert record.reasons[2].startswith("the candidate grows by 1 block per call, ")
    assert len(record.reasons) == 3
    raised = judge(watched(raised=644), watched(), budget=0.05)
    assert raised.reasons == ("every call of the control raised: KeyError: 1",)


def test_a_control_that_falls_fast_is_written_in_full():
    """As what rises is."""
    control = watched(heap=("undecided", -65_536.4))
    check(control, watched(heap=70_000.0), "fail", says="(control -65,536)")


@pytest.mark.parametrize(
    "sides",
    [
        (watched(calls=5), watched()),
        (watched(blocks=4.0), watched(blocks=4.0)),
        (watched(), watched(threads=1.0)),
        (watched(), watched()),
    ],
    ids=["doubtful", "shared", "leaking", "clean"],
)
def test_reasons_are_frozen_as_the_record_is(sides):
    """Nobody adds to what was judged."""
    assert isinstance(judge(*sides, budget=0.05).reasons, tuple)


def test_small_rates_keep_their_figures():
    """A quarter of a block is not nought."""
    check(watched(), watched(blocks=0.25), "fail", says="leaks 0.25 blocks per call (control 0)")


def test_each_side_counts_its_own_calls():
    """In the record as in what is said."""
    record = judge(watched(calls=700), watched(calls=624), budget=0.05)
    assert (record.control_calls, record.candidate_calls) == (700, 624)


def test_a_rate_is_written_in_full_from_a_thousand_on():
    """As it is rounded."""
    candidate = watched(heap=("grows", 999.5))
    check(watched(heap=("flat", 0.0)), candidate, "fail", says="1,000 bytes per call (control 0)")


@pytest.mark.parametrize(
    ("calls", "call_s", "read_s", "asked_s", "said"),
    [
        # (calls and 3 to warm up, 60 readings) / 0.3 of the time, a quarter more; 4 s to start with, 0.9 for leaks
        (57, 0.1, 0.0, 0.0, "--time 24"),
        (57, 0.1, 0.1, 0.0, "--time 52"),
        (0, 0.0, 0.2, 0.0, "--time 52"),
        (6, 1.0, 0.0, 0.0, "--time 38"),
        (7, 1.0, 0.0, 0.0, "--time 42"),
        (57, 0.1, 0.0, 24.0, "--time 25"),
        (1, 0.0, 0.0, 0.5, "--time 1"),
        (1, 0.0, 0.0, 0.0, "--time 1"),
        (1, 0.0, 0.0, 1.0, "--time 2"),
    ],
)
def test_the_time_advised_is_the_one_in_which_the_calls_fit(calls, call_s, read_s, asked_s, said):
    """Calls, those that warm up and readings; always more than was given."""
    assert advice(calls, call_s, read_s=read_s, asked_s=asked_s) == said


def test_who_gave_no_time_is_advised_from_the_first_second_on():
    """Calls that take no time need the least there is to give."""
    quick = msgspec.structs.replace(watched(calls=5), call_s=0.0, read_s=0.0)
    for asked, said in (
        ({}, "--time 1"),
        ({"asked_s": 0.0}, "--time 1"),
        ({"asked_s": 1.0}, "--time 2"),
    ):
        record = judge(quick, watched(), budget=0.05, **asked)
        assert record.reasons[0].endswith(f"60 are needed: {said}")
