"""A pair's record has everything; a fail needs a count or a second measurement behind it."""

import json
import math
import os
from contextlib import contextmanager

import msgspec
import pytest
from bench.measured import any_text, short, spin, spin_a_third_longer

from switchover import bench
from switchover.bench import latency
from switchover.bench.driver import measuring, timing
from switchover.bench.driver.timing import confirmed
from switchover.bench.driver.trial import judge_check
from switchover.bench.errors import LaunchError, TargetError
from switchover.bench.latency.account import unmeasured
from switchover.bench.records import (
    ClockRecord,
    LatencyRecord,
    LeakRecord,
    MemoryRecord,
)
from switchover.bench.verdict import settle
from switchover.bench.witness.support import witness


def found(verdict, ratio=1.0, half=0.01):
    clock = ClockRecord(
        clock="cpu", verdict=verdict, ratio=ratio, low=ratio - half, high=ratio + half, level=0.99,
        launch_ratios=(ratio,) * 4, control_s=1e-3, candidate_s=ratio * 1e-3,
    )  # fmt: skip
    return LatencyRecord(
        verdict=verdict, reasons=(f"said {verdict}",), clock="cpu",
        clocks={"cpu": clock, "wall": clock}, launches=4, pairs=40, seconds=1.0,
        control_on_core=1.0, candidate_on_core=1.0,
    )  # fmt: skip


@pytest.fixture
def script(monkeypatch):
    """Replace measuring by a script of latency records, and counting by fixed counts."""

    class Script:
        latencies = []
        trials = []  # what the machine gave when it was tried; a fit one unless said otherwise
        tried = []
        counts = ()
        allocations = ()
        instructions = ()
        seeds = []
        pins = []
        count_s = []

    def count_opcodes(job, *, seconds, **_):
        Script.count_s.append(seconds)
        return Script.counts

    @contextmanager
    def opcodes_counted(job, **given):
        yield lambda: count_opcodes(job, **given)

    def measure(job, settings, *, report=None):
        if job.copied:
            Script.tried.append((job, settings))
            return Script.trials.pop(0) if Script.trials else found("pass")
        Script.seeds.append(settings.seed)
        Script.pins.append(settings.pin)
        each = Script.latencies.pop(0)
        if isinstance(each, Exception):
            raise each
        return each

    Script.latencies, Script.seeds, Script.pins, Script.count_s = [], [], [], []
    Script.trials, Script.tried = [], []

    def measure_tried(job, settings, *, report=None):
        return measure(job, settings, report=report), None  # the machine is tried by itself

    monkeypatch.setattr(latency, "measure", measure)
    monkeypatch.setattr(latency, "measure_tried", measure_tried)
    monkeypatch.setattr(latency, "settles", lambda *_, **__: None)
    monkeypatch.setattr(latency, "strays_apart", lambda *_, **__: False)
    monkeypatch.setattr(timing.witness, "count_opcodes", count_opcodes)
    monkeypatch.setattr(timing.witness, "opcodes_counted", opcodes_counted)
    monkeypatch.setattr(timing.witness, "count_allocations", lambda job, **_: Script.allocations)
    monkeypatch.setattr(timing.witness, "count_instructions", lambda job, **_: Script.instructions)
    return Script


PAIR = bench.Pair(control="builtins:len", candidate="builtins:len", inputs=[(("",), {})])


def test_a_supported_fail_stands(script):
    """When opcodes grew as well, one measurement is enough."""
    script.latencies, script.counts = [found("fail", 1.1)], (witness("opcodes", 100, 110),)
    record = bench.measure(PAIR)
    assert record.verdict == "fail"
    assert (record.ratio, record.clock, record.launches) == (1.1, "cpu", 4)
    assert record.witnesses[0].ratio == 1.1
    assert record.reasons[-1] == "latency: opcodes back this up: 1.100 of the control's"
    assert len(script.seeds) == 1


def test_an_unsupported_fail_is_measured_again(script, monkeypatch):
    """When no count grew, a second measurement in new launches has to agree.

    The seconds are all of those until the verdict.
    """
    now = iter((100.0, 107.5))
    monkeypatch.setattr(measuring, "monotonic", lambda: next(now))
    script.latencies = [found("fail", 1.1), found("fail", 1.2)]
    script.counts = (witness("opcodes", 100, 100),)
    record = bench.measure(PAIR)
    assert record.verdict == "fail"
    assert "no deterministic count backs this up (opcodes 1.000)" in record.reasons[-1]
    assert len(set(script.seeds)) == 2
    assert record.seconds == record.latency.seconds == 7.5


