"""What turns measurements into a pair's verdict: shares of time, trials, sums, samples. Pure."""

import itertools
import random
import time

import msgspec
import pytest
import samples_of_runs as s
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.bench.deadline import Deadline
from switchover.bench.driver import Suite, joined
from switchover.bench.driver.trial import doubted, judge_check
from switchover.bench.leaks.judgement import judge as judge_leaks
from switchover.bench.leaks.watched import SideSeries
from switchover.bench.options import Options
from switchover.bench.pair import Pair, with_parts
from switchover.bench.records import Interval, LeakSeries, SelfCheck
from switchover.bench.shares import PARTS, bound_s, kept_s, more, time_for
from switchover.bench.strata import Fact, choose, represent
from switchover.bench.verdict import settle, worst

FIT = SelfCheck(interval=Interval(ratio=1.0, low=0.98, high=1.02, level=0.99), fit=True)


def unfit(low=0.9, high=1.1):
    interval = Interval(ratio=1.0, low=low, high=high, level=0.99)
    return SelfCheck(interval=interval, fit=False, reason="unfit")


def pair(ratio=1.5, verdict="fail", **more):
    record = s.pair(latency=s.latency(ratio, verdict=verdict, reasons=("slow",)), **more).bench
    return msgspec.structs.replace(with_parts(record), budget=0.05)


def test_a_pair_is_over_in_three_times_its_time():
    """And ten seconds for processes; later parts keep theirs."""
    assert (bound_s(10), bound_s(0.5)) == (40, 11.5)
    assert kept_s(PARTS, after="latency", time_s=10) == pytest.approx(8.0 + 13.0)
    assert kept_s(PARTS, after="memory", time_s=10) == pytest.approx(13.0)
    assert kept_s(PARTS, after="leaks", time_s=10) == 0
    assert kept_s(("latency", "leaks"), after="latency", time_s=10) == pytest.approx(13.0)
    assert kept_s(("memory",), after="latency", time_s=10) == 0


@given(st.sampled_from(["memory", "leaks"]), st.floats(4, 1e4))
def test_the_time_for_a_part_keeps_what_it_needs(part, seconds):
    """The advice is the other way round of the share."""
    kept = kept_s(("latency", part), after="latency", time_s=time_for(part, seconds))
    assert kept == pytest.approx(seconds)


@given(st.floats(0, 1e5), st.floats(0.01, 1e5))
def test_what_is_advised_is_more_than_there_was(seconds, asked_s):
    """And no less than what is needed, in whole seconds."""
    advised = int(more(seconds, asked_s=asked_s).removeprefix("--time "))
    assert advised > asked_s
    assert advised >= seconds


def test_what_starting_alone_takes_needs_no_time():
    """Never less than none."""
    assert time_for("memory", 1.0) == 0.0


def test_a_deadline_counts_down_and_ends_at_nothing():
    """The sooner of two, and one that leaves time."""
    until = Deadline.after(100)
    assert 99 < until.left() <= 100
    assert 9 < until.sooner(10).left() <= 10
    assert until.sooner(1000) == until
    assert 59 < until.before(40).left() <= 60
    assert Deadline(time.monotonic() - 5).left() == 0.0


@pytest.mark.parametrize(
    ("low", "high", "fit"),
    [
        (0.96, 1.04, True),
        (0.96, 1.051, False),
        (0.951, 1.04, False),
        (1 / 1.0499, 1.0499, True),
        (1.02, 1.03, True),
    ],
)
def test_a_machine_is_fit_where_its_error_lies_within_the_budget(low, high, fit):
    """On both sides of 1, at the budget not."""
    found = s.latency(1.0)
    clock = msgspec.structs.replace(found.clocks["cpu"], low=low, high=high)
    checked = judge_check(msgspec.structs.replace(found, clocks={"cpu": clock}), budget=0.05)
    assert checked.fit is fit
    assert (checked.interval.low, checked.interval.high) == (low, high)
    assert bool(checked.reason) is not fit


def test_a_trial_without_an_interval_says_nothing():
    """Neither fit nor unfit, with the reasons of what was tried."""
    found = s.latency(1.0, reasons=("too little",))
    for ends in ({"low": None}, {"high": None}):
        clock = msgspec.structs.replace(found.clocks["cpu"], **ends)
        checked = judge_check(msgspec.structs.replace(found, clocks={"cpu": clock}), budget=0.05)
        assert (checked.fit, checked.interval) == (None, None)
        assert "too little" in checked.reason
    nothing = msgspec.structs.replace(found, clocks={})
    assert judge_check(nothing, budget=0.05).fit is None


