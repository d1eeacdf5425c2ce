"""What the driver asks of each instrument, and what it makes of the answers. Nothing is measured."""

import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import msgspec
import pytest
import samples_of_runs as s

from switchover.bench import profile
from switchover.bench.corpus import draw
from switchover.bench.driver import Suite, measure, measure_suite, measuring, timing, trial
from switchover.bench.errors import BenchError, LaunchError, LaunchTimeoutError
from switchover.bench.latency import Job, LatencySettings, StoppingRule
from switchover.bench.options import Options
from switchover.bench.pair import Pair
from switchover.bench.records import InputRatio, Interval, WitnessRecord

NO = object()


class Left:
    """A deadline with so many seconds left, for ever."""

    def __init__(self, seconds):
        self.seconds = seconds

    def left(self):
        return self.seconds


def witness(name, ratio):
    return WitnessRecord(name=name, control=100, candidate=100, ratio=ratio)


def found(ratio=1.5, verdict="fail", *, call_s=1e-4, **more):
    record = s.latency(ratio, verdict=verdict, reasons=("said",))
    clocks = {
        name: msgspec.structs.replace(
            each, clock=name, control_s=call_s, candidate_s=call_s * ratio
        )
        for name, each in record.clocks.items()
    }
    return msgspec.structs.replace(record, **{"clocks": clocks, **more})


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch):
    """Whatever a busy machine takes for it."""
    monkeypatch.setattr("switchover.bench.deadline.monotonic", lambda: 1_000.0)


class Instruments:
    """Answers in place of the launches, and writes down what it was asked for."""

    def __init__(self, monkeypatch, *, results, rest=None, counts=None, strays=False):
        self.asked = []
        self.alone = []
        self._strays = strays
        self.tried = []
        self._results = list(results)
        self._rest = rest
        self._counts = counts or {}
        monkeypatch.setattr(timing.latency, "measure", self.measure)
        monkeypatch.setattr(timing.latency, "measure_tried", self.measure_tried)
        monkeypatch.setattr(timing.latency, "settles", self.settles)
        monkeypatch.setattr(timing.latency, "strays_apart", self.strays_apart)
        for name in ("opcodes", "allocations", "instructions"):
            monkeypatch.setattr(timing.witness, f"count_{name}", self.counter(name))

        @contextmanager
        def opcodes_counted(job, **given):
            yield lambda: timing.witness.count_opcodes(job, **given)

        monkeypatch.setattr(timing.witness, "opcodes_counted", opcodes_counted)

    def measure(self, job, settings, *, report=None):
        self.asked.append(("measure", job, settings, report))
        result = self._results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    def measure_tried(self, job, settings, *, report=None):
        self.tried.append(settings)
        return self.measure(job, settings, report=report), TRIED

    def strays_apart(self, job, settings, found):
        self.alone.append(found.verdict)
        if isinstance(self._strays, Exception):
            raise self._strays
        return self._strays and not job.control_path

    def settles(self, job, settings, *, seconds):
        self.asked.append(("settles", job, settings, seconds))
        if isinstance(self._rest, Exception):
            raise self._rest
        return self._rest

    def counter(self, name):
        def count(job, **given):
            self.asked.append((name, job, given))
            ratio = self._counts.get(name, 1.0)
            return () if ratio is NO else (witness(name, ratio),)

        return count

    def names(self):
        return [each[0] for each in self.asked]

    def given(self, name):
        return next(each[2] for each in self.asked if each[0] == name)


JOB = Job(control="a:f", candidate="b:f", inputs=(((1,), {}),))
TELL = [].append
TRIED = object()


def timed(options=None, left=100.0, **job):
    options = options or Options(seed=5)
    settings = LatencySettings(
        rule=StoppingRule(budget=options.budget), time_s=options.time_s, seed=5
    )
    return timing.timed(replace(JOB, **job), settings, options, TELL, until=Left(left))[:2]


def test_a_pass_is_timed_once_and_counted_for_a_tenth_of_the_time(monkeypatch):
    """The record stays as it was; the settings carry the deadline."""
    there = Instruments(monkeypatch, results=[found(1.0, "pass")])
    record, counts = timed(Options(seed=5, time_s=20.0))
    assert there.names() == ["measure", "opcodes"]
    _, job, settings, report = there.asked[0]
    assert (job, settings.time_s, settings.seed, report) == (JOB, 20.0, 5, TELL)
    assert settings.until.left() == 100.0
    assert there.given("opcodes") == {"seconds": 2.0, "timeout_s": 50.0}
    assert (record, counts) == (found(1.0, "pass"), (witness("opcodes", 1.0),))


@pytest.mark.parametrize(
    ("options", "left", "seconds", "timeout_s"),
    [
        ({"time_s": 2.0}, 100.0, 0.5, 50.0), ({"time_s": 20.0}, 4.0, 1.0, 2.0),
        ({"time_s": 100.0}, 400.0, 10.0, 60.0),
    ],
)  # fmt: skip
def test_counting_keeps_to_the_time_that_is_left(monkeypatch, options, left, seconds, timeout_s):
    """A tenth of the time, half a second at least, a quarter of what is left at most."""
    there = Instruments(monkeypatch, results=[found(1.0, "pass")])
    timed(Options(seed=5, **options), left)
    assert there.given("opcodes") == {"seconds": seconds, "timeout_s": timeout_s}


@pytest.mark.parametrize(("cores", "usable"), [(1, None), (None, None), (8, {3})])
def test_one_core_counts_after_the_look_for_a_start(monkeypatch, cores, usable):
    """By the same count, with nothing begun beside it; a process bound to one core has but one, too."""
    there = Instruments(monkeypatch, results=[found(1.4)], counts={"opcodes": 1.3})
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    if usable is None:
        monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    else:
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: usable, raising=False)
    monkeypatch.delattr(timing.witness, "opcodes_counted")
    _, counts = timed()
    assert there.names() == ["measure", "settles", "opcodes"]
    assert counts == (witness("opcodes", 1.3),)


