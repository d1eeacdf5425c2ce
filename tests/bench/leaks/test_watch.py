"""Real leaks in real processes: found, named and told from what only looks like one."""

import os
import subprocess
import sys
import time
from multiprocessing import shared_memory
from pathlib import Path

import pytest

from switchover.bench.launch import launch
from switchover.bench.leaks import watch
from switchover.bench.leaks.signals import SIGNALS
from switchover.bench.leaks.watched import SideSeries
from switchover.bench.records import LeakTrace

INPUTS = [((3,), {}), ((4,), {})]
PAGE = os.sysconf("SC_PAGESIZE")
RATES = {
    "leak_now_and_then": 0.2, "leak_buffer": 100, "leak_entry": 8, "leak_cache": 3,
    "leak_touched": PAGE, "leak_untouched": PAGE,
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_places(tmp_path, monkeypatch):
    """Have what is planted by name in a place that the test takes away."""
    monkeypatch.setenv("PLANTED", str(tmp_path))
    yield
    for segment in Path("/dev/shm").glob(f"planted-{tmp_path.name}-*"):
        segment.unlink()


ALONE = pytest.mark.alone
"""A segment that nobody maps has no owner: another watch at the same time would count it."""


def segments():
    """Name what there is of shared memory that Python named, or that a process left which ended."""
    rows = [row.split() for row in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]
    left = {row[1] for row in rows if not Path("/proc", row[4]).exists()}
    return {path.name for path in Path("/dev/shm").glob("psm_*")} | left


def watched(name, inputs=INPUTS, time_s=10.0):
    return launch(
        "switchover.bench.leaks.watching:watch_side",
        (f"bench.leaks.planted:{name}", inputs),
        returns=SideSeries,
        timeout_s=60,
        time_s=time_s,
    )


def growing(side):
    return {name for name, series in side.series.items() if series.course == "grows"}


def told(name):
    """Watch, and give the courses that speak too: "undecided" does where the time ran out alone."""
    begun = time.monotonic()
    side = watched(name)
    late = time.monotonic() - begun > 7  # of ten seconds; a quiet machine takes one
    return side, {"undecided"} if late else set()


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("leak_object", "objects"),
        ("leak_bytes", "blocks"),
        ("leak_buffer", "heap"),
        ("leak_entry", "heap"),
        ("leak_now_and_then", "blocks"),
        ("leak_cache", "blocks"),
        ("leak_beside_full_caches", "objects"),
        ("leak_thread", "threads"),
        ("leak_descriptor", "descriptors"),
        ("leak_socket", "sockets"),
        ("leak_task", "tasks"),
        ("leak_coroutine", "coroutines"),
        ("leak_child", "children"),
        ("leak_file", "files"),
        ("leak_file_elsewhere", "files"),
        ("leak_system_v", "segments"),
        ("leak_mapping", "mappings"),
        ("leak_touched", "resident"),
        ("leak_untouched", "mapped"),
    ],
)
def test_a_planted_leak_is_seen(name, signal):
    """Each kind of leak is seen in its own signal, at its rate."""
    side, late = told(name)
    assert side.series[signal].course in {"grows", *late}
    assert side.series[signal].per_call == pytest.approx(RATES.get(name, 1), rel=0.6)
    is_resource = next(each.kind == "resource" for each in SIGNALS if each.name == signal)
    assert side.calls <= (200 if is_resource else 50_000)


@pytest.mark.parametrize(
    "name",
    [
        "clean",
        "clean_await",
        "warms_cache",
        "fills_bounded_cache",
        "fills_ring",
        "fills_pool",
        "fills_workers",
        "logs",
        "imports_late",
        "makes_cycles",
        "ends_soon",
        pytest.param("shares_for_a_while", marks=ALONE),
        "maps_for_a_while",
        "rewrites_a_file",
        "allocates_by_chance",
    ],
)
def test_what_only_looks_like_a_leak_is_not_one(name):
    """Caches and pools that fill, late imports, cycles and short tasks are told from leaks."""
    side, late = told(name)
    assert not growing(side)
    assert {series.course for series in side.series.values()}.isdisjoint({"undecided"} - late)


@pytest.mark.parametrize(
    ("name", "says"), [("slow_leak", {"grows", "undecided"}), ("slow_cache", {"flat", "undecided"})]
)
def test_few_slow_calls_are_told_apart(name, says):
    """A dozen calls: what leaks is never called clean, and what inputs fill is never called a leak."""
    side = watched(name, [((size,), {}) for size in range(30)], time_s=0.7)
    assert side.series["blocks"].course in says
    assert side.calls < 60


