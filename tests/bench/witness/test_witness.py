"""Counts are exact, see what they should, and leave the event loop out."""

import sys
from dataclasses import replace

import msgspec
import pytest
import samples_of_runs as s
from bench.measured import (
    by_chance,
    by_chance_after_a_wait,
    fails,
    made,
    made_by_chance,
    spin,
    spin_async,
)

from switchover.bench.latency import Job
from switchover.bench.records import InputRatio, MemoryMetric, MemoryRecord, WitnessRecord
from switchover.bench.witness import (
    backing,
    callgrind,
    count_allocations,
    count_instructions,
    count_opcodes,
    counts,
    proving,
)
from switchover.bench.witness.opcodes import RAISED, VARIED, combine, counting, tally
from switchover.bench.witness.support import witness

ONE = [((1_000,), {})]


def spin_twice_when_large(number):
    """Do the work of a large one twice."""
    return spin(number), number > 1_000 and spin(number)


def test_counts_repeat_exactly():
    """The same call executes the same number of opcodes every time."""
    assert len({tuple(tally(spin, ONE, seconds=5)) for _ in range(2)}) == 1


def test_counts_are_proportional_to_work():
    """Ten percent more units are ten percent more opcodes."""
    (base,), (more,) = (tally(spin, [((n,), {})], seconds=5) for n in (10_000, 11_000))
    assert more / base == pytest.approx(1.1, abs=0.001)


def test_waiting_and_the_event_loop_are_not_counted():
    """An awaited call counts its own opcodes however often the loop turned meanwhile."""
    job = Job(control=spin, candidate=spin_async, inputs=ONE)
    counts = {count_opcodes(job)[0] for _ in range(3)}
    (found,) = counts
    assert found.control < found.candidate < found.control + 600


def test_an_input_that_raises_is_left_out():
    """Only inputs that both sides could run are added up."""
    assert tally(fails, ONE, seconds=5) == [RAISED]
    counts = combine([5, RAISED, 7], [6, 3, RAISED], inputs=3)
    assert (counts.control, counts.candidate, counts.inputs) == (5, 6, 1)


def test_a_count_weighs_inputs_by_their_calls():
    """As the time does that it is to back up: what a call in a thousand needs more backs up none."""
    rare = combine([10, RAISED, 10], [10, 5, 30], inputs=3, stands_for=(999.0, 50.0, 1.0))
    assert (rare.control, rare.candidate, rare.inputs) == (20, 40, 2)
    assert rare.ratio == pytest.approx(1.002)
    assert combine([10, 10], [10, 30], inputs=2).ratio == 2.0
    assert combine([0], [4], inputs=1).ratio is None
    inputs = [((1_000,), {}), ((2_000,), {})]
    job = Job(control=spin, candidate=spin_twice_when_large, inputs=inputs)
    assert count_opcodes(job)[0].ratio > 1.5
    assert count_opcodes(replace(job, stands_for=(999.0, 1.0)))[0].ratio < 1.01


@pytest.mark.parametrize("control", [[5, 5], [5, 5, VARIED]])
def test_a_count_of_a_part_says_nothing(control):
    """Where an input was not counted, or its count is chance, there is no witness."""
    assert combine(control, [6, 6, 6], inputs=3).inputs == 0


def test_chance_is_no_witness():
    """A call that does more or less work each time has no count."""
    assert tally(by_chance, ONE, seconds=5) == [VARIED]
    assert tally(by_chance_after_a_wait, ONE, seconds=5) == [VARIED]
    assert count_opcodes(Job(control=spin, candidate=by_chance, inputs=ONE)) == ()


def test_counting_stops_at_its_time():
    """Of many inputs those are counted that there is time for, at least one."""
    assert len(tally(spin, ONE * 500, seconds=0.0)) == 1


def test_a_large_heap_hides_no_chance():
    """How long the collector takes over what is alive does not make a quick call a slow one."""
    alive = [[index] for index in range(1_000_000)]
    assert tally(by_chance, ONE, seconds=5) == [VARIED]
    assert len(alive) == 1_000_000


def test_a_part_of_the_inputs_is_no_witness():
    """Where the time is up before the last input there is no count; a single input has one."""
    some = Job(control=spin, candidate=spin, inputs=ONE * 50)
    assert count_opcodes(some, seconds=0.0) == ()
    (found,) = count_opcodes(Job(control=spin, candidate=spin, inputs=ONE), seconds=0.0)
    assert found.ratio == 1.0


def test_a_tracer_is_put_back():
    """Counting under a debugger or coverage leaves it attached."""
    before = sys.gettrace()

    def tracer(*_):
        return None

    sys.settrace(tracer)
    try:
        with counting():
            spin(10)
        assert sys.gettrace() is (tracer if sys.version_info < (3, 12) else sys.gettrace())
    finally:
        sys.settrace(before)


def test_both_sides_are_counted_in_a_launch():
    """The record holds both counts and their ratio."""
    (found,) = count_opcodes(Job(control=spin, candidate=spin, inputs=ONE))
    assert found == WitnessRecord(
        name="opcodes", control=found.control, candidate=found.control, ratio=1.0
    )


def test_a_side_that_never_works_has_no_witness():
    """Where nothing could be counted there is no record, not a zero."""
    assert count_opcodes(Job(control=spin, candidate=fails, inputs=ONE)) == ()
    assert count_opcodes(Job(control="no_such:thing", candidate=spin, inputs=ONE)) == ()