@pytest.mark.parametrize(
    ("call_s", "counted"), [(0.1, True), (0.124, True), (0.126, False), (3.0, False)]
)
def test_slow_calls_that_pass_are_not_counted(monkeypatch, call_s, counted):
    """Forty calls of both sides have to fit into the time; a fail is counted always."""
    for verdict in ("pass", "inconclusive"):
        there = Instruments(monkeypatch, results=[found(1.0, verdict, call_s=call_s)])
        timed(Options(seed=5, time_s=10.0))
        assert ("opcodes" in there.names()) == counted
    there = Instruments(
        monkeypatch, results=[found(1.4, "fail", call_s=call_s)], counts={"opcodes": 2.0}
    )
    timed()
    assert there.names() == ["measure", "settles", "opcodes"]


def test_first_calls_are_never_counted(monkeypatch):
    """What is counted comes again; a fail of theirs is timed again."""
    there = Instruments(monkeypatch, results=[found(1.0, "pass", calls="first")])
    timed()
    assert there.names() == ["measure"]
    fails = [found(1.4, calls="first"), found(1.45, calls="first")]
    there = Instruments(monkeypatch, results=fails)
    record, counts = timed()
    assert (there.names(), counts, record.verdict) == (["measure", "measure"], (), "fail")


def test_a_count_that_backs_a_fail_up_is_named_and_ends_the_counting(monkeypatch):
    """A fail is counted for half of the time; the first count that grew enough is enough."""
    there = Instruments(monkeypatch, results=[found()], counts={"opcodes": 1.3})
    record, counts = timed(Options(seed=5, time_s=10.0))
    assert there.names() == ["measure", "settles", "opcodes"]
    assert there.given("opcodes") == {"seconds": 5.0, "timeout_s": 50.0}
    assert record.reasons == ("said", "opcodes back this up: 1.300 of the control's")
    assert (record.verdict, counts) == ("fail", (witness("opcodes", 1.3),))


def test_counts_are_made_in_turn_until_one_backs_a_fail_up(monkeypatch):
    """Opcodes, allocations, instructions; the later ones in what time is left."""
    there = Instruments(monkeypatch, results=[found(1.4)], counts={"allocations": 1.2})
    record, counts = timed()
    assert there.names() == ["measure", "settles", "opcodes", "allocations"]
    assert there.given("allocations") == {"time_s": 8.0}
    assert [each.name for each in counts] == ["opcodes", "allocations"]
    assert record.reasons[-1] == "allocations back this up: 1.200 of the control's"
    there = Instruments(monkeypatch, results=[found(1.4)], counts={"instructions": 1.2})
    record, counts = timed(left=12.0)
    assert there.names()[-2:] == ["allocations", "instructions"]
    assert there.given("allocations") == {"time_s": 3.0}
    given = there.given("instructions")
    assert given == {"call_s": pytest.approx(1.4e-4), "timeout_s": 6.0}
    assert [each.name for each in counts] == ["opcodes", "allocations", "instructions"]
    there = Instruments(monkeypatch, results=[found(1.4)], counts={"instructions": 1.2})
    timed(Options(seed=5, time_s=2.0), left=12.0)
    assert there.given("instructions")["timeout_s"] == 2.0


def test_without_a_second_left_nothing_more_is_counted(monkeypatch):
    """What was counted stands, and a second measurement is made."""
    there = Instruments(monkeypatch, results=[found(1.4), found(1.4)])
    timed(left=1.0)
    assert there.names() == ["measure", "settles", "opcodes", "measure"]
    there = Instruments(monkeypatch, results=[found(1.4), found(1.4)])
    timed(left=1.01)
    assert there.names() == [
        "measure",
        "settles",
        "opcodes",
        "allocations",
        "instructions",
        "measure",
    ]


def test_waiting_executes_no_instructions(monkeypatch):
    """Where the wall clock decides they are not counted."""
    there = Instruments(monkeypatch, results=[found(1.4, clock="wall"), found(1.4, clock="wall")])
    timed()
    assert "instructions" not in there.names()


@pytest.mark.parametrize(
    ("clock", "computed", "counted"),
    [("wall", 0.24, False), ("wall", 0.26, True), ("wall", 1.5, True), ("cpu", 0.0, True)],
)
def test_what_only_waits_allocates_nothing_that_matters(monkeypatch, clock, computed, counted):
    """Where the candidate computes less than half of what it is slower by, it is measured again."""
    record = found(1.5, clock=clock)
    cpu = msgspec.structs.replace(record.clocks["cpu"], candidate_s=computed * 1e-4)
    record = msgspec.structs.replace(record, clocks={**record.clocks, "cpu": cpu})
    there = Instruments(monkeypatch, results=[record, found(1.5)])
    timed()
    assert there.names()[:3] == ["measure", "settles", "opcodes"]
    assert there.names()[3] == ("allocations" if counted else "measure")


def test_instructions_that_are_asked_for_are_counted_once(monkeypatch):
    """Whatever the verdict, with the opcodes."""
    for verdict, results in (("pass", [found(1.0, "pass")]), ("fail", [found(1.4), found(1.4)])):
        there = Instruments(monkeypatch, results=results)
        record, counts = timed(Options(seed=5, instructions=True))
        assert there.names().count("instructions") == 1
        assert there.given("instructions") == {"timeout_s": 50.0}
        assert [each.name for each in counts][:2] == ["opcodes", "instructions"]
        assert record.verdict == verdict


@pytest.mark.parametrize(("ratio", "backs"), [(1.025, False), (1.026, True), (None, False)])
def test_half_the_budget_backs_a_fail_up(monkeypatch, ratio, backs):
    """Else it is measured again, with another seed."""
    there = Instruments(monkeypatch, results=[found(1.4), found(1.3)], counts={"opcodes": ratio})
    record, _ = timed()
    again = [each for each in there.asked if each[0] == "measure"]
    assert len(again) == (1 if backs else 2)
    if not backs:
        assert (again[1][2].seed, again[1][3], again[1][2].until.left()) == (6, TELL, 100.0)
        counted = f"opcodes {ratio or 0:.3f}, allocations 1.000, instructions 1.000"
        assert record.reasons[-1] == (
            f"no deterministic count backs this up ({counted}): measured again in new launches"
        )


