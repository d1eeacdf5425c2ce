"""What is left of a run: an estimate that learns the machine's pace."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.migrations import Corpus, Items, Pair, Plan, run_plans
from switchover.migrations.schedule import (
    CheckSchedule,
    crowding_here,
    crowding_of,
    expected_s,
    left_s,
)

SECONDS = st.floats(0.1, 100)


class Seen:
    """A watcher that keeps what it is told of the schedule."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int, float]] = []

    def scheduled(self, step: int, steps: int, left_s: float) -> None:
        self.steps.append((step, steps, left_s))

    def began(self, pair: str, check: str, total: float | None) -> None: ...
    def advanced(self, done: float) -> None: ...
    def ended(self, said: str) -> None: ...


def pair(name: str = "p", checks: tuple[str, ...] = ("shadow",), **more: float) -> Pair:
    """A pair on two numbers."""
    corpus = Corpus((Items("numbers", (1, 2), raw=True),))
    return Pair(name=name, control=abs, candidate=abs, corpus=corpus, checks=checks, **more)  # type: ignore[arg-type] # checks are words


@given(st.lists(SECONDS, min_size=1), SECONDS)
def test_nothing_is_left_when_all_is_done(expected: list[float], spent: float) -> None:
    """And before anything is done, what was expected."""
    assert left_s(expected, len(expected), spent) == 0
    assert left_s(expected, 0, 0.0) == pytest.approx(sum(expected))


@given(st.lists(SECONDS, min_size=2), SECONDS)
def test_a_slow_machine_has_more_left(expected: list[float], spent: float) -> None:
    """The pace of what is done carries over to what is not."""
    assert left_s(expected, 1, spent + 60) > left_s(expected, 1, spent)


@given(st.lists(SECONDS, min_size=2), st.floats(1, 64))
def test_a_crowded_machine_has_more_left_from_the_beginning(
    expected: list[float], crowding: float
) -> None:
    """Before anything ran its load says the pace; what ran says it later."""
    first = left_s(expected, 0, 0.0, crowding=crowding)
    assert first == pytest.approx(crowding * sum(expected))
    spent = crowding * expected[0]
    later = left_s(expected, 1, spent, crowding=crowding)
    assert later == pytest.approx(crowding * sum(expected[1:]))


def test_a_machine_is_crowded_where_more_wants_to_run_than_it_has_cores() -> None:
    """The one that is about to run is counted in."""
    assert [crowding_of(load, 2) for load in (0.0, 1.0, 7.0)] == [1.0, 1.0, 4.0]


def test_this_machine_is_crowded_by_its_last_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its load goes by its cores; where there is no such figure it is taken for quiet."""
    monkeypatch.setattr(os, "getloadavg", lambda: (7.0, 3.0, 0.0))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert crowding_here() == 4.0
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert crowding_here() == 8.0
    monkeypatch.delattr(os, "getloadavg")
    assert crowding_here() == 1.0


def test_the_time_of_a_pair_counts() -> None:
    """Latency and memory take longer where the plan gives them longer."""
    for check in ("latency", "memory"):
        assert expected_s(pair(time_s=60), check) > expected_s(pair(time_s=5), check)


def test_each_step_is_told_with_an_estimate_by_the_clock() -> None:
    """At twice the expected pace, about twice as much is left."""
    now = [0.0]
    schedule, seen = CheckSchedule(expected=[100.0, 100.0], clock=lambda: now[0]), Seen()
    schedule.advance(seen)
    now[0] = 200.0
    schedule.advance(seen)
    assert [step[:2] for step in seen.steps] == [(1, 2), (2, 2)]
    assert seen.steps[1][2] == pytest.approx(200, rel=0.1)


def test_a_run_schedules_every_check_of_every_plan(tmp_path) -> None:  # type: ignore[no-untyped-def] # a fixture
    """Pairs of several plans count as one run."""
    plans = [Plan(name=name, pairs=(pair("a"), pair("b"))) for name in "xy"]
    seen = Seen()
    run_plans(plans, out=tmp_path, watcher=seen)
    assert [step[:2] for step in seen.steps] == [(n, 4) for n in range(1, 5)]


def test_a_system_that_cannot_say_its_load_is_taken_for_quiet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It has the figure, and fails to read it."""

    def fails() -> tuple[float, float, float]:
        raise OSError("load average was unobtainable")

    monkeypatch.setattr(os, "getloadavg", fails)
    assert crowding_here() == 1.0
