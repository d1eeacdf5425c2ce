"""Both sides under memray, in real launches."""

import re
import shutil

import pytest

from switchover.bench.launch import launch
from switchover.bench.memory import driver, measure, tracings
from switchover.bench.memory.sites import grown
from switchover.bench.memory.traced import Traced
from switchover.bench.records import AllocationSite, MemoryRecord, from_json, to_json

INPUTS = [((size,), {}) for size in (100, 1000, 300)]


def check(control, candidate, verdict, *, inputs=INPUTS[1:2], **options):
    names = (f"bench.memory.hungry:{name}" for name in (control, candidate))
    record = measure(*names, inputs, **options)
    assert record.verdict == verdict, record.reasons
    return record


def test_a_function_against_itself_is_exactly_one():
    """The same code counts alike to the byte, in processes with other hash seeds."""
    record = check("rows", "rows", "pass", inputs=INPUTS, seed=5)
    assert [metric.ratio for metric in record.metrics] == [1, 1, 1]
    assert all(metric.exact for metric in record.metrics)
    assert (record.launches, record.inputs) == (2, 3)
    assert from_json(to_json(record), MemoryRecord) == record


def test_ten_percent_more_fails_and_names_the_line():
    """+10 % rows are +10 % peak; the report names where they are made."""
    record = check("rows", "rows_more", "fail")
    peak = record.metrics[0]
    assert peak.ratio == pytest.approx(1.10, abs=0.005)
    assert record.candidate_peak_bytes > record.control_peak_bytes > 200_000
    assert "hungry.py:" in record.sites[0].where
    assert "peak" in record.reasons[0]


def test_two_percent_more_passes():
    """+2 % lies within the budget, and is reported as what it is."""
    assert check("rows", "rows_slightly_more", "pass").metrics[0].ratio == pytest.approx(
        1.02, abs=0.005
    )


def test_a_single_large_block_is_seen():
    """One allocation of a large block counts by its bytes."""
    record = check("block", "block_more", "fail")
    assert [metric.verdict for metric in record.metrics] == ["fail", "pass", "fail"]


def test_passing_memory_is_not_peak():
    """A block that is freed before the next raises what is allocated, but not the peak."""
    record = check("block", "passing_block", "fail")
    peak, _, allocated = record.metrics
    assert peak.ratio == pytest.approx(1, abs=0.01)
    assert allocated.ratio == pytest.approx(2, abs=0.01)


def test_a_gate_can_be_narrowed():
    """Where only the peak is a gate, more and smaller allocations are reported and pass."""
    record = check("passing_block", "block", "pass", gates=("peak",))
    assert [metric.gated for metric in record.metrics] == [True, False, False]


def test_counts_that_vary_get_an_interval():
    """Random sizes get more launches and an interval, and twice the memory still fails."""
    record = check("random_rows", "random_rows_twice", "fail", time_s=150)  # it counts, in its time
    peak = record.metrics[0]
    assert not peak.exact
    assert peak.low > 1.5
    assert record.launches >= 4


def test_without_gates_two_launches_are_all():
    """Who only wants figures gets them from two launches a side, and no verdict where they vary."""
    record = check("random_rows", "random_rows_twice", "inconclusive", gates=())
    assert record.launches == 2
    assert not any(metric.exact or metric.gated for metric in record.metrics)


def test_async_calls_are_counted_without_the_loop():
    """Of a coroutine function the call counts, and not what an event loop does around it."""
    record = check("rows_awaited", "rows_awaited_more", "fail")
    peak, allocations, _ = record.metrics  # on a busy machine a loop adds some bytes of its own
    assert peak.ratio == pytest.approx(1.10, abs=0.005)
    assert allocations.control == pytest.approx(4802, rel=0.02)


def test_nothing_allocates_nothing():
    """A call of an empty function costs nothing above a call."""
    record = check("nothing", "nothing", "pass")
    assert record.candidate_peak_bytes < 64
    assert record.candidate_allocations == 0


def test_a_side_that_only_raises_is_inconclusive():
    """Calls that all raise show nothing about memory."""
    record = check("rows", "raises", "inconclusive")
    assert "every call of the candidate raised: ValueError" in record.reasons[0]


def test_an_input_that_raises_is_an_outcome():
    """An input that raises on both sides is left out, and the others are compared without it."""
    record = check("raises_for_large", "raises_for_large", "pass", inputs=INPUTS)
    assert record.inputs == 2
    assert "1 of the inputs left out" in record.reasons[-1]


def test_a_closure_is_measured():
    """What only a fork can carry is measured as well."""
    record = measure(lambda size: [size] * size, lambda size: [size] * (2 * size), INPUTS[1:2])
    assert record.verdict == "fail"
    assert record.metrics[0].ratio == pytest.approx(2, abs=0.05)