def test_what_a_second_measurement_does_not_confirm_is_inconclusive(monkeypatch):
    """With both said, both times spent, and the first interval kept."""
    for verdict in ("pass", "inconclusive"):
        second = found(1.0, verdict, seconds=3.0)
        Instruments(monkeypatch, results=[found(1.4, seconds=2.0), second])
        record, counts = timed()
        assert (record.verdict, record.seconds, len(counts)) == ("inconclusive", 5.0, 3)
        assert record.reasons[0] == (
            "a first measurement said 1.400 (1.372 to 1.428), a second did not confirm it"
        )
        assert record.reasons[1] == "said"
        assert record.refuted == Interval(ratio=1.4, low=1.4 * 0.98, high=1.4 * 1.02, level=0.99)
        assert record.clocks == second.clocks


def test_what_a_second_measurement_confirms_fails(monkeypatch):
    """By its own figures."""
    Instruments(monkeypatch, results=[found(1.4, seconds=2.0), found(1.3, seconds=3.0)])
    record, _ = timed()
    assert (record.verdict, record.seconds, record.refuted) == ("fail", 5.0, None)
    assert record.clocks["cpu"].ratio == 1.3
    assert len(record.reasons) == 2


def test_a_second_measurement_that_cannot_be_made_leaves_a_fail_open(monkeypatch):
    """Said with the problem; the rest of what the first one said stands."""
    first = found(1.4, reasons=("head", "more"))
    Instruments(monkeypatch, results=[first, LaunchError("it died")])
    record, _ = timed()
    assert record.verdict == "inconclusive"
    assert record.reasons[0] == (
        "a first measurement said 1.400 (1.372 to 1.428), a second could not be made: it died"
    )
    assert record.reasons[1] == "more"
    assert record.reasons[2].startswith("no deterministic count backs this up")
    assert record.clocks == first.clocks


@pytest.mark.parametrize(("launches", "verdict"), [(3, "fail"), (2, "inconclusive")])
def test_only_a_fail_of_launches_enough_stands_by_a_second_that_agrees(
    monkeypatch, launches, verdict
):
    """Three have an interval of their own."""
    second = found(1.4, "inconclusive", launches=2)
    Instruments(monkeypatch, results=[found(1.4, launches=launches), second])
    assert timed()[0].verdict == verdict


def test_a_second_measurement_that_was_cut_short_and_agrees_lets_a_fail_stand(monkeypatch):
    """With the time of both, and a word of it; what lies nearer to 1 than half way does not agree."""
    for ratio, launches, verdict in (
        (1.4, 2, "fail"),
        (1.18, 2, "fail"),
        (1.17, 2, "inconclusive"),  # the low end is 1.372, half way to it 1.1713
        (1.4, 3, "fail"),
        (1.4, 4, "inconclusive"),  # enough launches for a word of its own
        (1.4, 0, "inconclusive"),
    ):
        second = found(ratio, "inconclusive", seconds=3.0, launches=launches)
        Instruments(monkeypatch, results=[found(1.4, seconds=2.0), second])
        record, _ = timed()
        assert (record.verdict, record.seconds) == (verdict, 5.0)
        if verdict == "fail":
            assert record.clocks["cpu"].ratio == 1.4
            assert record.reasons[-1].endswith(f"and agrees so far: {ratio:.3f}")


@pytest.mark.parametrize(
    ("ratio", "ended", "verdict"),
    [
        (3.0, LaunchTimeoutError("late"), "fail"),
        (2.05, LaunchTimeoutError("late"), "fail"),
        (2.03, LaunchTimeoutError("late"), "inconclusive"),  # its low end lies below twice
        (3.0, LaunchError("it died"), "inconclusive"),
    ],
)
def test_a_plain_fail_stands_where_the_time_ends(monkeypatch, ratio, ended, verdict):
    """Twice as slow at its low end: no time to measure again is no doubt, another end is one."""
    first = found(ratio, reasons=("head",))
    Instruments(monkeypatch, results=[first, ended])
    record, _ = timed()
    assert record.verdict == verdict
    assert str(ended) in " ".join(record.reasons)
    assert record.clocks == first.clocks


def test_without_a_count_the_doubt_says_so(monkeypatch):
    """And where no interval was made, the point alone is told."""
    first = found(1.4)
    clock = msgspec.structs.replace(first.clocks["cpu"], low=None, high=None)
    first = msgspec.structs.replace(first, clocks={**first.clocks, "cpu": clock})
    counts = dict.fromkeys(("opcodes", "allocations", "instructions"), NO)
    Instruments(monkeypatch, results=[first, LaunchError("why")], counts=counts)
    record, found_counts = timed()
    assert found_counts == ()
    assert record.reasons[0] == "a first measurement said 1.400, a second could not be made: why"
    assert "(nothing counted)" in record.reasons[1]


def test_a_launch_that_dies_is_inconclusive_from_the_start(monkeypatch):
    """Never a pass; nothing is counted."""
    there = Instruments(monkeypatch, results=[LaunchError("it died")])
    record, counts = timed(callers=3)
    assert (record.verdict, counts, there.names()) == ("inconclusive", (), ["measure"])
    assert "it died" in record.reasons[0]
    assert (record.callers, record.seconds) == (3, 0.0)
    nothing = found(verdict="inconclusive", launches=0, clocks={})
    there = Instruments(monkeypatch, results=[nothing])
    assert (timed(), there.names()) == ((nothing, ()), ["measure"])


