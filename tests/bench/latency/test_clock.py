"""CPU time decides only where waiting cannot hide a breach of the budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.latency.clock import ON_CORE, OTHERS, Presence, choose

shares = st.floats(0, 1)


def clock(control, candidate, *, callers=1, elsewhere=0.0):
    sides = Presence(on_core=control), Presence(on_core=candidate, elsewhere=elsewhere)
    return choose(*sides, budget=0.05, callers=callers).clock


@pytest.mark.parametrize(
    ("control", "candidate", "expected"),
    [
        (1.0, 1.0, "cpu"),
        (0.97, 0.96, "cpu"),
        (0.99, 0.92, "wall"),  # a candidate that sleeps 7 % would pass by CPU time
        (0.92, 0.99, "wall"),  # and a control that does would fail by it
        (0.89, 0.89, "wall"),
        (0.02, 0.02, "wall"),
        (1.0, 0.0, "wall"),
    ],
)
def test_the_clock_fits_where_the_time_goes(control, candidate, expected):
    """Computing is judged by CPU time, waiting and unequal waiting by wall time."""
    assert clock(control, candidate) == expected


def test_callers_and_other_threads_need_the_wall():
    """Work that the calling thread's clock cannot see is judged by wall time."""
    assert clock(1.0, 1.0, callers=2) == "wall"
    assert clock(1.0, 1.0, elsewhere=0.2) == "wall"


def test_that_parallel_work_cannot_gain_on_one_core_is_said():
    """A reader of a pinned measurement learns why two processes were no faster than one."""
    sides = Presence(on_core=1.0), Presence(on_core=0.5, elsewhere=0.5)
    assert "pin=False" in choose(*sides, budget=0.05, pinned=True).reason
    assert "pin=False" in choose(*sides, budget=0.05, pinned=True, asked="wall").reason
    assert "pin=False" not in choose(*sides, budget=0.05).reason


@given(shares, shares, st.sampled_from(["cpu", "wall"]))
def test_the_clock_that_is_asked_for_decides(control, candidate, asked):
    """Whatever the shares, and the reason says that it was asked for."""
    sides = Presence(on_core=control), Presence(on_core=candidate)
    choice = choose(*sides, budget=0.05, callers=2, asked=asked)
    assert choice.clock == asked
    assert choice.reason.endswith("as asked")


@given(shares, shares)
def test_the_sides_are_treated_alike(control, candidate):
    """Swapping the sides never changes the clock."""
    assert clock(control, candidate) == clock(candidate, control)


@given(shares, shares)
def test_cpu_time_is_chosen_only_when_waiting_is_small_and_alike(control, candidate):
    """Whatever the shares, CPU time implies both compute nearly always, and equally."""
    if clock(control, candidate) == "cpu":
        assert min(control, candidate) >= ON_CORE
        assert abs(control - candidate) <= 0.025


def test_the_reason_names_both_shares():
    """A report can say why a clock was chosen."""
    reason = choose(Presence(on_core=1.0), Presence(on_core=0.5), budget=0.05).reason
    assert reason == "wall time decides: control computes 100% of its time, candidate 50%"


@pytest.mark.parametrize(("candidate", "expected"), [(0.956, "cpu"), (0.954, "wall")])
def test_the_sides_may_wait_unequally_by_half_the_budget(candidate, expected):
    """And by no more."""
    assert clock(0.98, candidate) == expected


def test_only_work_of_others_on_one_core_cannot_gain():
    """Asked for a clock, a pinned measurement of one thread is told nothing."""
    sides = Presence(on_core=1.0), Presence(on_core=1.0)
    reason = choose(*sides, budget=0.05, pinned=True, asked="wall").reason
    assert reason == "wall time decides, as asked"


def test_waiting_unequally_by_just_half_the_budget_is_allowed():
    """In figures that a double holds exactly."""
    sides = Presence(on_core=1.0), Presence(on_core=0.9375)
    assert choose(*sides, budget=0.125).clock == "cpu"


def test_what_others_may_compute_is_allowed_up_to_its_limit():
    """Beyond it the wall decides, and only on one core it cannot gain."""
    assert clock(1.0, 1.0, elsewhere=OTHERS) == "cpu"
    assert clock(1.0, 1.0, elsewhere=OTHERS + 1e-9) == "wall"
    sides = Presence(on_core=1.0), Presence(on_core=1.0, elsewhere=0.5)
    reason = choose(*sides, budget=0.05, pinned=False, asked="wall").reason
    assert reason == "wall time decides, as asked"
