"""A record says what its launches showed: each figure, and what a verdict may not become."""

import math
import statistics

import pytest

from switchover.bench.latency import account
from switchover.bench.latency.account import MOST_TIMES, seconds_to_decide, unmeasured, write
from switchover.bench.latency.assessment import Observed, assess, observe, time_up, values
from switchover.bench.latency.clock import Presence
from switchover.bench.latency.decision import Spread, StoppingRule, trim
from switchover.bench.latency.sample import Calibration, Launch, Piece, Readings
from switchover.bench.latency.summary import Summary
from switchover.bench.records import LatencyRecord

PIECES = (
    Piece(inputs=(0, 3), control_passes=5, candidate_passes=4, share=0.75),
    Piece(inputs=(1,), control_passes=7, candidate_passes=7, share=0.25),
)
CALM = Calibration(pieces=PIECES, fresh=False)
STEADY = [0.0, 0.001, -0.001, 0.0005, -0.0005]


def summary(value, *, times=((1e-3, 2e-3),), quantiles=None, pieces=None, total=None, error=0.0):
    return Summary(
        values={"usual": value, "total": value if total is None else total},
        pairs=Spread(centre=value, error=0.001, freedom=9),
        error=error,
        pieces={0: value, 1: value / 2} if pieces is None else pieces,
        quantiles=quantiles or {},
        control_times=tuple(control for control, _ in times),
        candidate_times=tuple(candidate for _, candidate in times),
    )


def observed(value, wall=None, *, on_core=1.0, elsewhere=0.0, **more):
    here = Presence(on_core=on_core, elsewhere=elsewhere)
    return Observed(
        summaries={"cpu": summary(value, **more), "wall": summary(wall or value, **more)},
        control=here,
        candidate=here,
        pairs=10,
    )


def written(seen, calibration=CALM, *, rule=StoppingRule(), seconds=3.0, callers=1, **how):  # noqa: B008
    assessment = assess(seen, rule=rule, look=1, callers=callers, **how)
    return write(
        seen,
        assessment,
        calibration,
        rule=rule,
        seconds=seconds,
        callers=callers,
        more="--time {:.0f}".format,
    )


def test_each_figure_is_its_own():
    """Nothing of the control stands under the candidate, and no median is a mean."""
    times = ((1e-3, 2e-3), (3e-3, 5e-3), (8e-3, 9e-3))
    found = written([observed(value, times=times) for value in STEADY], seconds=4.5)
    clock = found.clocks["cpu"]
    assert (found.verdict, found.clock, found.launches, found.pairs) == ("pass", "cpu", 5, 50)
    assert (found.seconds, found.seconds_to_decide, found.callers) == (4.5, 0.0, 1)
    assert (found.control_on_core, found.candidate_on_core) == (1.0, 1.0)
    assert found.calls_per_sample == 10  # two inputs, five passes
    assert (clock.control_s, clock.candidate_s) == (3e-3, 5e-3)
    assert clock.launch_candidate_s == (5e-3,) * 5
    assert found.control_times == tuple(each for each, _ in times) * 5
    assert found.candidate_times == tuple(each for _, each in times) * 5
    assert clock.launch_ratios == pytest.approx([math.exp(value) for value in STEADY])
    assert (clock.clock, clock.verdict) == ("cpu", "pass")
    assert (clock.level, clock.estimate, clock.usual) == (0.99, "usual", None)
    assert clock.low < clock.ratio < clock.high
    assert clock.ratio == pytest.approx(math.exp(trim(STEADY).centre))


def test_both_sides_keep_their_share_of_computing():
    """The median over launches, of either side."""
    seen = [
        Observed(
            summaries={"cpu": summary(0.0), "wall": summary(0.0)},
            control=Presence(on_core=core, elsewhere=0.0),
            candidate=Presence(on_core=core / 2, elsewhere=0.3),
            pairs=1,
        )
        for core in (0.2, 0.4, 0.9)
    ]
    found = written(seen)
    assert (found.control_on_core, found.candidate_on_core, found.clock) == (0.4, 0.2, "wall")