def test_an_unfit_machine_takes_back_what_its_error_explains():
    """Up to its high end times the budget; beyond it the fail stays, and says so."""
    record = pair(ratio=1.2)  # low end 1.176
    explained = doubted(record, unfit(high=1.12))  # reaches to 1.176
    assert explained.verdict == "inconclusive"
    assert explained.latency.verdict == "inconclusive"
    assert explained.latency.reasons == ("unfit", "slow")
    record = pair(ratio=1.2)
    clock = msgspec.structs.replace(record.latency.clocks["cpu"], low=1.5)
    latency = msgspec.structs.replace(record.latency, clocks={"cpu": clock})
    at_the_end = msgspec.structs.replace(with_parts(record, latency=latency), budget=0.5)
    assert doubted(at_the_end, unfit(high=1.0)).verdict == "inconclusive"
    stays = doubted(record, unfit(high=1.1199))
    assert stays.verdict == "fail"
    assert stays.latency.reasons[1].endswith("(0.900 to 1.120) does not explain it")


@pytest.mark.parametrize(("low", "high"), [(1.0, 2.0), (0.5, 1.0)])
def test_a_machine_whose_error_reaches_the_budget_is_unfit(low, high):
    """Just so far is too far, on either side."""
    found = s.latency(1.0)
    clock = msgspec.structs.replace(found.clocks["cpu"], low=low, high=high)
    record = msgspec.structs.replace(found, clocks={"cpu": clock})
    assert judge_check(record, budget=1.0).fit is False
    assert judge_check(record, budget=1.0001).fit is True


@pytest.mark.parametrize("verdict", ["pass", "inconclusive"])
def test_only_a_fail_is_taken_back(verdict):
    """An unfit machine does not turn a pass."""
    record = pair(ratio=1.2, verdict=verdict)
    assert doubted(record, unfit(high=9.0)) == record


def test_a_fit_machine_and_one_that_could_not_be_tried_take_back_nothing():
    """The latter adds its reason."""
    record = pair()
    assert doubted(record, FIT) == record
    tried = doubted(record, SelfCheck(fit=None, reason="no time"))
    assert (tried.verdict, tried.latency.reasons) == ("fail", ("slow", "no time"))
    without = msgspec.structs.replace(record, latency=None)
    assert doubted(without, unfit()) == without


def test_a_fail_without_an_interval_is_always_explained():
    """There is nothing to hold against the machine's error."""
    record = pair()
    clock = msgspec.structs.replace(record.latency.clocks["cpu"], low=None, high=None)
    latency = msgspec.structs.replace(record.latency, clocks={"cpu": clock})
    assert doubted(with_parts(record, latency=latency), unfit()).verdict == "inconclusive"


VERDICTS = ("fail", "inconclusive", "pass")


@pytest.mark.parametrize("parts", list(itertools.product(VERDICTS, repeat=3)))
def test_a_pair_is_as_good_as_its_worst_part(parts):
    """Whichever it is; each reason names its part."""
    latency, memory, leaks = parts
    record = s.pair().bench
    found = with_parts(
        record,
        latency=s.latency(verdict=latency, reasons=("a",)),
        memory=msgspec.structs.replace(s.memory(verdict=memory), reasons=("b",)),
        leaks=msgspec.structs.replace(s.leaks(), verdict=leaks, reasons=("c",)),
    )
    assert found.verdict == min(parts, key=VERDICTS.index)
    assert found.reasons == ("latency: a", "memory: b", "leaks: c")


def test_a_part_that_is_added_leaves_the_others():
    """And the top level restates the latency that was there."""
    record = with_parts(s.pair(latency=s.latency(1.5), memory=None, leaks=None).bench)
    found = with_parts(record, memory=s.memory())
    assert (found.latency, found.leaks) == (record.latency, None)
    clock = record.latency.clocks["cpu"]
    assert (found.ratio, found.low, found.high) == (clock.ratio, clock.low, clock.high)
    assert (found.clock, found.level) == ("cpu", clock.level)
    assert (found.launches, found.pairs, found.seconds) == (8, 640, 2.4)


def test_nothing_is_no_pass():
    """Of no verdict at all, of no pair, and of a pair without a part."""
    assert worst(()) == "inconclusive"
    empty = joined([], [], environment=s.pair().bench.environment)
    assert (empty.verdict, empty.reasons) == ("inconclusive", ("no pair was measured",))
    assert with_parts(s.pair(latency=None, memory=None, leaks=None).bench).verdict == "inconclusive"


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("policy", ["warn", "fail", "pass"])
def test_a_policy_speaks_of_what_is_inconclusive_alone(verdict, policy):
    """And warn leaves that as it is."""
    moved = verdict == "inconclusive" and policy != "warn"
    assert settle(verdict, inconclusive=policy) == (policy if moved else verdict)
    assert settle("inconclusive") == "inconclusive"