@pytest.mark.parametrize(
    ("verdict", "added"),
    [("pass", " all the same: the time does not show it"), ("inconclusive", "")],
)
def test_counts_that_grew_are_said(monkeypatch, verdict, added):
    """Those beyond the whole budget, of what does not fail; a pass belies them."""
    for ratio, said in ((1.05, False), (1.06, True), (None, False)):
        Instruments(monkeypatch, results=[found(1.0, verdict)], counts={"opcodes": ratio})
        record, _ = timed()
        grown = f"opcodes grew to 1.060 of the control's{added}"
        assert record.reasons == ("said", *([grown] * said))


def rest(late, calls=100):
    return SimpleNamespace(late=late, calls=calls)


@pytest.mark.parametrize(
    ("ratio", "verdict", "looked"),
    [
        (1.4, "fail", 0.5), (1.5, "fail", 0.5), (1.51, "fail", 2.0), (9.0, "fail", 2.0),
        (0.66, "pass", 0.5), (0.67, "pass", None), (1.0, "pass", None), (1.4, "inconclusive", None),
        (0.66, "inconclusive", 0.5),
    ],
)  # fmt: skip
def test_where_a_start_is_looked_for_and_how_long(monkeypatch, ratio, verdict, looked):
    """At a fail, or a gain of more than a third; longer where it is far."""
    results = [found(ratio, verdict), found(ratio, verdict)]
    there = Instruments(monkeypatch, results=results, counts={"opcodes": 2.0})
    timed(Options(seed=5, time_s=10.0))
    seconds = next((each[3] for each in there.asked if each[0] == "settles"), None)
    assert seconds == looked


@pytest.mark.parametrize(
    ("verdict", "low", "high", "looked"),
    [
        ("inconclusive", 0.8, 1.21, True), ("inconclusive", 0.8, 1.2, False),
        ("inconclusive", None, None, False), ("pass", 0.5, 1.04, False),
    ],
)  # fmt: skip
def test_launches_that_lie_far_apart_may_have_held_a_start(monkeypatch, verdict, low, high, looked):
    """Where they decided nothing: half as much again between both ends."""
    record = found(1.0, verdict)
    clocks = {
        name: msgspec.structs.replace(each, low=low, high=high)
        for name, each in record.clocks.items()
    }
    there = Instruments(monkeypatch, results=[msgspec.structs.replace(record, clocks=clocks)])
    timed()
    assert ("settles" in there.names()) == looked


def test_looking_for_a_start_takes_a_sixth_of_what_is_left(monkeypatch):
    """At most."""
    there = Instruments(monkeypatch, results=[found(9.0)], counts={"opcodes": 2.0})
    timed(Options(seed=5, time_s=10.0), left=6.0)
    assert next(each[3] for each in there.asked if each[0] == "settles") == 1.0


@pytest.mark.parametrize(
    ("late", "anew"), [(None, False), (2.0, False), (2.0 * 1.09, False), (2.0 / 1.09, False),
                       (2.0 * 1.11, True), (2.0 / 1.11, True), (1.0, True)],
)  # fmt: skip
def test_what_comes_to_rest_elsewhere_is_timed_anew(monkeypatch, late, anew):
    """After half as many calls again as the start has; both times count, and it is said."""
    results = [found(2.0, seconds=2.0), found(1.0, "pass", seconds=3.0)]
    there = Instruments(
        monkeypatch, results=results, rest=late and rest(late, 101), counts={"opcodes": 2.0}
    )
    record, counts = timed()
    measured = [each for each in there.asked if each[0] == "measure"]
    assert len(measured) == 1 + anew
    if anew:
        assert (measured[1][1], measured[1][3]) == (replace(JOB, warm_calls=152), TELL)
        assert (record.verdict, record.seconds, counts) == ("pass", 5.0, ())
        assert record.reasons == (
            "said",
            "about the first 101 calls cost otherwise, 2.000 of the control's in what was timed at "
            "first: judged are those after them",
        )


@pytest.mark.parametrize(
    ("now", "low", "high", "said"),
    [
        (2.1, 2.0, 2.2, False),  # as before
        (1.3, 0.9, 2.1, False),  # launches vary: what was timed at first is among it
        (1.3, 1.2, 1.4, True),
        (1.3, None, None, True),
    ],
)
def test_a_start_that_makes_no_difference_is_not_told_of(monkeypatch, now, low, high, said):
    """Where what comes after it is what was timed at first, launches vary and nothing warmed up."""
    after = found(now, "pass")
    clocks = {
        name: msgspec.structs.replace(clock, low=low, high=high)
        for name, clock in after.clocks.items()
    }
    results = [found(2.0), msgspec.structs.replace(after, clocks=clocks)]
    Instruments(monkeypatch, results=results, rest=rest(1.0, 101), counts={"opcodes": 2.0})
    record, _ = timed()
    assert any("the first 101 calls cost otherwise" in each for each in record.reasons) == said


@pytest.mark.parametrize(
    ("inputs", "calls"), [(((0, 1),), "repeated"), (((0,), (1,)), "repeated"), (((0,),), "auto")]
)
def test_after_a_start_no_cache_is_looked_for_again(monkeypatch, inputs, calls):
    """None was seen; but of one input none can be, so that the question stays open."""
    pieces = tuple(InputRatio(inputs=each, ratio=2.0, share=0.5) for each in inputs)
    results = [found(2.0, inputs=pieces), found(1.0, "pass")]
    there = Instruments(monkeypatch, results=results, rest=rest(1.0, 101))
    settings = LatencySettings(rule=StoppingRule(), calls="auto")
    timing.timed(JOB, settings, Options(seed=5), TELL, until=Left(100.0))
    measured = [each[2].calls for each in there.asked if each[0] == "measure"]
    assert measured == ["auto", calls]


def test_a_lasting_fail_after_a_start_is_not_counted_but_measured_again(monkeypatch):
    """Counts would hold the start's calls."""
    results = [found(2.0), found(1.5), found(1.5)]
    there = Instruments(monkeypatch, results=results, rest=rest(1.5))
    record, counts = timed()
    assert there.names() == ["measure", "settles", "measure", "measure"]
    assert (record.verdict, counts) == ("fail", ())


