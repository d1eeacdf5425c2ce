"""The lead sentence names every part that failed, in words, with its size."""

from __future__ import annotations

import pytest
import samples_of_runs as s
from msgspec.structs import replace

from switchover.bench.against import AgainstRecord
from switchover.bench.records import LeakTrace, SampleRecord
from switchover.reports.lead import lead, more
from switchover.reports.verdict import judge_pair
from switchover.reports.view import view_pair


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (1.17, "17 % slower"),
        (1.994, "99 % slower"),
        (1.995, "100 % slower"),
        (1.999, "100 % slower"),
        (2.0, "2 × the time"),
        (2.71, "2.7 × the time"),
        (1.1, "10 % slower"),
        (1.0999, "10 % slower"),
        (1.0512, "5.1 % slower"),
        (1.125, "12 % slower"),
        (99.4, "99 × the time"),
        (99.9, "100 × the time"),
        (100.0, "100 × the time"),
        (1234.5, "1,234 × the time"),
    ],
)
def test_a_ratio_in_words(ratio: float, said: str) -> None:
    """Up to twice as much in percent, from there on as a multiple."""
    assert more(ratio, "slower", "the time") == said


def test_every_failed_part_is_named() -> None:
    """Time, memory and leaks in one sentence."""
    leaks = replace(s.leaks("leak"), verdict="fail", traces=(LeakTrace(type="list", per_call=1.0),))
    pair = s.pair(
        latency=s.latency(1.17, verdict="fail"), memory=s.memory(2.7, verdict="fail"), leaks=leaks
    )
    lead = judge_pair(replace(pair, checks=("latency", "memory", "leaks"))).lead
    assert lead == "17 % slower, 2.7 × the memory, leaks one list a call"


def test_a_leak_of_no_known_type_is_told_in_bytes() -> None:
    """A line that left memory behind knows how much, and not of what."""
    traces = (LeakTrace(type="bytes", per_call=276.0),)
    leaks = replace(s.leaks("leak"), verdict="fail", traces=traces)
    lead = judge_pair(replace(s.pair(leaks=leaks), checks=("leaks",))).lead
    assert lead == "leaks 276 bytes a call"


@pytest.mark.parametrize(
    ("metrics", "shown", "said"),
    [
        ({"peak": 1.5}, "peak", "50 % more memory"),
        ({"peak": 1.5, "allocations": 3.0}, "allocations", "3 × the allocations"),
        ({"peak": None, "allocations": 3.0}, "peak", "memory where there was none"),
        ({"allocated": None}, "allocated", "bytes allocated where there were none"),
        ({"allocations": None}, "allocations", "allocations where there were none"),
        ({"allocated": 1.2}, "allocated", "20 % more bytes allocated"),
    ],
)
def test_the_memory_that_grew_most_is_named(
    metrics: dict[str, float | None], shown: str, said: str
) -> None:
    """From nothing to something before any ratio; the page shows the same quantity."""
    (peak, _) = s.memory(1.0).metrics
    found = tuple(
        replace(peak, name=name, ratio=ratio, verdict="fail") for name, ratio in metrics.items()
    )
    pair = s.pair(memory=replace(s.memory(1.0), verdict="fail", metrics=found))
    judged = judge_pair(replace(pair, checks=("memory",)))
    assert judged.lead == said
    (cell,) = view_pair(replace(pair, checks=("memory",)), judged).cells
    assert shown in cell.caption


def test_an_earlier_record_is_named() -> None:
    """What the candidate takes more than in its earlier record, or that it failed."""
    for ratio, said in (
        (1.5, "50 % more than in the earlier record"),
        (None, "comparison with the earlier record failed"),
    ):
        found = AgainstRecord(verdict="fail", basis="counts", ratio=ratio, reasons=())
        pair = replace(s.pair(), against_record=found, checks=("record",))
        assert judge_pair(pair).lead == said


@pytest.mark.parametrize(
    ("kind", "per_call", "said"),
    [
        ("child process", 1.0, "leaks one child process a call"),
        ("child process", 2.0, "leaks 2 child processes a call"),
        ("Settings", 2.0, "leaks 2 Settings a call"),
        ("thread", 0.2, "leaks 0.2 threads a call"),
    ],
)
def test_what_leaks_is_counted_in_words(kind: str, per_call: float, said: str) -> None:
    """By its type where that is known: one, or several of them."""
    traces = (LeakTrace(type=kind, per_call=per_call),)
    pair = s.pair(leaks=replace(s.leaks("leak"), verdict="fail", traces=traces))
    assert judge_pair(replace(pair, checks=("leaks",))).lead == said