def test_without_memray_there_is_no_pass(monkeypatch):
    """Where memray is missing the verdict says what to install."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    record = measure("math:sqrt", "math:sqrt", [((4,), {})])
    assert record.verdict == "inconclusive"
    assert "pip install 'switchover[bench]'" in record.reasons[0]


def test_a_full_disk_is_no_pass(monkeypatch):
    """Where the trace may have been cut short there is no verdict, and the reason says why."""
    usage = shutil._ntuple_diskusage(100, 99, 1)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    record = measure(lambda size: [size], lambda size: [size], INPUTS[:1])  # a fork has the patch
    assert record.verdict == "inconclusive"
    assert "make room, or set TMPDIR" in record.reasons[0]


def test_time_leaves_inputs_out_on_both_sides():
    """Where the time is short at least one input is measured."""
    traced = launch(
        "switchover.bench.memory.tracing:trace_side",
        ("bench.memory.hungry:rows", INPUTS),
        returns=Traced,
        timeout_s=30,
        time_s=1e-6,
    )
    assert len(traced.peaks) == 1


def test_a_call_counts_the_same_however_little_time_there_is():
    """What the interpreter keeps of each function that is followed first is no need of the call."""
    hurried, patient = (
        launch(
            "switchover.bench.memory.tracing:trace_side",
            ("bench.memory.hungry:many_functions", INPUTS[1:2]),
            returns=Traced,
            timeout_s=30,
            time_s=time_s,
        )
        for time_s in (1e-6, 10)
    )
    assert hurried.calls < patient.calls
    assert (hurried.peaks, hurried.allocations) == (patient.peaks, patient.allocations)


def test_an_input_that_raises_hides_nothing():
    """Growth on one input is found though another raises at once, and the error is named."""
    inputs = [((400,), {}), ((900,), {})]
    record = measure("bench.memory.hungry:rows", "bench.memory.hungry:rows_of_few", inputs)
    assert record.verdict == "fail"
    assert record.inputs == 1
    assert record.metrics[0].ratio == pytest.approx(1.1, abs=0.02)
    assert "1 of the inputs left out: the candidate raised: ValueError: 900" in record.reasons[-1]
    assert any("hungry.py:" in each.where for each in record.sites)


def test_all_inputs_that_raise_are_no_comparison():
    """Where the candidate refuses every input, there is no verdict, and the error is named."""
    record = check("rows", "raises", "inconclusive", inputs=[((900,), {}), ((400,), {})])
    assert "no input could be traced on both sides" in record.reasons[0]
    assert "ValueError" in record.reasons[0]


def test_what_does_not_fit_is_counted_by_what_is_quicker(monkeypatch):
    """A loop too long for a trace of every allocation is judged by its peak, and that is said."""
    monkeypatch.setattr(driver, "_FIRST_TRY", 1e-6)  # as if every allocation took so long
    inputs = [((size,), {}) for size in range(5_000, 5_003)]
    record = measure("bench.memory.hungry:loop", "bench.memory.hungry:loop", inputs, time_s=150)
    assert record.verdict == "pass", record.reasons
    assert record.instrument == "memray-peak"
    assert [metric.name for metric in record.metrics] == ["peak"]
    assert (record.inputs, record.drawn) == (3, 3)
    assert "counted by the peak alone" in record.reasons[-1]


@pytest.mark.alone  # it judges time
def test_what_no_instrument_fits_is_inconclusive_with_the_time_it_takes():
    """Inputs that the time has no room for are counted, and the verdict names what has."""
    inputs = [((0.3,), {}) for _ in range(10)]
    record = measure("time:sleep", "time:sleep", inputs, time_s=3)
    assert record.verdict == "inconclusive"
    assert record.inputs < record.drawn == 10
    assert re.search(r"\d of 10 inputs .*traced in the time.*: --time \d+", record.reasons[0])
    assert record.seconds < 5


@pytest.mark.alone  # it judges time
def test_a_call_beyond_the_time_is_killed():
    """A call that takes longer than all the time ends with it, without a verdict."""
    record = measure("time:sleep", "time:sleep", [((60,), {})], time_s=1)
    assert record.verdict == "inconclusive"
    assert record.seconds < 3


def test_the_quicker_instrument_sees_a_peak():
    """By the peak alone a tenth more rows is a tenth more memory."""
    names = [f"bench.memory.hungry:{name}" for name in ("rows", "rows_more")]
    peaks = [
        launch(
            "switchover.bench.memory.tracing:trace_side",
            (name, INPUTS[1:2]),
            returns=Traced,
            timeout_s=30,
            time_s=10,
            instrument="memray-peak",
        ).peaks[0]
        for name in names
    ]
    assert peaks[1] / peaks[0] == pytest.approx(1.1, abs=0.01)


def test_unknown_gates_are_refused():
    """Gates that mean nothing are refused before anything runs."""
    with pytest.raises(ValueError, match="no such gate: peek"):
        measure("math:sqrt", "math:sqrt", [((4,), {})], gates=("peek",))


def test_what_moves_into_another_process_is_no_gain():
    """Memory of processes that calls start is not counted: one side alone cannot be compared."""
    record = check("rows", "rows_in_a_process", "inconclusive")
    alone = "the candidate's calls alone start processes, whose memory is not counted"
    assert record.reasons[0] == alone
    name = "bench.memory.hungry:rows_in_a_process"
    both = measure(name, name, INPUTS[:1], gates=())
    assert "the calls of both start processes" in both.reasons[-1]


@pytest.mark.parametrize(
    ("stands_for", "said"),
    [
        ((1.0,), "1 numbers for 3 inputs"),
        ((1.0, 2.0, 3.0, 4.0), "4 numbers for 3 inputs"),
        ((0.0, 0.0, 0.0), "one above zero"),
        ((1.0, -1.0, 1.0), "numbers of calls"),
        ((1.0, float("nan"), 1.0), "numbers of calls"),
    ],
)
def test_calls_that_do_not_fit_the_inputs_are_refused(stands_for, said):
    """One number for each input, so that none counts for another; before anything runs."""
    with pytest.raises(ValueError, match=said):
        measure("math:sqrt", "math:sqrt", [((4,), {})] * 3, stands_for=stands_for)


def test_places_come_from_the_launches_that_count(monkeypatch):
    """A fail of what is quick and small names its line after two launches a side, and no more."""
    tasks = []

    def noted(task, *arguments, **options):
        tasks.append(task)
        return launch(task, *arguments, **options)

    monkeypatch.setattr(tracings, "launch", noted)
    record = check("rows", "rows_more", "fail")
    assert (len(tasks), record.launches) == (4, 2)
    assert record.sites


def test_sides_that_cannot_run_at_once_are_traced_by_turns(tmp_path):
    """What one side does to the other beside it is no outcome: all inputs count."""
    held = [((str(tmp_path / "held"),), {})]
    record = check("exclusive", "exclusive_more", "fail", inputs=held)
    assert (record.inputs, record.launches) == (1, 2)
    assert all(metric.exact for metric in record.metrics)
    assert not [reason for reason in record.reasons if "raised" in reason]


def site(where, size, count):
    return AllocationSite(
        where=where, function="f", candidate_bytes=size, candidate_allocations=count
    )


def test_sites_are_compared_place_by_place():
    """Only places with more bytes or more allocations are named, the largest growth first."""
    control = [site("a", 100, 10), site("b", 50, 5), site("c", 10, 1)]
    candidate = [site("a", 120, 10), site("b", 50, 9), site("c", 5, 1), site("d", 90, 1)]
    found = grown(control, candidate)
    assert [each.where for each in found] == ["d", "a", "b"]
    assert (found[1].control_bytes, found[1].candidate_bytes) == (100, 120)


def test_what_only_the_first_calls_need_is_no_fail():
    """Three times the rows in the first 300 calls, as a compiler or a cache: later ones are judged."""
    record = check("rows", "rows_after_a_start", "pass", inputs=INPUTS[:1], time_s=150)
    assert [metric.ratio for metric in record.metrics] == pytest.approx([1, 1, 1], abs=0.02)
    assert record.launches == 4


def test_how_long_a_call_takes_is_said_of_all_inputs():
    """By the first ones alone a thousand calls before the next launches would never end."""
    inputs = [((size,), {}) for size in (1, 1, 300)]
    task = "switchover.bench.memory.tracing:trace_side"
    given = ("bench.memory.hungry:rows_after_a_wait", inputs)
    found = launch(task, given, returns=Traced, timeout_s=60, time_s=20.0, repeats=1)
    assert 0.05 / 3 <= found.call_s < found.needed_s


def test_what_hangs_on_the_hash_seed_is_not_exact():
    """Launches hash otherwise, and one seed for all would call either half of the truth exact."""
    names = (f"bench.memory.hungry:{name}" for name in ("rows", "rows_by_hash"))
    record = measure(*names, INPUTS[:1], seed=7, gates=())  # it is odd by 7, even by 8
    assert not record.metrics[0].exact
    assert record.metrics[0].control < record.metrics[0].candidate


def test_inputs_count_as_often_as_they_are_called():
    """Of 100 and 1,000 rows the first stands for 99 calls: means are nearly the first one's."""
    names = (f"bench.memory.hungry:{name}" for name in ("rows", "rows"))
    record = measure(*names, INPUTS[:2], stands_for=(99.0, 1.0), gates=())
    assert record.control_allocations < 800  # a half of each input would make some 2,300