def test_a_suite_shows_the_trial_that_found_the_machine_unfit():
    """Or else the first one; of none at all it says nothing."""
    good, bad = pair(verdict="pass"), pair()
    there = good.environment
    found = joined([good, bad], [None, FIT, unfit()], environment=there)
    assert (found.verdict, found.reasons) == ("fail", (f"{bad.name}: fail",))
    assert (found.fit, found.self_check) == (False, unfit().interval)
    assert joined([good], [FIT, None], environment=there).fit is True
    assert joined([good], [FIT], environment=there).self_check == FIT.interval
    none = joined([good], [None], environment=there)
    assert (none.fit, none.self_check, none.verdict) == (None, None, "pass")
    unknown = joined([good], [FIT, SelfCheck(fit=None)], environment=there)
    assert (unknown.fit, unknown.self_check) == (None, None)


def fact(place, outcome="match", weight=1.0, measurable=True):
    return Fact(place=place, outcome=outcome, weight=weight, measurable=measurable)


facts = st.lists(
    st.tuples(
        st.sampled_from(["match", "accepted", "candidate raised"]),
        st.floats(0, 100),
        st.booleans(),
    ),
    max_size=60,
).map(lambda rows: [fact(place, *row) for place, row in enumerate(rows)])


@settings(max_examples=60)
@given(facts, st.integers(1, 12), st.integers(0, 5))
def test_a_sample_is_of_what_may_be_measured_and_of_each_outcome(found, most, seed):
    """No more than asked for, none twice, the same for the same seed, each for one at least."""
    chosen = choose(found, most, seed=seed)
    measurable = {each.place for each in found if each.measurable}
    places = [each.place for each in chosen]
    assert set(places) <= measurable
    assert len(set(places)) == len(places) <= most
    assert all(each.stands_for >= 1 - 1e-9 for each in chosen)
    assert chosen == choose(found, most, seed=seed)
    if len(measurable) <= most:
        assert set(places) == measurable
        assert {each.stands_for for each in chosen} <= {1.0}


def test_a_sample_stands_for_the_corpus():
    """On average for as many as there are, and half of it is drawn by the control's time."""
    found = [fact(place, weight=100.0 if place < 10 else 1.0) for place in range(200)]
    drawn = [choose(found, 20, seed=seed) for seed in range(300)]
    stood = sum(each.stands_for for one in drawn for each in one) / len(drawn)
    assert stood == pytest.approx(200, rel=0.1)
    long = sum(each.place < 10 for one in drawn for each in one) / len(drawn)
    # 20 times a half by 10 of 200, and a half by 1,000 of 1,190 of the time
    assert long == pytest.approx(20 * (0.5 * 10 / 200 + 0.5 * 1000 / 1190), rel=0.05)


def test_each_outcome_is_drawn_however_rare():
    """One of a thousand is among twenty."""
    found = [fact(place) for place in range(999)] + [fact(999, "accepted")]
    for seed in range(20):
        chosen = choose(found, 20, seed=seed)
        (rare,) = [each for each in chosen if each.place == 999]
        assert rare.stands_for == pytest.approx(1.0)


def test_the_first_few_hold_of_each_outcome_its_share():
    """So that a launch with little room has all kinds."""
    found = [fact(place, "match" if place % 2 else "accepted") for place in range(40)]
    first = choose(found, 40, seed=3)[:10]
    assert sum(each.place % 2 for each in first) == 5


def test_what_a_sample_stands_for_is_said():
    """Shares of inputs and of the control's time, and what was left out."""
    found = [fact(0, weight=3.0), fact(1, weight=1.0), fact(2, "candidate raised", 6.0, False)]
    record = represent(found, choose(found, 1, seed=1)[:1], timed=True)
    assert (record.total, record.drawn) == (3, 1)
    assert record.share_of_inputs == pytest.approx(2 / 3)
    assert record.share_of_time == pytest.approx(0.4)
    assert record.drawn_share_of_time in (pytest.approx(0.3), pytest.approx(0.1))
    assert record.left_out == {"candidate raised": 1}
    assert "40% of the control's time: that is a small part" in record.warnings[0]
    untimed = represent(found, [], timed=False)
    assert (untimed.share_of_time, untimed.drawn_share_of_time) == (None, None)
    nothing = represent([], [], timed=True)
    assert (nothing.share_of_inputs, nothing.share_of_time, nothing.warnings) == (0.0, None, ())