def test_a_look_for_a_start_that_fails_changes_nothing(monkeypatch):
    """What was timed first is judged."""
    there = Instruments(
        monkeypatch, results=[found(2.0)], rest=LaunchError("x"), counts={"opcodes": 2.0}
    )
    record, _ = timed()
    assert (record.verdict, there.names()) == ("fail", ["measure", "settles", "opcodes"])
    there = Instruments(
        monkeypatch, results=[found(2.0), LaunchError("x")], rest=rest(1.0), counts={"opcodes": 2.0}
    )
    assert timed()[0].verdict == "fail"
    assert there.names() == ["measure", "settles", "measure", "opcodes"]
    assert there.asked[-1][1].warm_calls == 0
    first = Instruments(monkeypatch, results=[found(2.0, calls="first"), found(2.0, calls="first")])
    timed()
    assert "settles" not in first.names()


# sides that share what one of them changes


SHARED = "in one process both came to"


def test_a_pass_that_sides_apart_contradict_is_judged_apart(monkeypatch):
    """What a candidate changes for the whole process slows the control too; and that is said."""
    results = [found(1.0, "pass"), found(2.0), found(2.0)]
    there = Instruments(monkeypatch, results=results, strays=True)
    record, _ = timed()
    assert record.verdict == "fail"
    assert SHARED in record.reasons[-1]
    jobs = [each[1] for each in there.asked if each[0] == "measure"]
    assert [bool(job.control_path) for job in jobs] == [False, True, True]


@pytest.mark.parametrize("strays", [True, False, LaunchError("x")])
def test_a_pass_that_is_one_apart_as_well_stays_as_it_is(monkeypatch, strays):
    """One launch apart may be disturbed; then or where it fails nothing is said."""
    results = [found(1.0, "pass"), found(1.02, "pass")]
    there = Instruments(monkeypatch, results=results, strays=strays)
    assert timed()[0] == found(1.0, "pass")
    assert there.names().count("measure") == (2 if strays is True else 1)
    assert there.alone == ["pass"]


def test_a_pass_that_cannot_be_judged_apart_is_none(monkeypatch):
    """Something contradicts it, and there was no time for more."""
    results = [found(1.0, "pass"), LaunchError("died")]
    Instruments(monkeypatch, results=results, strays=True)
    record, _ = timed()
    assert record.verdict == "inconclusive"
    assert (
        "processes of their own may differ otherwise, which was not told: died" in record.reasons[0]
    )


def test_a_fail_that_the_control_makes_for_both_is_judged_apart(monkeypatch):
    """What the control changes may slow the candidate alone; nothing is measured again."""
    results = [found(2.0), found(1.0, "pass")]
    there = Instruments(monkeypatch, results=results, strays=True)
    record, _ = timed()
    assert record.verdict == "pass"
    assert SHARED in record.reasons[-1]
    assert there.names().count("measure") == 2


def test_a_fail_that_is_counted_or_waits_is_not_looked_at_apart(monkeypatch):
    """Nothing that sides share executes opcodes for one of them, or waits."""
    there = Instruments(monkeypatch, results=[found(2.0)], counts={"opcodes": 2.0}, strays=True)
    assert timed()[0].verdict == "fail"
    assert not there.alone


# one pair, all of its parts


class Parts:
    """Stands for all instruments of a pair, and keeps what each was given."""

    def __init__(self, monkeypatch, *, latency=None, commit="c0ffee"):
        self.given = {}
        self.latency = latency or found(1.0, "pass")
        self.tried = SimpleNamespace()
        monkeypatch.setattr(measuring.timing, "timed", self.timed)
        monkeypatch.setattr(measuring.memory, "measure", self.part("memory", s.memory()))
        monkeypatch.setattr(measuring.leaks, "watch", self.part("leaks", s.leaks()))
        monkeypatch.setattr(measuring.profile, "explain", self.explain)
        monkeypatch.setattr(measuring.trial, "try_machine", self.try_machine)
        monkeypatch.setattr(measuring, "checkout", self.checkout)
        self.check = trial.SelfCheck(
            fit=True, interval=Interval(ratio=1, low=0.99, high=1.01, level=0.99)
        )
        self.commit = commit
        self.counts = (witness("opcodes", 1.0),)

    def timed(self, job, settings, options, progress, *, until):
        self.given["latency"] = (job, settings, options, progress, until)
        return timing.Timed(self.latency, self.counts, TRIED)

    def part(self, name, record):
        def make(control, candidate, inputs, **given):
            self.given[name] = {"sides": (control, candidate), "inputs": inputs, **given}
            return record

        return make

    def explain(self, control, candidate, inputs, **given):
        self.given["explain"] = {"sides": (control, candidate), "inputs": inputs, **given}
        return profile.Explanation(control="c", candidate="d")

    def try_machine(self, job, options, *, until, beyond, tried):
        assert tried is TRIED
        self.given["trial"] = (job, options, until, beyond)
        return self.check

    def checkout(self, revision):
        from contextlib import nullcontext

        self.given["revision"] = revision
        return nullcontext(
            SimpleNamespace(folder="/there", path=("/there/src",), commit=self.commit)
        )


SIDES = {"control": "operator:neg", "candidate": "builtins:abs"}
CALLS = [((number,), {}) for number in range(3)]
ALL = ("latency", "memory", "leaks")


def opened(options=None, parts=ALL, facts=None, **pair):
    given = {**SIDES, "inputs": CALLS, "name": "n", **pair}
    return Suite(family=4).open(Pair(**given), options or Options(seed=7), parts=parts, facts=facts)


def test_a_record_names_the_versions_of_what_its_sides_come_from():
    """Of the library of either side, whether it is named by itself or by a module inside."""
    record = opened(control="numpy:abs", candidate="msgspec.json:decode").record
    assert {"numpy", "msgspec", "switchover"} <= set(record.environment.versions)