@pytest.mark.parametrize(
    ("control", "candidate", "supported"),
    [(100, 110, True), (100, 103, True), (100, 102, False), (100, 90, False), (0, 5, False)],
)
def test_a_count_supports_a_fail_from_half_the_budget(control, candidate, supported):
    """At a budget of 5 % a count has to grow by more than 2.5 %."""
    found = witness("opcodes", control, candidate)
    assert (backing([found], budget=0.05) is found) is supported


def test_no_witness_supports_nothing():
    """Without counts a fail stands alone."""
    assert backing([], budget=0.05) is None


@pytest.mark.parametrize(
    ("name", "candidate", "opcode_s", "proves"),
    [
        ("opcodes", 1_051, 50e-9, True), ("opcodes", 1_050, 50e-9, False),
        ("opcodes", 1_051, 51e-9, False), ("opcodes", 900, 1e-9, False),
        ("allocations", 2_000, 1e-9, False), ("instructions", 2_000, 1e-9, False),
    ],
)  # fmt: skip
def test_only_opcodes_that_a_call_spends_its_time_on_prove_a_fail(
    name, candidate, opcode_s, proves
):
    """They grew beyond the whole budget; of a call that computes in C, or waits, they say little.

    1,000 opcodes are those of one pass over all that was timed: four inputs in two pieces.
    """
    pieces = tuple(InputRatio(inputs=each, ratio=1.0, share=0.5) for each in ((0, 1), (2, 3)))
    times = (100 * opcode_s, 400 * opcode_s)
    found = msgspec.structs.replace(s.latency(1.5), inputs=pieces, control_times=times)
    each = witness(name, 1_000, candidate)
    assert (proving([each], found, budget=0.05) is each) == proves
    assert proving([], found, budget=0.05) is None


def test_without_what_was_timed_nothing_is_proved():
    """Neither inputs nor times, nor a control without opcodes."""
    each = witness("opcodes", 1_000, 2_000)
    pieces = (InputRatio(inputs=(0,), ratio=1.0, share=1.0),)
    for inputs, times in (((), (1e-9,)), (pieces, ())):
        found = msgspec.structs.replace(s.latency(1.5), inputs=inputs, control_times=times)
        assert proving([each], found, budget=0.05) is None
    found = msgspec.structs.replace(s.latency(1.5), inputs=pieces, control_times=(1e-9,))
    assert proving([witness("opcodes", 0, 10)], found, budget=0.05) is None


def test_allocations_are_counted():
    """A call that makes more objects counts more; without inputs there is nothing to count."""
    pytest.importorskip("memray", reason="allocations are counted by memray")
    job = Job(control="builtins:tuple", candidate="builtins:list", inputs=[((range(500),), {})])
    found = {each.name: each for each in count_allocations(job)}
    assert found["allocations"].control > 0
    assert found["allocated_bytes"].control > 500 * 8
    assert count_allocations(Job(control=len, candidate=len, inputs=[])) == ()


def test_allocations_that_vary_are_soon_given_up(monkeypatch):
    """Counts that differ between two launches a side are not looked into any further."""
    pytest.importorskip("memray", reason="allocations are counted by memray")
    records, measure = [], counts.memory.measure

    def kept(*sides, **options):
        records.append(measure(*sides, **options))
        return records[-1]

    monkeypatch.setattr(counts.memory, "measure", kept)
    assert count_allocations(Job(control=made, candidate=made_by_chance, inputs=ONE)) == ()
    assert [each.launches for each in records] == [2]


def metric(name, *, exact):
    return MemoryMetric(
        name=name, unit="", verdict="pass", control=100.0, candidate=120.0, ratio=1.2, low=1.2,
        high=1.2, exact=exact, gated=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("allocations", "allocated", "expected"),
    [
        (True, True, ["allocations", "allocated_bytes"]),
        (True, False, ["allocations"]),
        (False, True, ["allocated_bytes"]),
        (False, False, []),
    ],
)
def test_each_figure_of_allocations_speaks_for_itself(
    monkeypatch, allocations, allocated, expected
):
    """Bytes that vary take nothing from a number of allocations that does not, or the reverse."""
    metrics = metric("allocations", exact=allocations), metric("allocated", exact=allocated)
    record = MemoryRecord(verdict="inconclusive", reasons=(), metrics=metrics)
    monkeypatch.setattr(counts.memory, "measure", lambda *_, **__: record)
    job = Job(control=made, candidate=made, inputs=ONE)
    assert [each.name for each in count_allocations(job)] == expected


def test_calls_too_slow_for_valgrind_are_not_begun():
    """Counting is estimated first, from what a call takes without it."""
    job = Job(control=spin, candidate=spin, inputs=ONE)
    assert callgrind.seconds(0.5, inputs=2) > 100
    assert count_instructions(job, call_s=0.5, timeout_s=100) == ()


def test_two_versions_of_one_module_are_not_counted_as_one(monkeypatch):
    """Against a revision, one process would count the same code on both sides; so none counts."""
    monkeypatch.setattr(callgrind, "count", lambda *_, **__: (100, 100))
    job = Job(control="m:f", candidate="m:f", inputs=ONE, control_path=("/then",))
    assert count_instructions(job) == ()
    assert count_allocations(job) == ()


@pytest.mark.proof  # starting an interpreter under valgrind takes up to a minute
@pytest.mark.skipif(not callgrind.is_available(), reason="valgrind is not installed")
def test_instructions_are_counted():
    """Under callgrind a call that does more counts more; a closure cannot be moved there."""
    job = Job(control="operator:not_", candidate="json:dumps", inputs=[((list(range(300)),), {})])
    (found,) = count_instructions(job, timeout_s=120)
    assert found.name == "instructions"
    assert found.ratio > 1.5
    assert count_instructions(Job(control=lambda: 1, candidate=spin, inputs=ONE)) == ()