@pytest.mark.parametrize(
    ("counted", "control", "candidate"), [("allocations", 10, 12), ("instructions", 1000, 1100)]
)
def test_other_counts_see_what_opcodes_do_not(script, monkeypatch, counted, control, candidate):
    """C code that allocates or computes more backs a fail up where opcodes stayed the same."""
    script.latencies, script.counts = [found("fail", 1.1)], (witness("opcodes", 100, 100),)
    monkeypatch.setattr(script, counted, (witness(counted, control, candidate),))
    record = bench.measure(PAIR)
    assert record.verdict == "fail"
    assert [each.name for each in record.witnesses] == ["opcodes", counted]
    assert f"{counted} back this up" in record.reasons[-1]
    assert len(script.seeds) == 1


def test_a_count_that_time_does_not_show_is_said(script):
    """A pass beside opcodes that grew by a tenth is a pass with a word of it."""
    script.latencies, script.counts = [found("pass")], (witness("opcodes", 100, 110),)
    record = bench.measure(PAIR)
    assert record.verdict == "pass"
    assert "opcodes grew to 1.100 of the control's all the same" in record.reasons[-1]


def test_a_count_is_named_beside_what_time_leaves_open(script):
    """Undecided time says which count grew; a count within the budget is no word worth."""
    script.latencies, script.counts = [found("inconclusive")], (witness("opcodes", 100, 110),)
    assert "opcodes grew to 1.100" in bench.measure(PAIR).reasons[-1]
    script.latencies, script.counts = [found("pass")], (witness("opcodes", 100, 104),)
    assert bench.measure(PAIR).reasons == ("latency: said pass",)


@pytest.mark.parametrize(
    ("verdict", "time_s", "seconds"),
    [("pass", 20, 2), ("fail", 20, 10), ("pass", 1, 0.5), ("fail", 0.5, 0.5)],
)
def test_a_fail_is_given_more_time_to_count(script, verdict, time_s, seconds):
    """Counting may take a tenth of the time, half of it on a fail, and half a second always."""
    script.latencies, script.counts = [found(verdict, 1.1)], (witness("opcodes", 100, 110),)
    bench.measure(PAIR, bench.Options(time_s=time_s))
    assert script.count_s == [seconds]


def test_a_candidate_that_raises_where_the_control_answers_is_no_pass():
    """What broke on one input of two is not passed for its speed on the other."""
    inputs = [(("ab",), {}), (("abcdef",), {})]
    picky = bench.Pair(control=any_text, candidate=short, inputs=inputs)
    options = bench.Options(time_s=4, calls="repeated", self_check=False)  # no slow start counts
    record = bench.measure(picky, options)
    assert record.verdict == "inconclusive"
    assert "the candidate raised on 1 input that the control took" in record.reasons[0]


@pytest.mark.parametrize("second", ["pass", "inconclusive"])
def test_an_unconfirmed_fail_is_inconclusive(script, second):
    """A fail that neither a count nor a second measurement backs up is no fail and no pass."""
    script.latencies, script.counts = [found("fail", 1.1), found(second)], ()
    record = bench.measure(PAIR)
    assert record.verdict == "inconclusive"
    assert "a second did not confirm it" in record.reasons[0]
    assert record.latency.refuted.ratio == 1.1


def test_a_dead_launch_is_inconclusive(script):
    """A crash of the code under test is never a pass, and is quoted."""
    script.latencies = [LaunchError("died of SIGSEGV")]
    record = bench.measure(PAIR)
    assert record.verdict == "inconclusive"
    assert record.reasons == ("latency: died of SIGSEGV",)
    assert (record.launches, record.ratio, record.clock) == (0, None, None)


def test_parts_join_the_verdict(script):
    """Memory and leaks count as much as latency, and each reason names its part."""
    script.latencies = [found("pass")]
    record = bench.measure(PAIR)
    memory = MemoryRecord(verdict="pass", reasons=("flat",))
    leaks = LeakRecord(verdict="fail", reasons=("a thread",))
    joined = bench.with_parts(record, memory=memory, leaks=leaks)
    assert joined.verdict == "fail"
    assert joined.reasons == ("latency: said pass", "memory: flat", "leaks: a thread")
    assert bench.with_parts(record).verdict == "pass"


def test_a_missing_side_is_an_error():
    """A side that cannot be found raises before anything is measured."""
    with pytest.raises(TargetError, match="no 'laods' in json"):
        bench.measure(bench.Pair(control="json:loads", candidate="json:laods"))


def test_no_inputs_are_never_a_pass():
    """An empty corpus is inconclusive."""
    record = bench.measure(bench.Pair(control=len, candidate=len, inputs=[]))
    assert record.verdict == "inconclusive"
    assert record.inputs == 0