def test_a_pair_begins_with_what_is_known_of_it():
    """Names, seed, inputs with their digest; nothing measured is no verdict."""
    each = opened(Options(seed=7, budget=0.1))
    record = each.record
    assert (record.name, record.verdict, record.budget, record.seed) == (
        "n",
        "inconclusive",
        0.1,
        7,
    )
    assert (record.control, record.candidate) == ("operator:neg", "builtins:abs")
    assert (record.inputs, record.sample.total, record.sample.drawn) == (3, 3, 3)
    assert record.inputs_digest == each.drawn.digest
    assert (record.environment.pinned, each.checked, each.parts) == (False, None, ALL)
    assert opened(name="").record.name == "builtins:abs"
    one, other = opened(Options()), opened(Options())
    assert one.record.seed != other.record.seed
    assert one.options.seed == one.record.seed


def test_only_so_many_inputs_are_drawn_as_are_asked_for():
    """And the record knows how many there were."""
    record = opened(Options(seed=7, inputs=2)).record
    assert (record.inputs, record.sample.drawn) == (3, 2)


def test_a_latency_is_given_all_that_the_options_say(monkeypatch):
    """The rule with the family's size, the clock, callers, time, seed, and the drawn inputs."""
    there = Parts(monkeypatch)
    options = Options(seed=7, budget=0.07, level=0.95, time_s=3.0, clock="wall", callers=2, fresh=True,
                      timeout_s=9.0, pin=False, calls="first", answers="differ")  # fmt: skip
    each = opened(options)
    tell = [].append
    each.measure("latency", progress=tell)
    job, settings, given, progress, until = there.given["latency"]
    assert settings == LatencySettings(rule=StoppingRule(budget=0.07, level=0.95, family=4), time_s=3.0, seed=7,
                                clock="wall", timeout_s=9.0, pin=False, calls="first", asked_s=3.0)  # fmt: skip
    assert job == Job(control="operator:neg", candidate="builtins:abs", inputs=each.drawn.inputs,
                      stands_for=each.drawn.stands_for, differ=None, as_values=False, callers=2,
                      fresh=True)  # fmt: skip
    assert (given, progress) == (each.options, tell)
    assert (given.family, given.self_check) == (4, True)
    assert until.left() == pytest.approx(3 * 3.0 + 10 - (0.5 + 0.9) * 3.0 - 7.0)


def test_answers_are_compared_as_the_options_say(monkeypatch):
    """Built in, not at all, or by a function, which is given values."""
    there = Parts(monkeypatch)

    def differ(*_):
        return None

    for answers, expected, as_values in (
        ("same", measuring.difference, False), ("differ", None, False), (differ, differ, True),
    ):  # fmt: skip
        opened(Options(seed=7, answers=answers)).measure("latency")
        job = there.given["latency"][0]
        assert (job.differ, job.as_values) == (expected, as_values)


def test_what_was_timed_becomes_part_of_the_record(monkeypatch):
    """With its counts, and inputs named by their place in the corpus."""
    ratios = (InputRatio(inputs=(0, 1), ratio=1.1, share=0.5),)
    Parts(monkeypatch, latency=found(1.0, "pass", inputs=ratios))
    for most, said in ((2, ("said", "2 of 3 inputs drawn")), (3, ("said",))):
        each = opened(Options(seed=7, inputs=most))
        record = each.measure("latency")
        assert record is each.record
        assert record.latency.reasons == said
        places = tuple(each.drawn.places[index] for index in (0, 1))
        assert record.latency.inputs[0].inputs == places
        assert (record.verdict, record.ratio, record.against) == ("pass", 1.0, "")
        assert record.witnesses == (witness("opcodes", 1.0),)


@pytest.mark.parametrize(
    ("options", "launches", "can_pin", "pinned"),
    [
        ({}, 8, True, True), ({"pin": False}, 8, True, False), ({"callers": 2}, 8, True, False),
        ({}, 0, True, False), ({}, 8, False, False),
    ],
)  # fmt: skip
def test_a_record_says_whether_its_launches_were_pinned(
    monkeypatch, options, launches, can_pin, pinned
):
    """Where it was asked for, is possible, with one caller, and there was a launch."""
    Parts(monkeypatch, latency=found(1.0, "pass", launches=launches))
    monkeypatch.setattr(measuring.latency, "can_pin", lambda: can_pin)
    record = opened(Options(seed=7, **options)).measure("latency")
    assert record.environment.pinned == pinned


def test_memory_and_leaks_are_given_their_share(monkeypatch):
    """All inputs, the budget of memory, and what time is left of the pair's."""
    there = Parts(monkeypatch)
    each = opened(Options(seed=7, budget=0.07, memory_budget=0.2, time_s=20.0))
    tell = [].append
    each.measure("latency")
    each.measure("memory", tell=tell)
    given = there.given["memory"]
    assert (given["sides"], given["inputs"]) == (
        ("operator:neg", "builtins:abs"),
        each.drawn.inputs,
    )
    assert given["stands_for"] == each.drawn.stands_for
    assert (given["budget"], given["seed"], given["progress"]) == (0.2, 7, tell)
    assert given["time_s"] == pytest.approx(70 - 0.9 * 20 - 4, abs=0.5)
    each.measure("leaks", tell=tell)
    given = there.given["leaks"]
    assert (given["sides"], given["inputs"]) == (
        ("operator:neg", "builtins:abs"),
        each.drawn.inputs,
    )
    assert given["time_s"] == pytest.approx(20.0)
    assert given["until"].left() == pytest.approx(70)
    assert (given["call_s"], given["progress"]) == (1e-4, tell)
    assert [each.record.memory, each.record.leaks] == [s.memory(), s.leaks()]
    raised = (((1,), {}),)
    each.drawn = replace(each.drawn, raised=raised)
    each.measure("leaks")  # what both sides raised on is watched as well, and never timed
    assert there.given["leaks"]["inputs"] == (*each.drawn.inputs, *raised)
    plain = opened(Options(seed=7, budget=0.07, time_s=2.0))
    plain.measure("memory")
    plain.measure("leaks")
    assert there.given["memory"]["budget"] == 0.07
    assert there.given["leaks"]["time_s"] == pytest.approx(0.3 * 16, abs=0.2)
    assert there.given["leaks"]["call_s"] == 0.0
    late = opened(Options(seed=7))
    late._deadline = measuring.Deadline.after(-50)
    late.measure("memory")
    assert there.given["memory"]["time_s"] == 0.1


