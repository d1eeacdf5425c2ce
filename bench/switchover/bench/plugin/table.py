"""The records of a run as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..environment import told
from ..profile.flame import duration
from ..records import PairRecord

__all__ = ["lines"]

_HEAD = ("pair", "verdict", "ratio", "interval", "control", "candidate", "clock", "memory", "leaks")
_LONGEST = 60


def lines(records: Sequence[PairRecord]) -> Iterator[str]:
    """Give a head and a line for each pair, in columns, and what to know of the machine."""
    rows = [_HEAD, *(_row(record) for record in records)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    for row in rows:
        first, *others = zip(row, widths, strict=True)
        yield "  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)])
    yield from (f"note: {said}" for said in told(record.environment for record in records))


def _row(record: PairRecord) -> tuple[str, ...]:
    latency = record.latency
    clock = latency.decided if latency else None
    return (
        _shortened(record.name),
        record.verdict,
        _ratio(record.ratio),
        f"{_ratio(record.low)} to {_ratio(record.high)}",
        duration(clock.control_s) if clock else "-",
        duration(clock.candidate_s) if clock else "-",
        record.clock or "-",
        record.memory.verdict if record.memory else "-",
        record.leaks.verdict if record.leaks else "-",
    )


def _ratio(value: float | None) -> str:
    return f"{value:.3f}" if value is not None and value < 1e6 else "-"


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST else f"…{name[1 - _LONGEST :]}"