@pytest.mark.parametrize(
    ("moved", "verdict", "kept"),
    [
        (0.0, "pass", "inconclusive"),
        (0.5, "fail", "fail"),
        (0.0488, "inconclusive", "inconclusive"),
    ],
)
def test_what_the_candidate_broke_takes_back_a_pass_and_nothing_else(moved, verdict, kept):
    """A fail stays one, and the inputs are counted first among the reasons of what was a pass."""
    seen = [observed(value + moved) for value in STEADY]
    broken = Calibration(pieces=PIECES, fresh=False, broken=(4, 5), skipped=(4, 5, 6), problem="x")
    assert written(seen).verdict == verdict
    found = written(seen, broken)
    assert found.verdict == kept
    said = "the candidate raised on 2 inputs that the control took"
    assert (found.reasons[0] == said) == (verdict == "pass")
    assert "3 inputs not timed; x" in found.reasons


def only_said(words, moved, kept, is_first, **found_of_calls):
    """Give the one reason with such words, which is none without what was found of the calls."""
    seen = [observed(value + moved) for value in STEADY]
    found = written(seen, Calibration(pieces=PIECES, fresh=False, **found_of_calls))
    assert found.verdict == kept
    (said,) = [each for each in found.reasons if words in each]
    assert (found.reasons[0] == said) == is_first
    assert not any(words in each for each in written(seen).reasons)
    return said


@pytest.mark.parametrize(
    ("moved", "behind", "kept", "first"),
    [
        (0.0, 1.06, "inconclusive", True), (0.0, 1.05, "pass", False), (0.0, 0.4, "pass", False),
        (0.5, 2.0, "fail", False), (0.0488, 2.0, "inconclusive", False),
    ],
)  # fmt: skip
def test_a_candidate_that_returns_before_its_work_is_done_does_not_pass_by_that(
    moved, behind, kept, first
):
    """Where all of it comes to more than the budget; it is said whatever the verdict."""
    said = only_said("return before their work is done", moved, kept, first, behind=behind)
    assert f"they come to {behind:.3f} of the control's" in said


@pytest.mark.parametrize(
    ("moved", "garbage", "kept", "first"),
    [
        (0.0, 0.06, "inconclusive", True), (0.0, 0.04, "pass", False), (0.5, 0.5, "fail", False),
        (-0.1, 0.1, "pass", False), (-0.1, 0.2, "inconclusive", True), (0.0488, 0.5, "inconclusive", False),
    ],
)  # fmt: skip
def test_a_candidate_that_leaves_its_work_to_the_collector_does_not_pass_by_that(
    moved, garbage, kept, first
):
    """Where its time and the collector's come to more than the budget; it is said at any verdict."""
    said = only_said("only the collector frees", moved, kept, first, garbage=garbage)
    assert f"{garbage:.1%} of the control's time more" in said


def test_what_was_not_timed_is_said():
    """Inputs that raised, and inputs that a launch had no room for."""
    calibration = Calibration(pieces=PIECES, fresh=False, left=1)
    (said,) = [each for each in written([observed(0.0)] * 4, calibration).reasons if "room" in each]
    assert said.startswith("1 input not timed: a launch has room for 3, drawn at random")
    assert not any("not timed" in each for each in written([observed(0.0)] * 4).reasons)


def test_pieces_are_told_by_their_inputs_the_worst_first():
    """The median over launches; what was never timed is left out."""
    logs = [(0.1, 0.5), (0.2, 0.6), (0.9, 0.7)]
    seen = [observed(0.0, pieces={0: first, 1: second}) for first, second in logs]
    found = written(seen).inputs
    assert [(each.inputs, each.share) for each in found] == [((1,), 0.25), ((0, 3), 0.75)]
    assert [each.ratio for each in found] == pytest.approx([math.exp(0.6), math.exp(0.2)])
    assert written([observed(0.0, pieces={})] * 3).inputs == ()