@pytest.mark.parametrize(
    ("kept", "left", "weights", "said"),
    [
        (5, 5, (1.0, 1.0), None),  # a half of either is not small
        (4, 6, (1.0, 1.0), "small part"),
        (9, 1, (1.0, 20.0), "small part"),
        (10, 0, (1.0, 1.0), None),
        (100, 1, (1.0, 95.0), None),
        (100, 1, (1.0, 105.0), "small part"),
    ],
)
def test_a_small_sample_warns(kept, left, weights, said):
    """Below half of the inputs, or of the time; where nothing was left out there is no warning."""
    found = [fact(place, weight=weights[0]) for place in range(kept)]
    found += [fact(kept + place, "raised", weights[1], False) for place in range(left)]
    warnings = represent(found, [], timed=True).warnings
    assert (said in " ".join(warnings)) if said else not warnings


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_s": 0}, {"time_s": -1.0}, {"timeout_s": 0}, {"budget": 0},
        {"callers": 0}, {"inputs": 0}, {"family": 0},
    ],
)  # fmt: skip
def test_options_out_of_range_are_refused_by_name(wrong):
    """Each of them, naming what was given."""
    (name,) = wrong
    with pytest.raises(ValueError, match=name):
        Options(**wrong)
    assert getattr(Options(**{name: 1}), name) == 1


def test_facts_reach_the_draw():
    """What may not be measured is not, also where there is room for it."""
    inputs = [((number,), {}) for number in range(3)]
    sides = Pair(control="builtins:abs", candidate="builtins:abs", inputs=inputs)
    told = [fact(0), fact(1, measurable=False), fact(2)]
    drawn = Suite().open(sides, Options(seed=1), facts=told).drawn
    assert sorted(drawn.places) == [0, 2]
    assert sorted(Suite().open(sides, Options(seed=1)).drawn.places) == [0, 1, 2]


def test_children_are_counted_in_words():
    """One process, and two processes."""
    series = LeakSeries(course="grows", per_call=1.0, low=1.0, high=1.0)
    for rate, said in ((1.0, "1 process per call"), (2.0, "2 processes per call")):
        grows = msgspec.structs.replace(series, per_call=rate, low=rate, high=rate)
        flat = msgspec.structs.replace(series, course="flat", per_call=0.0, low=0.0, high=0.0)
        sides = [SideSeries(calls=624, series={"children": each}) for each in (flat, grows)]
        assert said in judge_leaks(*sides, budget=0.05).reasons[0]


# sampling, figure by figure


def test_where_there_is_room_all_stand_for_themselves():
    """Every measurable input once, also at the limit exactly."""
    found = [fact(place, weight=float(place)) for place in range(5)]
    for most in (5, 6):
        chosen = choose(found, most, seed=1)
        assert sorted((each.place, each.stands_for) for each in chosen) == [
            (n, 1.0) for n in range(5)
        ]
    assert len(choose(found, 4, seed=1)) == 4
    assert choose([], 4, seed=1) == []


def test_equal_inputs_have_equal_chances():
    """Each drawn one stands for as many as there are to one; none twice."""
    found = [fact(place) for place in range(40)]
    for seed in range(10):
        chosen = choose(found, 8, seed=seed)
        assert len({each.place for each in chosen}) == 8
        assert [each.stands_for for each in chosen] == pytest.approx([5.0] * 8)


def test_without_a_time_all_are_alike():
    """Where no control's time is known, chances are even."""
    found = [fact(place, weight=0.0) for place in range(40)]
    assert [each.stands_for for each in choose(found, 8, seed=2)] == pytest.approx([5.0] * 8)


def test_a_chance_is_half_even_and_half_by_time():
    """Of ten inputs one takes half of the time: its chance is the sum of both halves."""
    found = [fact(0, weight=9.0), *(fact(place, weight=1.0) for place in range(1, 10))]
    stands = {
        each.place: each.stands_for for seed in range(60) for each in choose(found, 2, seed=seed)
    }
    assert stands[0] == pytest.approx(1 / (2 * (0.05 + 0.25)))
    assert {round(stands[place], 9) for place in range(1, 10)} == {
        round(1 / (2 * (0.05 + 0.5 / 18)), 9)
    }


def test_what_is_certain_leaves_its_chance_to_the_rest():
    """One input with nearly all the time is always drawn; the others share what is left."""
    found = [fact(0, weight=1e6), *(fact(place, weight=1.0) for place in range(1, 21))]
    for seed in range(20):
        chosen = {each.place: each.stands_for for each in choose(found, 5, seed=seed)}
        assert chosen.pop(0) == pytest.approx(1.0)
        assert list(chosen.values()) == pytest.approx([5.0] * 4)


