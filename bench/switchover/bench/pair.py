"""What is measured: a pair, and the record that its parts add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from .copying import Arguments
from .records import LatencyRecord, LeakRecord, MemoryRecord, PairRecord
from .verdict import worst

__all__ = ["NO_INPUT", "Pair", "with_parts"]

NO_INPUT: tuple[Arguments, ...] = (((), {}),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A control with its candidate, as import strings or callables, and what to call them with.

    Attributes:
        name: In records and reports; the candidate's name where it is empty.
        inputs: (args, kwargs) of each call; one call without arguments by default.
        against: A git revision that the control is taken from: "" for the working tree. Control
            and candidate may then be the same import string.
    """

    control: str | Callable[..., Any]
    candidate: str | Callable[..., Any]
    inputs: Iterable[Arguments] = NO_INPUT
    name: str = ""
    against: str = ""


def with_parts(
    record: PairRecord,
    *,
    latency: LatencyRecord | None = None,
    memory: MemoryRecord | None = None,
    leaks: LeakRecord | None = None,
) -> PairRecord:
    """Add what else was measured; verdict and reasons then speak of all of it.

    The top level restates the latency on the clock that decided.
    """
    parts = {
        "latency": latency or record.latency,
        "memory": memory or record.memory,
        "leaks": leaks or record.leaks,
    }
    measured = {name: part for name, part in parts.items() if part is not None}
    return msgspec.structs.replace(
        record,
        **parts,
        **_headline(latency or record.latency),
        verdict=worst(part.verdict for part in measured.values()),
        reasons=tuple(
            f"{name}: {said}" for name, part in measured.items() for said in part.reasons
        ),
    )


def _headline(found: LatencyRecord | None) -> dict[str, Any]:
    """Restate the deciding clock's figures for the top level of a record."""
    if found is None:
        return {}
    headline: dict[str, Any] = {
        "launches": found.launches,
        "pairs": found.pairs,
        "seconds": found.seconds,
    }
    if decided := found.decided:
        headline |= {
            name: getattr(decided, name) for name in ("clock", "ratio", "low", "high", "level")
        }
    return headline