def test_times_are_thinned_evenly_and_stay_pairs():
    """At most 2,000 of all launches; as many as there are up to that."""
    many = tuple((number * 1e-6, number * 2e-6) for number in range(1, 1502))
    found = written([observed(0.0, times=many)] * 3)
    assert MOST_TIMES == 2000
    assert len(found.control_times) == len(found.candidate_times) == 1501
    pairs = zip(found.control_times, found.candidate_times, strict=True)
    assert all(theirs == pytest.approx(2 * ours) for ours, theirs in pairs)
    assert found.control_times[:2] == (1e-6, 4e-6)  # every third
    whole = tuple((1e-6, 1e-6) for _ in range(500))
    assert len(written([observed(0.0, times=whole)] * 4).control_times) == 2000


def test_quantiles_have_students_interval():
    """Of three launches that show one, at the level of the rule; of two there is none."""
    logs = [0.1, 0.2, 0.4]
    seen = [observed(0.0, quantiles={"p50": each, "p90": each}) for each in logs]
    seen.append(observed(0.0, quantiles={"p50": 0.3}))
    found = written(seen).clocks["cpu"].quantiles
    assert set(found) == {"p50", "p90"}
    trimmed = trim(logs)
    half = trimmed.half_width(0.005)
    assert found["p90"].ratio == pytest.approx(math.exp(trimmed.centre))
    assert found["p90"].low == pytest.approx(math.exp(trimmed.centre - half))
    assert found["p90"].high == pytest.approx(math.exp(trimmed.centre + half))
    assert found["p90"].level == 0.99
    two = [observed(0.0, quantiles={"p99": each}) for each in logs[:2]] + [observed(0.0)] * 2
    assert written(two).clocks["cpu"].quantiles == {}
    wild = [observed(0.0, quantiles={"p50": each}) for each in (-9.0, 0.0, 9.0)]
    assert written(wild).clocks["cpu"].quantiles == {}


def test_without_an_interval_there_is_none():
    """Nothing in its place."""
    clock = written([observed(value) for value in (-9.0, 0.0, 9.0)]).clocks["cpu"]
    assert (clock.low, clock.high) == (None, None)


def test_nothing_timed_is_no_pass():
    """The reason stands alone, and no time would help."""
    found = unmeasured("why", seconds=2.0, callers=3)
    assert (found.verdict, found.reasons, found.clocks) == ("inconclusive", ("why",), {})
    assert (found.launches, found.pairs, found.seconds, found.callers) == (0, 0, 2.0, 3)
    assert found.seconds_to_decide is None


def test_the_time_that_would_decide_is_at_todays_pace():
    """By launches that are missing, one at least; nothing where it is decided, none where none."""
    vague = [0.0, 0.02, -0.02, 0.03, -0.03, 0.01]
    seen = [observed(value + 0.04) for value in vague]
    assessment = assess(seen, rule=StoppingRule(), look=1)
    logs = values(seen, "cpu", "usual")
    needed = account.decision.launches_to_decide(logs, rule=StoppingRule())
    found = seconds_to_decide(logs, assessment, rule=StoppingRule(), seconds=12.0)
    assert found == pytest.approx((needed - 6) * 2.0)
    decided = assess([observed(each) for each in STEADY], rule=StoppingRule(), look=1)
    assert seconds_to_decide(STEADY, decided, rule=StoppingRule(), seconds=12.0) == 0.0
    margin = StoppingRule().margin
    on_it = [margin + each - trim(vague).centre for each in vague]
    stuck = assess([observed(each) for each in on_it], rule=StoppingRule(), look=1)
    assert seconds_to_decide(on_it, stuck, rule=StoppingRule(), seconds=12.0) is None


