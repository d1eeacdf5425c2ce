"""Where a fail comes from is told in one line each, and never the wrong way round."""

import pytest
import samples_of_runs as s

from switchover.bench import origins
from switchover.bench.profile import Explanation, FunctionShift
from switchover.bench.records import AllocationSite, LatencyRecord, LeakTrace

UNMEASURED = {
    "verdict": "inconclusive", "reasons": (), "clock": "wall", "clocks": {}, "launches": 0, "pairs": 0,
    "seconds": 0.0, "control_on_core": 0.0, "candidate_on_core": 0.0,
}  # fmt: skip


def shift(function, control, candidate, share):
    return FunctionShift(
        function=function, control_own_s=control, candidate_own_s=candidate,
        control_total_s=control, candidate_total_s=candidate, share=share,
    )  # fmt: skip


def explained(*functions, difference_s=None):
    return Explanation(
        control="f",
        candidate="g",
        control_s=sum(each.control_own_s for each in functions),
        candidate_s=sum(each.candidate_own_s for each in functions),
        functions=functions,
        difference_s=difference_s,
    )


def test_functions_that_take_longer_are_named():
    """Three at most, with what each adds and its share."""
    found = explained(*[shift(name, 1e-6, 3e-6, 0.25) for name in "abcd"])
    said = [f"{name} 2 µs more, 25% of the difference" for name in "abc"]
    assert list(origins.of_time(found)) == said


def test_what_is_told_adds_up_to_what_was_measured():
    """A profiler made 134 µs of what is 9 µs without one: the 9 µs are what is explained."""
    shifts = (
        shift("new", 0.0, 134e-6, 0.75),
        shift("g", 0, 44e-6, 0.25),
        shift("old", 9e-5, 0, None),
    )
    found = explained(*shifts, difference_s=9e-6)
    assert list(origins.of_time(found)) == [
        "new 6.75 µs more, 75% of the difference",
        "g 2.25 µs more, 25% of the difference",
    ]


@pytest.mark.parametrize("difference_s", [None, 9e-6])
def test_a_profile_that_shows_the_opposite_says_nothing(difference_s):
    """Where the candidate looks faster under the profiler, no function is blamed for its slowness."""
    found = explained(
        shift("gone", 9e-6, 1e-6, 1.0),
        shift("new", 0.0, 2e-6, None),
        shift("same", 1.0, 1.0, 0.0),
        difference_s=difference_s,
    )
    assert list(origins.of_time(found)) == []


def test_a_profile_knows_the_difference_that_was_measured():
    """The control's time and the ratio on the clock that decided; without a latency it stays open."""
    found = explained(shift("f", 1e-6, 2e-6, 1.0))
    assert found.measured(s.latency(1.25)).difference_s == pytest.approx(0.25 * 1.2e-4)
    assert found.measured(None) == found
    assert found.measured(LatencyRecord(**UNMEASURED)) == found


def test_sites_and_leaks_are_placed():
    """A place with what grew there; a leak with its type, line and keeper, where they are known."""
    site = AllocationSite(
        where="a.py:3", function="f", candidate_bytes=1_500, candidate_allocations=4
    )
    assert list(origins.of_memory([site])) == [
        "a.py:3 in f: +1,500 bytes at the peak, +4 allocations"
    ]
    bare, whole = (
        LeakTrace(type="dict", per_call=1.0),
        LeakTrace(type="dict", per_call=0.5, site="a.py:4 in g", chain=("a.KEPT", "[79]")),
    )
    assert list(origins.of_leaks([bare, whole])) == [
        "1 per call of dict",
        "0.5 per call of dict, made at a.py:4 in g, kept by a.KEPT [79]",
    ]


@pytest.mark.parametrize(
    ("trace", "said"),
    [
        (LeakTrace(type="list", per_call=1.0), "1 per call of list"),
        (LeakTrace(type="task f", per_call=1.0, site="a.py:3 in f", chain=("waits at b.py:4 in g",)), "1 per call of task f, made at a.py:3 in f, which waits at b.py:4 in g"),
        (LeakTrace(type="list", per_call=0.0166667), "0.0167 per call of list"),
        (LeakTrace(type="bytes", per_call=1_234_567.0), "1,234,567 per call of bytes"),
        (LeakTrace(type="T", per_call=2.0, site="a.py:3 in f"), "2 per call of T, made at a.py:3 in f"),
        (LeakTrace(type="T", per_call=2.0, chain=("module a", "_seen", "list")), "2 per call of T, kept by module a _seen list"),
    ],
)  # fmt: skip
def test_a_leak_is_told_by_what_is_known_of_it(trace, said):
    """How much, of what, and where that is known its line and its keeper."""
    assert list(origins.of_leaks([trace])) == [said]


@pytest.mark.parametrize(
    ("before", "after", "grown"),
    [
        ((0, 0), (1_234_567, 1), "+1,234,567 bytes at the peak, +1 allocations"),
        ((100, 5), (40, 9), "-60 bytes at the peak, +4 allocations"),
        ((7, 7), (7, 7), "+0 bytes at the peak, +0 allocations"),
    ],
)
def test_a_place_that_allocates_is_told_by_what_it_grew(before, after, grown):
    """Of bytes and of allocations, each with its sign; the first three places."""
    site = AllocationSite(
        function="f", where="a.py:3", control_bytes=before[0], candidate_bytes=after[0],
        control_allocations=before[1], candidate_allocations=after[1],
    )  # fmt: skip
    assert list(origins.of_memory([site] * 9)) == [f"a.py:3 in f: {grown}"] * 3