@pytest.mark.parametrize(
    ("unit", "per_call", "said"),
    [
        ("processes", 1.0, "leaks one process a call"),
        ("processes", 2.0, "leaks 2 processes a call"),
        ("blocks", 1.0, "leaks one block a call"),
        ("blocks", 3.0, "leaks 3 blocks a call"),
        ("bytes", 1_008.4, "leaks 1,008 bytes a call"),
    ],
)
def test_a_signal_is_counted_in_words(unit: str, per_call: float, said: str) -> None:
    """By what was watched where no type is known."""
    found = s.leaks("leak")
    signal = replace(found.signals[0], unit=unit)
    signal = replace(signal, candidate=replace(signal.candidate, per_call=per_call))
    pair = s.pair(leaks=replace(found, verdict="fail", signals=(signal,), traces=()))
    assert judge_pair(replace(pair, checks=("leaks",))).lead == said


def test_what_is_open_is_named_after_what_failed() -> None:
    """A pair that fails in one part and is undecided in another says both; a pass says nothing."""
    pair = s.pair(
        latency=s.latency(1.5, verdict="fail"), memory=s.memory(1.0, verdict="inconclusive")
    )
    assert judge_pair(replace(pair, checks=("latency", "memory"))).lead == (
        "50 % slower, undecided: memory"
    )
    passed = s.pair(latency=s.latency(0.9))
    assert judge_pair(replace(passed, checks=("latency",))).lead == ""


def test_a_small_part_of_the_corpus_is_a_warning() -> None:
    """What the sample warns of stands beside the first measurement, once."""
    pair = s.pair(latency=s.latency(1.0), memory=s.memory(1.0))
    assert pair.bench is not None
    sample = SampleRecord(total=9, drawn=2, share_of_inputs=0.2, warnings=("a small part",))
    pair = replace(pair, bench=replace(pair.bench, sample=sample), checks=("latency", "memory"))
    latency, memory = judge_pair(pair).checks
    assert "a small part" in latency.warnings
    assert "a small part" not in memory.warnings


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1.0, "leaks one block a call"),
        (1.04, "leaks one block a call"),
        (0.96, "leaks one block a call"),
        (1.06, "leaks 1.06 blocks a call"),
        (0.2, "leaks 0.2 blocks a call"),
        (999.4, "leaks 999 blocks a call"),
        (999.5, "leaks 1,000 blocks a call"),
        (1008.4, "leaks 1,008 blocks a call"),
    ],
)
def test_a_number_is_written_as_people_do(number: float, said: str) -> None:
    """One as a word, few with their figures, many in full."""
    traces = (LeakTrace(type="block", per_call=number),)
    leaks = replace(s.leaks("leak"), verdict="fail", traces=traces)
    assert judge_pair(replace(s.pair(leaks=leaks), checks=("leaks",))).lead == said


def test_a_leak_without_a_trace_is_told_by_the_signal_that_leaks() -> None:
    """Not by one that is clean; where none says so, that it leaks at all."""
    record = replace(s.leaks("leak"), traces=())
    clean, leaking = record.signals[1], record.signals[0]
    for signals, said in (((clean, leaking), "leaks one object a call"), ((clean,), "leaks more")):
        leaks = replace(record, verdict="fail", signals=signals)
        assert judge_pair(replace(s.pair(leaks=leaks), checks=("leaks",))).lead == said


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("shadow", "answers failed"),
        ("latency", "latency failed"),
        ("memory", "memory failed"),
        ("leaks", "leaks more"),
        ("record", "comparison with the earlier record failed"),
    ],
)
def test_a_part_without_figures_is_named_alone(check: str, said: str) -> None:
    """Whether the record lacks them or there is none."""
    bare = s.pair(latency=None, memory=None, leaks=None, shadow_record=None)
    for pair in (bare, replace(bare, bench=None)):
        found = lead(pair, [(check, "fail")])  # type: ignore[list-item] # a word
        assert found == (said if check != "leaks" else "leaks failed")


def test_only_what_a_gate_failed_grew() -> None:
    """Beside a metric that passed, and one that no gate asks for."""
    metric = s.memory(1.5, "fail").metrics[0]
    metrics = (
        replace(metric, name="allocations", ratio=9.0, verdict="pass"),
        replace(metric, name="allocated", ratio=9.0, gated=False),
        metric,
    )
    memory = replace(s.memory(1.5, "fail"), metrics=metrics)
    assert judge_pair(replace(s.pair(memory=memory), checks=("memory",))).lead == "50 % more memory"


def test_answers_that_differ_are_told_before_any_time() -> None:
    """There is nothing to time."""
    differ = replace(s.latency(1.5, verdict="fail"), answers="differ")
    assert judge_pair(replace(s.pair(latency=differ), checks=("latency",))).lead == "answers differ"