def test_that_time_will_not_decide_has_two_causes():
    """A ratio near the budget, or times that scatter beyond it: not the one for the other."""
    margin = StoppingRule().margin
    for scale, said in ((0.001, "so near the budget"), (1.0, "still scatter so far")):
        wide = [margin + scale * each for each in (-0.6, -0.3, 0.0, 0.0, 0.3, 0.6)]
        decided = assess([observed(each) for each in wide], rule=StoppingRule(), look=1).decided
        told = account.wording.advice(
            None, decided, budget=0.05, seconds=2.0, launches=6, more=lambda _: "--time 9"
        )
        assert said in told


def test_the_clock_that_decides_is_the_one_that_fits_or_was_asked_for():
    """Callers need the wall; a pinned measurement says that other threads cannot gain."""
    seen = [observed(0.0, 0.5) for _ in range(5)]
    assert assess(seen, rule=StoppingRule(), look=1).choice.clock == "cpu"
    assert assess(seen, rule=StoppingRule(), look=1).decided.verdict == "pass"
    many = assess(seen, rule=StoppingRule(), look=1, callers=2)
    assert (many.choice.clock, many.decided.verdict) == ("wall", "fail")
    asked = assess(seen, rule=StoppingRule(), look=1, clock="wall")
    assert (asked.choice.clock, asked.decided.verdict) == ("wall", "fail")
    apart = [observed(0.0, elsewhere=0.5) for _ in range(5)]
    assert "pin=False" in assess(apart, rule=StoppingRule(), look=1, pinned=True).choice.reason
    assert "pin=False" not in assess(apart, rule=StoppingRule(), look=1).choice.reason
    assert "pin=False" not in assess(seen, rule=StoppingRule(), look=1, pinned=True).choice.reason


def test_a_vague_launch_speaks_in_the_total_alone():
    """Of the usual pair, launches four times as vague as the calm ones are left out."""
    seen = [observed(0.0, error=0.01) for _ in range(4)] + [observed(1.0, error=0.5)]
    assert values(seen, "cpu", "usual") == [0.0] * 4
    assert values(seen, "cpu", "total") == [0.0] * 4 + [1.0]


def test_one_or_two_launches_are_judged_by_their_pairs():
    """From three on by the launches themselves."""
    assert assess([observed(0.9)] * 2, rule=StoppingRule(), look=1).decided.of_pairs
    assert not assess([observed(0.9)] * 3, rule=StoppingRule(), look=1).decided.of_pairs


def test_the_time_is_up_when_another_launch_would_end_after_it():
    """Not one that would end with it."""
    assert not time_up(launches=4, elapsed_s=8.0, time_s=10.0)
    assert time_up(launches=4, elapsed_s=8.0, time_s=9.9)
    assert time_up(launches=1, elapsed_s=5.1, time_s=10.0)


def test_a_launch_is_reduced_on_both_clocks():
    """With the number of its pairs and where either side's time went."""
    none = [0, 0]
    control = Readings(cpu=[100, 100], wall=[200, 200], waited=none, others=none)
    candidate = Readings(cpu=[300, 300], wall=[300, 300], waited=none, others=none)
    launch = Launch(
        calibration=Calibration(pieces=PIECES[1:], fresh=False), pieces=[0, 0], weights={0: 1.0},
        control=control, candidate=candidate, seconds=0.1,
    )  # fmt: skip
    found = observe(launch)
    assert found.pairs == 2
    assert (found.control.on_core, found.candidate.on_core) == (0.5, 1.0)
    ratios = {clock: math.exp(each.values["usual"]) for clock, each in found.summaries.items()}
    assert ratios == pytest.approx({"cpu": 3.0, "wall": 1.5})
    assert statistics.median(found.summaries["wall"].control_times) == pytest.approx(200e-9 / 7)


