"""Our records in pytest-benchmark's JSON, held against pytest-benchmark itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_benchmark.stats import Stats

from switchover.bench.plugin.benchmark_json import benchmark_json, stats
from switchover.bench.plugin.table import lines
from switchover.bench.records import ClockRecord, Environment, LatencyRecord, PairRecord

CLOCK = ClockRecord(
    clock="cpu",
    verdict="fail",
    ratio=1.2,
    low=1.19,
    high=1.21,
    level=0.99,
    launch_ratios=(1.2,),
    control_s=2e-5,
    candidate_s=2.4e-5,
)


def record(name="test_a.py::test_x", times=(2e-5, 2.1e-5, 1.9e-5, 5e-5)):
    latency = LatencyRecord(
        verdict="fail",
        reasons=("slow",),
        clock="cpu",
        clocks={"cpu": CLOCK},
        launches=4,
        pairs=len(times),
        seconds=1.0,
        control_on_core=1.0,
        candidate_on_core=1.0,
        calls_per_sample=10,
        control_times=tuple(times),
        candidate_times=tuple(1.2 * time for time in times),
    )
    return PairRecord(
        name=name,
        verdict="fail",
        clock="cpu",
        ratio=1.2,
        low=1.19,
        high=1.21,
        latency=latency,
        environment=Environment(cpu="a processor", measured_at="2026-01-01T00:00:00+00:00"),
    )


@given(st.lists(st.floats(1e-7, 10.0), min_size=1, max_size=60))
def test_statistics_are_those_of_pytest_benchmark(times):
    """Every figure is the one that pytest-benchmark computes from the same times."""
    theirs = Stats()
    for time in times:
        theirs.update(time)
    ours = stats(times, iterations=3)
    for name, value in theirs.as_dict().items():
        if name not in {"outliers", "iqr_outliers"}:
            assert ours[name] == pytest.approx(value, rel=1e-9), name
    assert abs(ours["iqr_outliers"] - theirs.iqr_outliers) <= 1  # a time on the very fence
    assert ours["iterations"] == 3


def test_pytest_benchmark_compares_two_of_our_files(tmp_path):
    """Its own command reads two of our files and finds the benchmarks of both."""
    for name, factor in (("before", 1.0), ("after", 2.0)):
        times = [factor * time for time in (2e-5, 2.1e-5, 1.9e-5, 5e-5)]
        (tmp_path / f"{name}.json").write_bytes(benchmark_json([record(times=times)]))
    done = subprocess.run(
        [Path(sys.executable).parent / "pytest-benchmark", "compare", "before.json", "after.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in ("test_x[control]", "test_x[candidate]", "befo", "afte"):
        assert name in done.stdout


def test_a_record_without_times_is_left_out():
    """A pair that could not be measured has no benchmark, and breaks nothing."""
    empty = PairRecord(name="x", verdict="inconclusive", environment=Environment())
    assert json.loads(benchmark_json([empty]))["benchmarks"] == []


def test_the_table_has_a_line_for_each_pair():
    """One line a pair, in columns under their names, with the end of a long name."""
    head, first, second = lines(
        [record(), PairRecord(name="n" * 90, verdict="inconclusive", environment=Environment())]
    )
    assert head.split() == [
        "pair", "verdict", "ratio", "interval", "control", "candidate", "clock", "memory", "leaks",
    ]  # fmt: skip
    assert "1.200  1.190 to 1.210    20 µs      24 µs" in first
    assert second.startswith("…nnn")
    assert len(head) == len(first) == len(second)