def test_a_call_that_changes_its_input_gets_copies():
    """An input that the call appends to does not pile up: each call has one of its own."""
    assert not growing(watched("changes_its_input", [((3,), {"bag": []})]))


def test_a_bounded_cache_is_named():
    """The cache that explains the growth is named, with its size."""
    (first, *_) = watched("fills_bounded_cache").caches
    assert first.startswith("bench.leaks.planted._bounded (")
    assert first.endswith("of 100000)")


@pytest.mark.parametrize(
    ("name", "signal", "type_name", "function", "chain"),
    [
        ("leak_object", "blocks", "Ticket", "leak_object", ("bench.leaks.planted.kept", "[79]")),
        ("leak_bytes", "blocks", "bytes", "leak_bytes", ("bench.leaks.planted.kept", "[79]")),
        (
            "leak_remembered",
            "blocks",
            "Ticket",
            "leak_remembered",
            ("bench.leaks.planted.kept", "[79]"),
        ),
        ("leak_buffer", "heap", "bytes", "leak_buffer", ()),
        ("leak_entry", "heap", "NoneType", "leak_entry", ("bench.leaks.planted.kept", "[0]")),
        (
            "leak_default",
            "blocks",
            "list",
            "leak_default",
            ("bench.leaks.planted.by_number", "[79]"),
        ),
        ("leak_node", "blocks", "Node", "leak_node", ("bench.leaks.planted.last_node",)),
        ("leak_thread", "threads", "thread worker-#", "leak_thread", ("waits at threading.py",)),
        ("leak_descriptor", "descriptors", "descriptor", "leak_descriptor", ()),
        ("leak_socket", "sockets", "socket", "leak_socket", ()),
        ("leak_task", "tasks", "task sleep", "leak_task", ("waits at asyncio",)),
        ("leak_coroutine", "coroutines", "coroutine sleep", "leak_coroutine", ()),
        ("leak_child", "children", "child process", "leak_child", ()),
        ("leak_file", "files", "temporary file", "leak_file", ()),
        ("leak_file_elsewhere", "files", "file", "leak_file_elsewhere", ()),
        pytest.param(
            "leak_segment", "segments", "shared memory segment", "leak_segment", (), marks=ALONE
        ),
        ("leak_mapping", "mappings", "mapping", "leak_mapping", ()),
    ],
)
def test_a_leak_is_traced(name, signal, type_name, function, chain):
    """The diagnosis names the type, the line that makes it and who keeps it."""
    traces = launch(
        "switchover.bench.leaks.diagnosis:diagnose",
        (f"bench.leaks.planted:{name}", INPUTS),
        returns=tuple[LeakTrace, ...],
        timeout_s=60,
        signals=(signal,),
    )
    first = traces[0]
    assert type_name in first.type
    assert "planted.py:" in first.site
    assert first.site.endswith(f" in {function}")
    assert len(first.chain) >= len(chain)
    assert all(step.startswith(begin) for step, begin in zip(first.chain, chain, strict=False))


@pytest.mark.parametrize(
    ("name", "rate", "type_name", "chain"),
    [
        ("leak_each_tenth", 0.1, "list", ("bench.leaks.planted.kept",)),
        ("leak_number", 1.0, "int", ("bench.leaks.planted.squares",)),
        ("leak_unasked", 1.0, "Unasked", ("bench.leaks.planted.kept",)),
    ],
)
def test_what_leaks_seldom_or_holds_numbers_alone_has_its_keeper_named(
    name, rate, type_name, chain
):
    """One object in ten calls, and a dictionary that the collector does not track."""
    (first, *_) = launch(
        "switchover.bench.leaks.diagnosis:diagnose",
        (f"bench.leaks.planted:{name}", INPUTS),
        returns=tuple[LeakTrace, ...],
        timeout_s=60,
        signals=("blocks",),
        fit=1_000,
        rate=rate,
    )
    assert (first.type, first.per_call) == (type_name, pytest.approx(rate, rel=0.1))
    assert first.chain[: len(chain)] == chain


def test_an_argument_that_stays_is_made_by_no_line_of_ours():
    """Who keeps it is named; the copy that each call gets is nobody's line."""
    (first, *_) = launch(
        "switchover.bench.leaks.diagnosis:diagnose",
        ("bench.leaks.planted:leak_argument", [(([3_000],), {})]),
        returns=tuple[LeakTrace, ...],
        timeout_s=60,
        signals=("blocks",),
    )
    assert (first.type, first.chain[0]) == ("list", "bench.leaks.planted.kept")
    assert "copying.py" not in first.site