def test_one_input_that_gains_much_is_no_pass():
    """Where a single input was timed again and again, a gain of a cache looks like this."""
    single = Calibration(pieces=PIECES, fresh=False, single=True)
    gained = [observed(value - 1.0) for value in STEADY]
    assert (written(gained).verdict, written(gained, single).verdict) == ("pass", "inconclusive")
    assert written(gained, single).reasons == (account.wording.ALONE, *written(gained).reasons)
    half = [observed(math.log(0.5))] * 5  # at the limit it is none
    assert written(half, single).verdict == "pass"
    unknown = [observed(value - 1.0) for value in (-0.9, 0.0, 0.9)]
    assert account.wording.ALONE not in written(unknown, single).reasons
    assert written(unknown, single).verdict == "inconclusive"
    assert written([observed(value) for value in STEADY], single).verdict == "pass"
    slower = [observed(value + 0.5) for value in STEADY]
    assert written(slower, single).verdict == "fail"


def test_repeated_calls_are_told_from_first_ones():
    """And how the answers compared: not at all, alike, or so that nothing can say."""
    seen = [observed(value) for value in STEADY]
    found = written(seen)
    assert (found.calls, found.answers) == ("repeated", "not compared")
    for incomparable, said in ((0, "same"), (2, "unknown")):
        compared = Calibration(pieces=PIECES, fresh=False, compared=True, incomparable=incomparable)
        assert written(seen, compared).answers == said


def test_sides_that_answer_differently_fail_before_anything_is_timed():
    """Counted, with the first input and the option that allows it; seconds and callers as given."""
    calibration = Calibration(
        pieces=PIECES, fresh=False, differs=(3, 4), difference="1, and 2", skipped=(7,)
    )
    found = account.differing(calibration, seconds=2.5, callers=3)
    assert (found.verdict, found.answers) == ("fail", "differ")
    assert (found.seconds, found.callers) == (2.5, 3)
    assert found.reasons[0].startswith("2 of 4 inputs answered differently; input 3: 1, and 2; ")


def test_what_was_not_measured_has_no_figure():
    """Its reason, its time and its callers, by the clock that a user reads; never a pass."""
    assert unmeasured("it died", seconds=2.5, callers=3) == LatencyRecord(
        verdict="inconclusive", reasons=("it died",), clock="wall", clocks={}, launches=0, pairs=0,
        seconds=2.5, seconds_to_decide=None, control_on_core=0.0, candidate_on_core=0.0, callers=3,
    )  # fmt: skip


def test_one_launch_more_is_the_least_that_is_advised():
    """Where as many as there are would have been enough at an earlier look."""
    logs = [each / 4 for each in (0.0, 0.02, -0.02, 0.03, -0.03, 0.01)]
    assert account.decision.launches_to_decide(logs, rule=StoppingRule()) == 6
    late = assess([observed(each) for each in logs], rule=StoppingRule(), look=10**6)
    assert late.decided.verdict == "inconclusive"
    assert seconds_to_decide(logs, late, rule=StoppingRule(), seconds=12.0) == 2.0


def test_a_total_that_decided_keeps_the_usual_ratio_beside_it():
    """As a ratio, not as a logarithm."""
    clock = written([observed(value, total=value + 0.5) for value in STEADY]).clocks["cpu"]
    assert (clock.verdict, clock.estimate) == ("fail", "total")
    assert clock.ratio == pytest.approx(math.exp(0.5), abs=0.001)
    assert clock.usual == pytest.approx(1.0, abs=0.001)


def test_inputs_that_warmed_up_make_them_first_calls():
    """Whichever they were."""
    first = Calibration(pieces=PIECES, fresh=False, warm=(0,))
    assert written([observed(value) for value in STEADY], first).calls == "first"