def test_confirmation_adds_the_time_of_both():
    """Pure: joining keeps the second figures and the first in `refuted`."""
    joined = confirmed(found("fail", 1.2), found("pass", 1.0), ())
    assert joined.seconds == 2.0
    assert joined.clocks["cpu"].ratio == 1.0
    assert "nothing counted" in joined.reasons[-1]


def wide(ratio, low, high):
    """An inconclusive measurement with these ends."""
    return msgspec.structs.replace(
        found("inconclusive", ratio),
        clocks={
            "cpu": msgspec.structs.replace(found("pass", ratio).clocks["cpu"], low=low, high=high)
        },
    )


@pytest.mark.parametrize(
    ("ratio", "launches", "verdict"),
    [
        (1.24, 1, "fail"),
        (1.05, 1, "inconclusive"),
        (1.24, 4, "inconclusive"),
        (1.24, 0, "inconclusive"),
    ],
)
def test_a_second_measurement_that_was_cut_short_may_agree(ratio, launches, verdict):
    """Pure: of slow calls it has no time for four launches; what it saw decides whether it agrees."""
    first = found("fail", 1.25)
    second = msgspec.structs.replace(found("inconclusive", ratio, 0.3), launches=launches)
    joined = confirmed(first, second, ())
    assert joined.verdict == verdict
    if verdict == "fail":
        assert joined.clocks["cpu"].ratio == 1.25
        assert "agrees so far" in joined.reasons[-1]


@pytest.mark.parametrize(
    ("latency_record", "fit"),
    [
        (found("pass", 1.0), True),
        (found("pass", 0.9), False),  # a control much faster than its copy is no better
        (found("fail", 1.1), False),
        (found("inconclusive", 1.0, 0.2), False),
        (wide(1.0, None, None), None),
        (unmeasured("nothing", seconds=1.0, callers=1), None),
    ],
)
def test_a_fit_machine_finds_nothing(latency_record, fit):
    """A self-check passes only within the budget on both sides, and says nothing without ends."""
    checked = judge_check(latency_record, budget=0.05)
    assert checked.fit is fit
    assert bool(checked.reason) is not fit
    assert (checked.interval is None) is (fit is None)


@pytest.mark.parametrize(
    ("trial", "verdict", "said"),
    [
        (wide(1.0, 0.9, 1.06), "inconclusive", "the machine is unfit to measure"),
        (wide(1.0, 0.9, 1.02), "fail", "the machine's own error (0.900 to 1.020) does not explain"),
        (wide(1.0, None, None), "fail", "the machine could not be tried"),
        (found("pass", 1.0), "fail", "opcodes back this up"),
    ],
)
def test_a_machine_takes_back_what_its_error_explains(script, trial, verdict, said):
    """A fail of 1.09 at its low end stands unless the machine's own error reaches that far."""
    script.latencies, script.counts = [found("fail", 1.1)], (witness("opcodes", 100, 110),)
    script.trials = [trial]
    record = bench.measure(PAIR)
    assert record.verdict == verdict
    assert any(said in reason for reason in record.reasons)
    assert record.ratio == 1.1


def test_a_trial_asks_no_more_than_the_fail_needs(script):
    """A fail of twice the time is tried against an error of that size, one near it against the budget."""
    script.counts = (witness("opcodes", 100, 300),)
    for ratio in (2.11, 1.07):
        script.latencies = [found("fail", ratio)]
        bench.measure(PAIR, bench.Options(time_s=20))
    far, near = (settings for _, settings in script.tried)
    assert far.rule.budget == pytest.approx(1.0)
    assert near.rule.budget == 0.05
    assert far.rule.both_ways
    assert far.time_s == 9.0


def test_a_suite_shares_its_error_rate(script):
    """Three pairs are judged as a family of three, and the machine is tried with the one that fails."""
    script.latencies = [found("pass"), found("fail", 1.1), found("pass")]
    script.counts = (witness("opcodes", 100, 110),)
    suite = bench.measure_suite([PAIR] * 3)
    assert suite.verdict == "fail"
    assert suite.fit is True
    assert len(suite.pairs) == 3
    assert len(script.tried) == 1
    assert json.loads(bench.to_json(suite))["self_check"]["ratio"] == 1.0


def test_a_suite_of_passes_tries_no_machine(script):
    """Nothing needs to be taken back, and nothing is said of the machine."""
    script.latencies = [found("pass")]
    suite = bench.measure_suite([PAIR])
    assert (suite.fit, suite.self_check, script.tried) == (None, None, [])


