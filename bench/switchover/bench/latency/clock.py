"""Which clock decides: processor time or elapsed time. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Clock

__all__ = ["NAMES", "ClockChoice", "Presence", "choose"]

ON_CORE = 0.9
"""Share of its own time that a call computes, from which it counts as CPU-bound. **Source:** ours:
on a shared two-core machine CPU-bound calls of 20 µs to 20 ms stay above 0.95 once the wait for
the core is taken out, calls that reach out to a loopback socket stay below 0.8."""

OTHERS = 0.05
"""Processor time of other threads and child processes, as a share of the call's own time, from
which the calling thread's clock misses too much: as much as the default budget."""


NAMES: dict[Clock, str] = {"cpu": "CPU time", "wall": "wall time"}

_CANNOT_GAIN = (
    "pinned to one core other threads and processes cannot gain; unpinned they may (--unpinned, or"
    " Options(pin=False))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Where a side's time goes.

    Attributes:
        on_core: Share of wall time, without the wait for the core, that is CPU time; in [0, 1].
        elsewhere: CPU time of other threads and child processes, as a share of the same time.
    """

    on_core: float
    elsewhere: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChoice:
    """The deciding clock and why, in words for the report."""

    clock: Clock
    reason: str


def choose(
    control: Presence,
    candidate: Presence,
    *,
    budget: float,
    callers: int = 1,
    pinned: bool = False,
    asked: Clock | None = None,
) -> ClockChoice:
    """Choose the clock that was asked for, else CPU time where both sides compute nearly always.

    CPU time is blind to waiting, so it decides only while waiting cannot hide a breach of the
    budget: the shares that both sides wait may differ by half the budget at most. Wall time also
    decides for work in other threads and processes, which the calling thread's clock does not see,
    and under concurrent callers.
    """
    shares = (
        f"control computes {control.on_core:.0%} of its time, candidate {candidate.on_core:.0%}"
    )
    apart = max(control.elsewhere, candidate.elsewhere) > OTHERS
    if asked is not None:
        said = f"{NAMES[asked]} decides, as asked"
        return ClockChoice(
            clock=asked, reason=f"{said}; {_CANNOT_GAIN}" if apart and pinned else said
        )
    if callers > 1:
        return ClockChoice(
            clock="wall", reason=f"wall time decides under {callers} concurrent callers"
        )
    if apart:
        said = "wall time decides: other threads or processes do part of the work"
        return ClockChoice(clock="wall", reason=f"{said}; {_CANNOT_GAIN}" if pinned else said)
    if min(control.on_core, candidate.on_core) < ON_CORE:
        return ClockChoice(clock="wall", reason=f"wall time decides: {shares}")
    if abs(control.on_core - candidate.on_core) > budget / 2:
        return ClockChoice(
            clock="wall", reason=f"wall time decides, the sides wait unequally: {shares}"
        )
    return ClockChoice(clock="cpu", reason=f"CPU time decides: {shares}")
