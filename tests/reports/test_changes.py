"""From old to new: of each check the quantities behind its verdict, and nothing where it saw nothing."""

from __future__ import annotations

from typing import Any

import pytest
import samples_of_runs as s
from msgspec.structs import replace

from switchover.bench.against import AgainstRecord
from switchover.reports import PairRun
from switchover.reports.changes import Change, changes
from switchover.shadow import Kind


def told(change: Change) -> str:
    return f"{change.what}: {change.control} → {change.candidate} [{change.note}]"


def listed(pair: PairRun, check: Any) -> list[str]:
    return [told(each) for each in changes(pair, check)]


@pytest.mark.parametrize("check", ["shadow", "latency", "memory", "leaks", "record"])
def test_what_did_not_happen_changed_nothing(check: Any) -> None:
    """Whether a record is missing or all of them."""
    bare = s.pair(latency=None, memory=None, leaks=None, shadow_record=None)
    assert changes(bare, check) == ()
    assert changes(replace(bare, bench=None), check) == ()


@pytest.mark.parametrize(
    ("group", "line"),
    [
        (s.group("$.a", 1), "$.a: 12 → 13 [changed in 1 input]"),
        (s.group("$.a", 1200), "$.a: 12 → 13 [changed in 1,200 inputs]"),
        (
            replace(s.group(kind=Kind.TYPE, candidate_type="float"), exemplars=()),
            "$.total: int → float [type in 3 inputs]",
        ),
        (
            replace(s.group(kind=Kind.EXTRA, control_type=None), exemplars=()),
            "$.total: nothing → int [extra in 3 inputs]",
        ),
    ],
)
def test_an_answer_is_shown_by_its_values_or_else_its_types(group: Any, line: str) -> None:
    """And a side that has no value has nothing."""
    assert listed(s.pair(shadow_record=s.shadow(groups=(group,))), "shadow") == [line]


def test_answers_that_a_rule_accepts_are_no_change() -> None:
    """The first five that are open are named."""
    groups = (s.group("$.known", rule="r"), *(s.group(f"$.a{n}") for n in range(6)))
    found = listed(s.pair(shadow_record=s.shadow(groups=groups)), "shadow")
    assert [line.partition(":")[0] for line in found] == [f"$.a{n}" for n in range(5)]
    gone = replace(s.group(), exemplars=(replace(s.group().exemplars[0], control=None),))
    (line,) = listed(s.pair(shadow_record=s.shadow(groups=(gone,))), "shadow")
    assert line.startswith("$.total: nothing → 13")


@pytest.mark.parametrize(
    ("ratio", "note"),
    [
        (0.5, "ratio 0.5 (0.49 to 0.51)"),
        (1.2345678, "ratio 1.235 (1.21 to 1.259)"),
        (12_345.6, "ratio 12,346 (12,099 to 12,593)"),
    ],
)
def test_a_time_is_told_with_its_interval(ratio: float, note: str) -> None:
    """Both sides in their unit, the ratio in full however large."""
    (found,) = changes(s.pair(latency=s.latency(ratio)), "latency")
    assert (found.what, found.control, found.note) == ("cpu time per call", "120 µs", note)


def test_without_an_interval_there_is_none_to_tell() -> None:
    """The ratio stands alone."""
    record = s.latency(1.5, verdict="inconclusive")
    clocks = {name: replace(clock, low=None, high=None) for name, clock in record.clocks.items()}
    pair = s.pair(latency=replace(record, clocks=clocks))
    assert [each.note for each in changes(pair, "latency")] == ["ratio 1.5"]


def test_of_memory_the_first_quantity_is_told_and_what_did_not_pass() -> None:
    """Bytes in their unit, counts as they are; from nothing there is no ratio."""
    made = replace(
        s.memory(),
        metrics=(
            s.metric("peak", "pass", 0.5),
            s.metric("allocations", "pass", 3.0, unit="count"),
            s.metric("allocated", "fail", None),
            s.metric("blocks", "inconclusive", 12.5, unit="count"),
        ),
    )
    assert listed(s.pair(memory=made), "memory") == [
        "peak per call: 100 B → 50 B [−50 %]",
        "allocated per call: 100 B → 300 B []",
        "blocks per call: 100 → 1,250 [12.5 × more]",
    ]
    assert listed(s.pair(memory=replace(made, metrics=())), "memory") == []


@pytest.mark.parametrize(
    ("per_call", "written"),
    [(1.0, "+1"), (12_345.6, "+12,346"), (-0.25, "-0.25"), (0.00001, "+0.00001")],
)
def test_a_leak_is_told_as_what_each_call_leaves(per_call: float, written: str) -> None:
    """Of the signals that are not clean: what they do, on both sides, with their signs."""
    record = s.leaks("leak")
    leaking = replace(
        record.signals[0], candidate=replace(record.signals[0].candidate, per_call=per_call)
    )
    pair = s.pair(leaks=replace(record, signals=(record.signals[1], leaking)))
    assert listed(pair, "leaks") == [f"objects per call: +0 → {written} [leak]"]
    shared = replace(leaking, finding="shared")
    pair = s.pair(leaks=replace(record, signals=(shared,)))
    assert listed(pair, "leaks") == [f"objects per call: +0 → {written} [shared]"]


@pytest.mark.parametrize(
    ("ratio", "lines"),
    [(None, []), (1.5, ["counts: 1 → 1.5 [then, now]"]), (12_345.6, ["counts: 1 → 12,346 [then, now]"])],
)  # fmt: skip
def test_an_earlier_record_is_one(ratio: float | None, lines: list[str]) -> None:
    """What is now is told in proportion to it, where anything could be."""
    then = AgainstRecord(verdict="fail", basis="counts", ratio=ratio, reasons=())
    assert listed(replace(s.pair(), against_record=then), "record") == lines
