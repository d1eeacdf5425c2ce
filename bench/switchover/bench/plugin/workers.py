"""Under pytest-xdist: one worker measures at a time, and the records go to the one that writes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ..records import PairRecord

__all__ = ["alone", "hand_over", "handed_over", "is_worker", "lock_file"]


def is_worker(config: pytest.Config) -> bool:
    """Say whether another process collects what is found here."""
    return hasattr(config, "workerinput")


@contextmanager
def alone(config: pytest.Config) -> Iterator[None]:
    """Wait until no other worker of this run measures: pairs side by side would slow each other."""
    if not is_worker(config):
        yield
        return
    import fcntl  # a worker without it would be on Windows, where nothing else works either

    with lock_file(config).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def lock_file(worker: Any) -> Path:
    """Give the file that all workers of one run on one machine lock.

    A worker is its own config, or what the process that writes has of it: both have `workerinput`.
    """
    run: str = worker.workerinput["testrunuid"]
    return Path(tempfile.gettempdir(), f"switchover-{run}.lock")


def hand_over(report: Any, records: list[PairRecord]) -> None:
    """Give a worker's records to the report of the test that measured them.

    pytest-xdist sends a report's attributes on as they are.
    """
    if records:
        report.switchover_pairs = msgspec.json.encode(records).decode()


def handed_over(report: Any) -> list[PairRecord]:
    """Give the records that came with a report."""
    return msgspec.json.decode(report.switchover_pairs, type=list[PairRecord])