def test_a_rare_outcome_has_one_whole_chance():
    """Each of its inputs by its size; the rest is drawn from the other outcomes."""
    found = [fact(place) for place in range(100)] + [fact(100, "accepted"), fact(101, "accepted")]
    rare = set()
    for seed in range(40):
        chosen = choose(found, 11, seed=seed)
        ours = [each for each in chosen if each.place >= 100]
        assert len(ours) == 1
        assert ours[0].stands_for == pytest.approx(2.0)
        rare.add(ours[0].place)
        assert [each.stands_for for each in chosen if each.place < 100] == pytest.approx(
            [10.0] * 10
        )
    assert rare == {100, 101}


def test_more_outcomes_than_room_still_give_no_more_than_asked():
    """Five outcomes, three places."""
    found = [fact(place, f"o{place % 5}") for place in range(50)]
    for seed in range(10):
        assert len(choose(found, 3, seed=seed)) == 3


def test_the_draw_is_spread_over_the_times():
    """Systematic: of a hundred in the order of their time one in each ten, from both ends."""
    found = [fact(place, weight=1.0 + place * 1e-9) for place in range(100)]
    for seed in range(10):
        places = sorted(each.place for each in choose(found, 10, seed=seed))
        assert all(place // 10 == rank for rank, place in enumerate(places)) or all(
            9 <= later - sooner <= 11 for sooner, later in itertools.pairwise(places)
        )


def test_the_spread_does_not_hang_on_the_order_of_the_corpus():
    """Where slow and quick inputs come mixed, one of each tenth by time is drawn all the same."""
    order = random.Random(5).sample(range(100), 100)
    found = [fact(place, weight=1.0 + order[place] * 1e-9) for place in range(100)]
    for seed in range(10):
        ranks = sorted(order[each.place] for each in choose(found, 10, seed=seed))
        assert all(9 <= more - less <= 11 for less, more in itertools.pairwise(ranks))


def test_among_more_outcomes_than_room_chance_decides():
    """None is left out for ever, and none is drawn twice instead of another."""
    even = [fact(place, f"o{place % 5}") for place in range(50)]
    rare = [*(fact(place) for place in range(50)), fact(50, "accepted"), fact(51, "raised alike")]
    for found, most in ((even, 3), (rare, 2), (rare, 1)):
        outcomes = {each.place: each.outcome for each in found}
        drawn = [{outcomes[one.place] for one in choose(found, most, seed=n)} for n in range(60)]
        assert {len(each) for each in drawn} == {most}
        assert set().union(*drawn) == set(outcomes.values())


@pytest.mark.parametrize("first", [True, False])
def test_every_input_counts_for_what_a_sample_stands_for(first):
    """The first of the corpus as the last one, drawn or left out."""
    places = (0, 1, 2) if first else (2, 1, 0)
    found = [
        fact(place, weight=4.0 if place == 0 else 1.0, measurable=place != 2) for place in places
    ]
    record = represent(found, choose(found, 9, seed=1), timed=True)
    assert (record.total, record.drawn) == (3, 2)
    assert record.share_of_inputs == pytest.approx(2 / 3)
    assert record.share_of_time == record.drawn_share_of_time == pytest.approx(5 / 6)


def test_the_words_of_a_small_sample():
    """Shares, what was left out by count, and whether it is one-sided."""
    found = [
        fact(0, weight=1.0),
        *(fact(n, "died", 0.1, False) for n in (1, 2)),
        fact(3, "raised", 8.8, False),
    ]
    (said,) = represent(found, [], timed=True).warnings
    assert said == (
        "what is measured stands for 25% of the inputs and 10% of the control's time: that is a "
        "small part, and one-sided; not measured: 2 died, 1 raised"
    )
    (plain,) = represent(found, [], timed=False).warnings
    assert plain == (
        "what is measured stands for 25% of the inputs: that is a small part; not measured: "
        "2 died, 1 raised"
    )


def test_a_lone_outcome_stands_in_the_middle_of_the_others():
    """So that whatever is cut off at the end is of each kind its share; in no order of time."""
    found = [fact(place, weight=float(place)) for place in range(4)] + [fact(4, "accepted")]
    orders = [[each.place for each in choose(found, 5, seed=seed)] for seed in range(30)]
    assert {order.index(4) for order in orders} == {2}
    assert len({tuple(order) for order in orders}) > 5
