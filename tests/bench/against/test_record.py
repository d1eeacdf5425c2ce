"""Against a record counts decide anywhere, and times only on the same machine."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.against import judge_against
from switchover.bench.latency import StoppingRule
from switchover.bench.latency.welch import interval
from switchover.bench.records import ClockRecord, Environment, LatencyRecord, PairRecord
from switchover.bench.witness.support import witness

HERE = Environment(machine="here", python="3.11.7", cpu="c")
RULE = StoppingRule()


def record(*, opcodes=100_000, seconds=1e-3, environment=HERE, digest="d", launches=6):
    rng = random.Random(seconds)
    times = tuple(seconds * (1 + rng.gauss(0, 0.005)) for _ in range(launches))
    clock = ClockRecord(
        clock="cpu", verdict="pass", ratio=1.0, low=0.99, high=1.01, level=0.99,
        launch_ratios=(1.0,) * launches, control_s=seconds, candidate_s=seconds,
        launch_candidate_s=times,
    )  # fmt: skip
    return PairRecord(
        name="x", verdict="pass", clock="cpu", inputs_digest=digest, environment=environment,
        witnesses=(witness("opcodes", opcodes, opcodes),) if opcodes else (),
        latency=LatencyRecord(
            verdict="pass", reasons=(), clock="cpu", clocks={"cpu": clock}, launches=launches,
            pairs=40, seconds=1.0, control_on_core=1.0, candidate_on_core=1.0,
        ),
    )  # fmt: skip


def elsewhere(**fields):
    return msgspec.structs.replace(HERE, machine="there", **fields)


@pytest.mark.parametrize(
    ("opcodes", "verdict"),
    [(100_000, "pass"), (104_000, "pass"), (105_000, "pass"), (106_000, "fail")],
)
def test_counts_decide_on_any_machine(opcodes, verdict):
    """From another machine, and twice as slow, the count alone decides."""
    then = record(environment=elsewhere(), seconds=5e-4)
    found = judge_against(then, record(opcodes=opcodes), rule=RULE)
    assert (found.verdict, found.basis) == (verdict, "counts")
    assert "machine: 'there' then, 'here' now" in found.reasons[1]


def test_times_of_another_machine_never_pass():
    """Without counts, even a candidate a hundred times faster is inconclusive."""
    then = record(environment=elsewhere(), opcodes=0, seconds=0.1)
    found = judge_against(then, record(opcodes=0), rule=RULE)
    assert (found.verdict, found.basis) == ("inconclusive", "nothing")
    assert "machine: 'there' then, 'here' now" in found.reasons[0]


def test_counts_pass_nothing_that_times_of_a_like_machine_fail():
    """What grew fifty times slower in C has the same opcodes; that is no pass, and no fail either."""
    found = judge_against(record(), record(seconds=5e-2), rule=RULE)
    assert (found.verdict, found.basis) == ("inconclusive", "counts")
    assert "time inside C, and the times fail" in found.reasons[1]
    assert found.reasons[2].startswith("cpu time today / then ")
    assert len(found.reasons) == 4
    assert judge_against(record(), record(seconds=1.0001e-3), rule=RULE).verdict == "pass"


def test_counts_of_another_python_are_not_compared():
    """Opcodes of 3.11 and 3.12 are different things."""
    then = record(environment=msgspec.structs.replace(HERE, python="3.12.1"))
    assert judge_against(then, record(), rule=RULE).basis == "nothing"


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(1.0001e-3, "pass"), (1.2e-3, "fail"), (1.05e-3, "inconclusive")],
)
def test_times_of_this_machine_decide_without_counts(seconds, verdict):
    """On the same machine times decide where nothing was counted, and are called unpaired."""
    found = judge_against(record(opcodes=0), record(opcodes=0, seconds=seconds), rule=RULE)
    assert (found.verdict, found.basis) == (verdict, "time")
    assert "unpaired" in found.reasons[0]


def test_other_inputs_are_no_comparison():
    """A record of other inputs says nothing."""
    found = judge_against(record(digest="other"), record(), rule=RULE)
    assert (found.verdict, found.basis) == ("inconclusive", "nothing")


def test_too_few_launches_are_no_comparison():
    """Two launches have no interval."""
    few, many = record(opcodes=0, launches=2), record(opcodes=0)
    for then, now in ((few, few), (few, many), (many, few)):
        found = judge_against(then, now, rule=RULE)
        assert (found.verdict, found.reasons) == (
            "inconclusive",
            ("too few launches on either side",),
        )
    three = record(opcodes=0, launches=3)
    assert judge_against(three, three, rule=RULE).verdict == "pass"


series = st.lists(st.floats(-10, 10), min_size=3, max_size=20)


@given(series, series)
def test_welch_is_antisymmetric(ours, theirs):
    """Swapping the runs turns the interval round."""
    centre, low, high = interval(ours, theirs, alpha=0.01)
    back = interval(theirs, ours, alpha=0.01)
    assert (centre, low, high) == pytest.approx((-back[0], -back[2], -back[1]))
    assert low <= centre <= high


def test_welch_covers():
    """At 99 % per side the true difference lies outside in about 2 % of 2,000 simulations."""
    rng = random.Random(1)
    missed = 0
    for _ in range(2_000):
        ours = [rng.gauss(0, 1) for _ in range(5)]
        theirs = [rng.gauss(0, 3) for _ in range(8)]
        _, low, high = interval(ours, theirs, alpha=0.01)
        missed += not low <= 0 <= high
    assert missed / 2_000 < 0.03


def test_welch_of_constants_is_a_point():
    """Without spread there is no width."""
    assert interval([1.0, 1.0], [0.5, 0.5, 0.5], alpha=0.01) == (0.5, 0.5, 0.5)


def test_counts_that_fail_fail_whatever_the_times_say():
    """A fail by counts is no doubt, where the times fail too."""
    for seconds in (1e-3, 2e-3):
        found = judge_against(record(), record(opcodes=120_000, seconds=seconds), rule=RULE)
        assert (found.verdict, found.basis) == ("fail", "counts")


def test_a_count_of_nothing_has_no_ratio():
    """And is no count to compare."""
    assert witness("opcodes", 0, 5).ratio is None
    assert witness("opcodes", 4, 6).ratio == 1.5


def test_a_count_says_what_it_does_not_see():
    """Opcodes neither waiting nor time inside C, instructions no waiting; and both figures."""
    for name, blind in (("opcodes", " or time inside C"), ("instructions", "")):
        then, now = (
            msgspec.structs.replace(record(), witnesses=(witness(name, count, count),))
            for count in (100_000, 103_000)
        )
        found = judge_against(then, now, rule=RULE)
        assert (found.verdict, found.basis, found.ratio) == ("pass", "counts", 1.03)
        assert found.reasons == (
            f"{name} 100,000 then, 103,000 now: ratio 1.0300",
            f"{name} do not see waiting{blind}; times were not compared",
        )


def test_instructions_go_before_opcodes_on_the_same_processor_alone():
    """And what only one of both records counted is no count to compare."""

    def counted(cpu, **counts):
        there = msgspec.structs.replace(HERE, cpu=cpu)
        found = tuple(witness(name, count, count) for name, count in counts.items())
        return msgspec.structs.replace(record(environment=there), witnesses=found)

    then = counted("c", opcodes=100, instructions=1000)
    now = counted("c", opcodes=150, instructions=1010)
    assert judge_against(then, now, rule=RULE).ratio == 1.01
    other = counted("d", opcodes=150, instructions=1010)
    assert judge_against(then, other, rule=RULE).ratio == 1.5
    for there, here in ((counted("c", opcodes=5), counted("c", instructions=5)),) * 2:
        assert judge_against(there, here, rule=RULE).basis != "counts"
        assert judge_against(here, there, rule=RULE).basis != "counts"
    assert (
        judge_against(
            counted("c", opcodes=100, instructions=7), counted("c", opcodes=103), rule=RULE
        ).ratio
        == 1.03
    )
    assert (
        judge_against(
            counted("c", opcodes=100), counted("c", opcodes=103, instructions=7), rule=RULE
        ).ratio
        == 1.03
    )


def test_a_record_without_a_clock_is_read_by_the_wall():
    """And one without a latency, or without that clock, has no launches to compare."""
    timed = msgspec.structs.replace(record(opcodes=0), clock="")
    clocks = {"wall": timed.latency.clocks["cpu"]}
    by_wall = msgspec.structs.replace(
        timed, latency=msgspec.structs.replace(timed.latency, clocks=clocks)
    )
    found = judge_against(by_wall, by_wall, rule=RULE)
    assert (found.verdict, found.basis) == ("pass", "time")
    assert found.reasons[0].startswith("wall time today / then ")
    for bare in (timed, msgspec.structs.replace(timed, latency=None)):
        assert judge_against(by_wall, bare, rule=RULE).reasons == (
            "too few launches on either side",
        )


def test_a_side_that_counted_nothing_has_no_count_to_compare():
    """Then or now: times decide."""
    nothing = msgspec.structs.replace(record(), witnesses=(witness("opcodes", 100_000, 0),))
    for then, now in ((nothing, record()), (record(), nothing)):
        assert judge_against(then, now, rule=RULE).basis == "time"


def test_instructions_are_compared_on_one_processor_and_opcodes_anywhere():
    """The former first, where both records have them."""
    both = (witness("instructions", 900, 900), witness("opcodes", 100, 100))
    then, now = (msgspec.structs.replace(record(), witnesses=both) for _ in range(2))
    assert judge_against(then, now, rule=RULE).reasons[0].startswith("instructions 900 then, 900")
    other = msgspec.structs.replace(HERE, cpu="another")
    moved = msgspec.structs.replace(now, environment=other)
    assert judge_against(then, moved, rule=RULE).reasons[0].startswith("opcodes 100 then, 100")
    alone = msgspec.structs.replace(now, witnesses=both[:1])
    assert judge_against(then, alone, rule=RULE).reasons[0].startswith("instructions")
    assert judge_against(alone, record(), rule=RULE).basis == "time"