@pytest.mark.parametrize("pin", [True, False])
def test_a_suite_is_pinned_as_asked(script, pin):
    """Pairs and the self-check run alike, pinned or not, and the environment says which."""
    script.latencies, script.counts = [found("fail", 1.1)], (witness("opcodes", 100, 110),)
    suite = bench.measure_suite([PAIR], bench.Options(pin=pin))
    assert script.pins == [pin]
    assert [settings.pin for _, settings in script.tried] == [pin]
    pinned = pin and latency.can_pin()
    assert (suite.environment.pinned, suite.pairs[0].environment.pinned) == (pinned, pinned)


def test_an_empty_suite_is_inconclusive():
    """No pair measured is no pass."""
    suite = bench.measure_suite([])
    assert suite.verdict == "inconclusive"
    assert suite.reasons == ("no pair was measured",)


@pytest.mark.parametrize(
    ("verdict", "policy", "settled"),
    [
        ("inconclusive", "warn", "inconclusive"),
        ("inconclusive", "fail", "fail"),
        ("inconclusive", "pass", "pass"),
        ("fail", "pass", "fail"),
        ("pass", "fail", "pass"),
    ],
)
def test_the_policy_settles_only_the_inconclusive(verdict, policy, settled):
    """warn, fail or pass apply to inconclusive alone."""
    assert settle(verdict, inconclusive=policy) == settled


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_s": 0}, {"time_s": math.nan}, {"timeout_s": -1}, {"budget": 0}, {"budget": math.inf},
        {"callers": 0}, {"inputs": 0}, {"family": 0}, {"level": 1.0}, {"level": 0.0},
        {"clock": "wal"}, {"clock": ""},
    ],
)  # fmt: skip
def test_options_refuse_nonsense(wrong):
    """An option out of its range is refused by name before anything runs."""
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must"):
        bench.Options(**wrong)


SPINS = [((units,), {}) for units in (2_000, 3_000)]


@pytest.mark.alone  # it judges time
def test_end_to_end_a_regression_is_found():
    """For real: a third more work fails within seconds, with opcodes to back it up."""
    slower = bench.Pair(control=spin, candidate=spin_a_third_longer, inputs=SPINS)
    record = bench.measure(slower, bench.Options(answers="differ", time_s=2))
    assert record.verdict == "fail", record.reasons
    assert record.witnesses[0].ratio == pytest.approx(4 / 3, abs=0.02)
    assert record.low < 4 / 3 * 1.05
    assert bench.from_json(bench.to_json(record), bench.PairRecord) == record


@pytest.mark.alone  # it judges time
def test_end_to_end_unchanged_code_does_not_fail():
    """For real: the same function on both sides does not fail, and mostly passes."""
    record = bench.measure(
        bench.Pair(control=spin, candidate=spin, inputs=SPINS), bench.Options(time_s=3)
    )
    assert record.verdict != "fail", record.reasons
    assert 0.8 < record.ratio < 1.25
    assert record.low <= 1.05
    assert math.isfinite(record.high)


@pytest.mark.alone  # it judges time
def test_end_to_end_a_faster_candidate_passes():
    """For real: doing next to nothing passes at once."""
    halved = bench.Pair(
        control=spin, candidate="builtins:abs", inputs=[((units,), {}) for units in (2_000, 3_000)]
    )
    record = bench.measure(halved, bench.Options(answers="differ", time_s=1))
    assert record.verdict == "pass"
    assert record.ratio < 0.1
    assert "faster than the control" in record.reasons[0]


@pytest.mark.skipif(not latency.can_pin(), reason="this platform cannot pin")
@pytest.mark.parametrize("pin", [True, False])
def test_end_to_end_launches_are_pinned_unless_asked_not_to(tmp_path, pin):
    """For real: a timed launch has one core, or all, and work in a child is said either way."""

    def delegated():
        if not (child := os.fork()):
            (tmp_path / str(len(os.sched_getaffinity(0)))).touch()
            sum(range(300_000))
            os._exit(0)
        os.waitpid(child, 0)

    record = bench.measure(
        bench.Pair(control=delegated, candidate=delegated), bench.Options(time_s=1, pin=pin)
    )
    assert record.clock == "wall"
    fewest = min(int(each.name) for each in tmp_path.iterdir())
    assert fewest == (1 if pin else len(os.sched_getaffinity(0)))
    said = next(each for each in record.reasons if "other threads or processes" in each)
    assert ("pin=False" in said) is pin


def test_a_record_can_be_replaced_in_part():
    """Records are values: changing one gives another."""
    record = found("pass")
    assert msgspec.structs.replace(record, launches=5) != record
