"""Where a fail comes from is told in one line each, and never the wrong way round."""

from switchover.bench import origins
from switchover.bench.profile import FunctionShift
from switchover.bench.records import AllocationSite, LeakTrace


def shift(function, control, candidate, share):
    return FunctionShift(
        function=function, control_own_s=control, candidate_own_s=candidate,
        control_total_s=control, candidate_total_s=candidate, share=share,
    )  # fmt: skip


def test_functions_that_take_longer_are_named():
    """Three at most, with what each adds and its share."""
    found = [shift(name, 1e-6, 3e-6, 0.25) for name in "abcd"]
    assert list(origins.of_time(found)) == [f"{name} 2 µs more, 25% of it" for name in "abc"]


def test_a_profile_that_shows_the_opposite_says_nothing():
    """Where the candidate looks faster under the profiler, no function is blamed for its slowness."""
    found = [
        shift("gone", 9e-6, 1e-6, 1.4),
        shift("new", 0.0, 2e-6, -0.4),
        shift("same", 1.0, 1.0, None),
    ]
    assert list(origins.of_time(found)) == []


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
