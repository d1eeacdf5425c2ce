"""What a report needs is loaded beside the last counts, and beside nothing else."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from switchover.cli.ahead import Ahead


class Seen:
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def scheduled(self, *told: Any) -> None:
        self.told.append(("scheduled", *told))

    def began(self, *told: Any) -> None:
        self.told.append(("began", *told))

    def advanced(self, *told: Any) -> None:
        self.told.append(("advanced", *told))

    def ended(self, *told: Any) -> None:
        self.told.append(("ended", *told))


def walked(checks: tuple[str, ...], load: Any = None) -> list[str]:
    """Go through checks, and name the one beside which it was loaded."""
    loaded, now, threads = list[str](), [""], threading.active_count()
    ahead = Ahead(Seen(), load or (lambda: loaded.append(now[0])))
    for step, check in enumerate(checks, start=1):
        now[0] = check
        ahead.scheduled(step, len(checks), 1.0)
        ahead.began("p", check, None)
        ahead.ended("pass")
        assert threading.active_count() == threads
    return loaded


@pytest.mark.parametrize(
    ("checks", "beside"),
    [
        (("shadow", "latency", "memory", "leaks"), ["memory"]),
        (("shadow", "latency", "leaks"), ["leaks"]),
        (("latency", "memory"), ["memory"]),
        (("memory", "leaks", "shadow", "latency"), []),
        (("memory", "leaks", "latency"), ["leaks"]),  # and is over when the latency begins
        (("shadow", "memory", "leaks", "shadow", "leaks"), ["leaks"]),
        (("shadow",), []),
        (("shadow", "latency"), []),
        ((), []),
    ],
)
def test_it_is_loaded_beside_the_last_counts(checks: tuple[str, ...], beside: list[str]) -> None:
    """Once, never beside what is timed or compared, and over when the check is."""
    assert walked(checks) == beside


def test_what_cannot_be_loaded_disturbs_nothing() -> None:
    """Whoever needs it later is told."""

    def fails() -> None:
        raise ImportError("no matplotlib")

    assert walked(("memory",), fails) == []


def test_the_watcher_is_told_all_the_same() -> None:
    """In the same words and order."""
    seen = Seen()
    ahead = Ahead(seen, int)
    ahead.scheduled(4, 4, 2.0)
    ahead.began("p", "leaks", 3.0)
    ahead.advanced(0.5)
    ahead.ended("fail: why")
    assert seen.told == [
        ("scheduled", 4, 4, 2.0), ("began", "p", "leaks", 3.0), ("advanced", 0.5), ("ended", "fail: why"),
    ]  # fmt: skip