def test_all_parts_are_measured_in_their_order(monkeypatch):
    """And no other."""
    there = Parts(monkeypatch)
    record = opened().measure_all()
    assert list(there.given) == ["latency", "memory", "leaks"]
    assert record.verdict == "pass"
    there.given.clear()
    opened(parts=("leaks", "memory")).measure_all(progress=TELL)
    assert list(there.given) == ["leaks", "memory"]


def test_a_fail_lets_the_machine_be_tried(monkeypatch):
    """With the control on both sides, beyond the low end; a pass does not, nor where it is off."""
    there = Parts(monkeypatch, latency=found(1.5))
    each = opened()
    each.measure("latency")
    job, options, until, beyond = there.given["trial"]
    assert (job.control, job.candidate, job.copied, job.differ) == (
        "operator:neg",
        "operator:neg",
        True,
        None,
    )
    assert (options, beyond, each.checked) == (each.options, pytest.approx(1.5 * 0.98), there.check)
    assert until is there.given["latency"][4]
    for latency, options in (
        (found(1.0, "pass"), {}), (found(1.5, "inconclusive"), {}), (found(1.5, launches=0), {}),
        (found(1.5), {"self_check": False}),
    ):  # fmt: skip
        there = Parts(monkeypatch, latency=latency)
        opened(Options(seed=7, **options)).measure("latency")
        assert "trial" not in there.given


def test_a_fail_that_opcodes_prove_needs_no_trial(monkeypatch):
    """It stands as it is; where a call does something else with its time, the machine is tried."""
    ratios = (InputRatio(inputs=(0, 1), ratio=1.5, share=1.0),)
    for call_s, tried in ((100e-9, False), (51 * 50e-9, True)):
        there = Parts(monkeypatch, latency=found(1.5, inputs=ratios, control_times=(call_s,)))
        there.counts = (WitnessRecord(name="opcodes", control=100, candidate=110, ratio=1.1),)
        each = opened()
        assert each.measure("latency").verdict == "fail"
        assert ("trial" in there.given, each.checked is not None) == (tried, tried)


def test_a_fail_that_the_machine_explains_is_taken_back(monkeypatch):
    """In the pair's record."""
    there = Parts(monkeypatch, latency=found(1.5))
    there.check = trial.SelfCheck(
        fit=False, reason="unfit", interval=Interval(ratio=1, low=0.5, high=2.0, level=0.99)
    )
    assert opened().measure("latency").verdict == "inconclusive"


def test_against_a_revision_the_control_is_taken_from_there(monkeypatch):
    """Its folder and path in the job, its commit in the record; the candidate tries the machine."""
    there = Parts(monkeypatch, latency=found(1.5))
    each = opened(against="HEAD~3", control="nowhere:f")
    record = each.measure("latency")
    job = there.given["latency"][0]
    assert (there.given["revision"], record.against) == ("HEAD~3", "c0ffee")
    assert (job.control_path, job.control_folder) == (("/there/src",), "/there")
    assert (record.control, there.given["trial"][0].control) == ("nowhere:f", "builtins:abs")
    with pytest.raises(BenchError, match="both sides are named as module:function"):
        opened(against="HEAD", control=abs).measure("latency")
    with pytest.raises(BenchError, match="both sides are named as module:function"):
        opened(against="HEAD", candidate=abs).measure("latency")


def test_a_difference_is_explained_in_what_time_is_left(monkeypatch):
    """A third of it, little more than a second at most; under a second it is not worth it, and that is said."""
    there = Parts(monkeypatch)
    measured = []
    monkeypatch.setattr(
        profile.Explanation, "measured", lambda self, latency: measured.append(latency) or self
    )
    each = opened()
    each.measure("latency")
    found_ = each.explain()
    given = there.given["explain"]
    assert (given["sides"], given["inputs"]) == (
        ("operator:neg", "builtins:abs"),
        each.drawn.inputs,
    )
    assert (given["time_s"], found_.control, measured) == (1.2, "c", [each.record.latency])
    assert given["limit_s"] == pytest.approx(40, abs=0.5)
    each._deadline = measuring.Deadline.after(3.0)
    each.explain()
    assert there.given["explain"]["time_s"] == pytest.approx(1.0, abs=0.1)
    each._deadline = Left(1.0)
    assert each.explain().warnings == ()
    each._deadline = Left(0.999)
    assert "no time was left for a profile" in each.explain().warnings[0]
    each._deadline = measuring.Deadline.after(0.9)
    late = each.explain()
    assert (late.control, late.candidate) == ("operator:neg", "builtins:abs")
    assert "no time was left for a profile" in late.warnings[0]


# the machine, and several pairs


@pytest.mark.parametrize(
    ("budget", "beyond", "asked"),
    [(0.05, None, 0.05), (0.05, 1.06, 0.05), (0.05, 2.1, 1.0), (0.05, 1.1025, 0.05)],
)
def test_a_trial_asks_for_no_more_than_a_fail_needs(monkeypatch, budget, beyond, asked):
    """Its error must not reach from the budget to the low end."""
    given = []

    def measure(job, settings, **_):
        given.append((job, settings))
        return found(1.0, "pass")

    monkeypatch.setattr(trial.latency, "measure", measure)
    options = Options(seed=3, budget=budget, level=0.95, time_s=5.0, timeout_s=8.0, pin=False)
    until = Left(100.0)
    check = trial.try_machine(JOB, options, until=until, beyond=beyond)
    job, settings = given[0]
    assert job is JOB
    assert settings.rule.budget == pytest.approx(asked)
    assert settings == LatencySettings(
        rule=StoppingRule(budget=settings.rule.budget, level=0.95, both_ways=True), time_s=3.0, seed=3,
        timeout_s=8.0, pin=False, until=until, asked_s=5.0,
    )  # fmt: skip
    assert check.fit
    trial.try_machine(JOB, options, until=Left(0.5))
    assert given[-1][1].time_s == 0.5
    trial.try_machine(JOB, Options(), until=until)
    assert given[-1][1].seed == 0