def test_what_would_decide_is_advised_with_the_launches_so_far():
    """In the seconds of the option that gives them."""
    vague = [each + 0.04 for each in (0.0, 0.02, -0.02, 0.03, -0.03, 0.01)]
    found = written([observed(each) for each in vague], seconds=12.0)
    seconds = found.seconds_to_decide
    said = f"about {math.ceil(seconds)} s more would decide: --time {12 + seconds:.0f} (6 launches so far)"
    assert found.verdict == "inconclusive"
    assert found.reasons[1] == said
    few = written([observed(0.1)] * 2)
    assert any("that of the pairs of 2 launches" in each for each in few.reasons), few.reasons


def test_a_quantile_too_wide_hides_no_other():
    """Each is judged by itself."""
    seen = [
        observed(0.0, quantiles={"p50": wild, "p90": calm})
        for wild, calm in ((-9.0, 0.1), (0.0, 0.2), (9.0, 0.3))
    ]
    assert set(written(seen).clocks["cpu"].quantiles) == {"p90"}


def test_each_side_waits_for_itself():
    """In what is said of the clock."""
    seen = [
        Observed(
            summaries={"cpu": summary(0.0), "wall": summary(0.0)},
            control=Presence(on_core=0.9, elsewhere=0.0),
            candidate=Presence(on_core=0.2, elsewhere=0.0),
            pairs=1,
        )
    ]
    found = assess(seen * 3, rule=StoppingRule(), look=1)
    assert "control computes 90% of its time, candidate 20%" in found.choice.reason


def test_both_of_two_launches_speak():
    """The mean of their pairs."""
    two = assess([observed(0.5), observed(0.9)], rule=StoppingRule(), look=1)
    assert two.decided.centre == pytest.approx(0.7)


def test_where_time_goes_is_the_middle_of_all_launches():
    """Of computing and of what others do; the first launch counts as the last."""
    seen = [
        Observed(
            summaries={"cpu": summary(0.0), "wall": summary(0.0)},
            control=Presence(on_core=core, elsewhere=1 - core),
            candidate=Presence(on_core=core, elsewhere=1 - core),
            pairs=1,
        )
        for core in (0.2, 0.4, 0.9)
    ]
    found = assess(seen, rule=StoppingRule(), look=1)
    assert found.control == found.candidate == Presence(on_core=0.4, elsewhere=0.6)


def test_seconds_of_a_call_are_the_middle_of_all_launches():
    """Of either side; each launch has its own besides."""
    seen = [
        observed(value, times=((ours, theirs),))
        for value, ours, theirs in zip(
            STEADY, (1e-3, 2e-3, 3e-3, 4e-3, 5e-3), (9e-3, 7e-3, 5e-3, 3e-3, 1e-3), strict=True
        )
    ]
    clock = written(seen[:4]).clocks["cpu"]
    assert (clock.control_s, clock.candidate_s) == (2.5e-3, 6e-3)
    assert clock.launch_candidate_s == (9e-3, 7e-3, 5e-3, 3e-3)


def test_too_few_launches_for_the_time_of_all_calls_are_told_as_that():
    """An interval that lies above the budget does not span it."""
    seen = [observed(value, total=value + 0.5) for value in STEADY]
    assert written(seen).verdict == "fail"
    few = written(seen[:4])
    assert few.verdict == "inconclusive"
    assert few.reasons[0].endswith(
        ") lies above the budget of 1.05; it is the time of all calls, which needs 5 launches to"
        " fail a pair"
    )
    spanning = written([observed(value) for value in (0.0, 0.1, 0.0, 0.1)])
    assert spanning.reasons[0].endswith(") spans the budget of 1.05")


def test_cold_memory_is_told_apart_from_a_cache():
    """With what judges first calls all the same."""
    cold = Calibration(pieces=PIECES, fresh=False, cold=("control", "candidate"))
    (said,) = [each for each in written([observed(0.0)] * 4, cold).reasons if "cold" in each]
    assert said.startswith("the control's and the candidate's first calls take longer and execute")
    assert "--calls first" in said