def test_a_leaking_candidate_fails_and_is_explained():
    """From two import strings to a verdict that names the line."""
    told = []
    record = watch(
        "bench.leaks.planted:clean",
        "bench.leaks.planted:leak_object",
        INPUTS,
        progress=told.append,
    )
    assert record.verdict == "fail"
    assert record.traces[0].type == "Ticket"
    assert [line.split()[1] for line in told] == ["control", "candidate", "where"]
    assert record.seconds > 0


def test_a_leak_on_both_sides_passes():
    """What both sides leak is reported, and passes."""
    record = watch("bench.leaks.planted:leak_bytes", "bench.leaks.planted:leak_bytes", INPUTS)
    assert record.verdict == "pass"
    assert "both sides leak" in record.reasons[0]


CLOSURES = """
import functools, gc, itertools
from switchover.bench.leaks import watch
def test_this():
    kept = []
    record = watch(lambda size: [size], lambda size: kept.append(object()), [((3,), {})], time_s=6)
    print(record.verdict, *record.traces[0].chain, sep="\\n")
@functools.lru_cache(maxsize=100_000)
def held(number): return [number]
def test_frozen():
    numbers, kept = itertools.count(), []
    for number in range(20_000): held(-number - 1)
    gc.freeze()
    def leaks(size):
        held(next(numbers))
        kept.append([size])
    record = watch(lambda size: [size], leaks, [((3,), {})], time_s=6)
    print(record.verdict)
test_this()
test_frozen()
"""


def test_callables_of_a_test_are_watched():
    """A closure, which no other process can import, is watched as well.

    By a process that holds little beside: its fork looks through all that it holds.
    """
    command = [sys.executable, "-c", CLOSURES]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    verdict, root, *steps, frozen = done.stdout.splitlines()
    assert verdict == "fail"
    assert frozen == "fail"  # what a cache held before is no entry that it gained
    assert root.endswith("test_this.<locals>.<lambda>()")
    assert steps == ["(closure)", "[79]"]


@pytest.mark.parametrize(
    ("name", "says"),
    [("raises", "every call of the candidate raised: KeyError: 3"), ("dies", "exit code 3")],
)
def test_a_candidate_that_cannot_be_watched_is_inconclusive(name, says):
    """A side that only raises, or dies, never passes."""
    record = watch("bench.leaks.planted:clean", f"bench.leaks.planted:{name}", INPUTS)
    assert record.verdict == "inconclusive"
    assert says in record.reasons[0]


def test_nothing_stays_behind(tmp_path, monkeypatch):
    """A launch that dies leaves no directory of its own in the place for temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    watch("bench.leaks.planted:leak_file", "bench.leaks.planted:dies", INPUTS)
    assert list(tmp_path.iterdir()) == []


@ALONE
@pytest.mark.skipif(sys.platform != "linux", reason="shared memory is listed by Linux alone")
def test_leaked_segments_are_seen_and_do_not_stay_behind():
    """One of Python's, one of an extension's and one of System V a call: each is counted.

    What Python or System V made is removed after the measurement, and no others.
    """
    other = shared_memory.SharedMemory(create=True, size=64)
    before = segments()
    try:
        record = watch(
            "bench.leaks.planted:clean", "bench.leaks.planted:leak_segments_of_each_kind", INPUTS
        )
        assert record.verdict == "fail"
        (signal,) = (each for each in record.signals if each.name == "segments")
        assert (signal.finding, signal.control.per_call) == ("leak", 0)
        assert signal.candidate.per_call == pytest.approx(3, rel=0.1)
        assert segments() == before
    finally:
        other.close()
        other.unlink()


def test_a_slow_call_is_inconclusive():
    """Where only a few calls fit into the time there is no pass, and the reason says how long."""
    record = watch("time:sleep", "time:sleep", [((0.05,), {})], time_s=1.0)
    assert record.verdict == "inconclusive"
    assert "calls of the control fitted into the time" in record.reasons[0]


def test_without_psutil_there_is_no_pass(monkeypatch):
    """Where psutil is missing the verdict says what to install."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    record = watch("math:sqrt", "math:sqrt", [((4,), {})])
    assert record.verdict == "inconclusive"
    assert "pip install 'switchover[bench]'" in record.reasons[0]