def test_a_trial_that_cannot_be_made_says_nothing(monkeypatch):
    """No time, or a launch that died."""
    none = trial.try_machine(JOB, Options(), until=Left(0.0))
    assert (none.fit, none.reason) == (None, "the machine could not be tried: no time was left")

    def die(*_, **__):
        raise LaunchError("it died")

    monkeypatch.setattr(trial.latency, "measure", die)
    died = trial.try_machine(JOB, Options(), until=Left(5.0))
    assert (died.fit, died.reason) == (None, "the machine could not be tried: it died")


def test_the_machine_is_tried_with_a_pairs_own_control(monkeypatch):
    """On inputs of its corpus, within twice the time of a trial."""
    given = []
    monkeypatch.setattr(
        trial, "try_machine", lambda job, options, *, until: given.append((job, options, until))
    )
    options = Options(seed=3, inputs=2, time_s=5.0)
    trial.check_machine(Pair(**SIDES, inputs=CALLS), options)
    job, got, until = given[0]
    assert job.inputs == draw(CALLS, seed=3, most=2).inputs
    trial.check_machine(Pair(**SIDES, inputs=CALLS), replace(options, seed=None))
    assert given[1][0].inputs == draw(CALLS, seed=0, most=2).inputs
    assert (job.control, job.candidate, job.copied, len(job.inputs)) == (
        "operator:neg",
        "operator:neg",
        True,
        2,
    )
    assert got is options
    assert until.left() == pytest.approx(6.0)


def test_a_suite_is_a_family(monkeypatch):
    """As many as there are pairs; the options' own where it is more."""
    there = Parts(monkeypatch, latency=found(1.5))
    pairs = [Pair(**SIDES, inputs=CALLS, name=name) for name in "abc"]
    told = []
    monkeypatch.setattr(measuring.latency, "can_pin", lambda: True)
    suite = measure_suite(
        pairs, Options(seed=1), progress=lambda pair, made: told.append((pair.name, made))
    )
    assert there.given["latency"][1].rule.family == 3
    there.given["latency"][3]("so far")
    assert told == [("c", "so far")]
    assert [each.name for each in suite.pairs] == ["a", "b", "c"]
    assert (suite.verdict, suite.fit, suite.environment.pinned) == ("fail", True, True)
    measure_suite(pairs, Options(seed=1, family=9, pin=False))
    assert there.given["latency"][1].rule.family == 9
    assert there.given["latency"][3] is None
    there.given.clear()
    found_ = measure_suite(pairs, Options(seed=1, pin=False), self_check=False)
    assert ("trial" in there.given, found_.fit, found_.environment.pinned) == (False, None, False)
    assert measure_suite([], Options(seed=1)).verdict == "inconclusive"
    measure_suite(pairs[:1], Options(seed=1), parts=("memory",))
    assert there.given["memory"]["seed"] == 1


def test_a_suite_may_go_without_trials():
    """Either by itself or by the options."""
    pair = Pair(**SIDES, inputs=CALLS)
    for ours, theirs in ((True, True), (True, False), (False, True)):
        each = Suite(self_check=ours).open(pair, Options(seed=1, self_check=theirs))
        assert each.options.self_check == (ours and theirs)
        assert (each.options.family, each.parts) == (1, ("latency",))


def test_sides_of_one_name_are_measured_apart_and_tried_together(monkeypatch):
    """Each in a process with the whole import path; the machine's trial has one side, twice."""
    there = Parts(monkeypatch, latency=found(1.5))
    monkeypatch.setattr(measuring, "must_be_apart", lambda *sides: sides == tuple(SIDES.values()))
    opened().measure("latency")
    assert there.given["latency"][0].control_path == tuple(sys.path)
    assert there.given["trial"][0].control_path == ()
    opened(against="HEAD").measure("latency")
    assert there.given["latency"][0].control_path == ("/there/src",)
    monkeypatch.setattr(measuring, "must_be_apart", lambda *_: False)
    opened().measure("latency")
    assert there.given["latency"][0].control_path == ()


def test_each_part_knows_what_time_was_asked_for(monkeypatch):
    """What it advises has to be more."""
    there = Parts(monkeypatch)
    opened(Options(seed=7, time_s=3.0)).measure_all()
    assert [there.given[part]["asked_s"] for part in ("memory", "leaks")] == [3.0, 3.0]
    assert there.given["latency"][1].asked_s == 3.0


def test_the_machine_is_tried_as_the_pair_was_measured(monkeypatch):
    """On the same inputs, by as many callers, with what they stand for."""
    there = Parts(monkeypatch, latency=found(1.5))
    each = opened(Options(seed=7, callers=3, fresh=True))
    each.measure("latency")
    job = there.given["trial"][0]
    assert (job.inputs, job.callers, job.fresh) == (each.drawn.inputs, 3, True)
    assert job.stands_for == each.drawn.stands_for


def test_one_pair_is_measured_as_the_options_say(monkeypatch):
    """In the parts that are asked for, telling how far it is; the latency alone unless said."""
    there = Parts(monkeypatch)
    pair = Pair(**SIDES, inputs=CALLS)
    record = measure(pair, Options(seed=3, budget=0.2), parts=("latency", "memory"), progress=TELL)
    assert (record.seed, record.budget, record.verdict) == (3, 0.2, "pass")
    assert list(there.given) == ["latency", "memory"]
    assert there.given["latency"][3] is TELL
    assert there.given["latency"][1].rule.family == 1
    there.given.clear()
    measure(pair)
    assert list(there.given) == ["latency"]
