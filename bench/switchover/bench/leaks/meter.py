"""Takes one stage of readings into arrays that were there before the first of them."""

from __future__ import annotations

import gc
import sys
from array import array
from collections.abc import Callable, Mapping
from math import inf
from time import perf_counter

from ..exercise import Exercise
from ..itself import resident_bytes
from .growth import growth
from .outside import Probe
from .schedule import Stage, StageLimits
from .signals import SIGNALS

__all__ = ["Meter"]

_LEAST = 6  # readings that a slope needs
_STEP_S, _SETTLE_S = 0.002, 0.02
_HEAVY_BYTES = 512 * 2**20

_forget: Callable[[], None] = getattr(
    sys, "_clear_internal_caches", getattr(sys, "_clear_type_cache", lambda: None)
)
"""Empties the interpreter's cache of attributes. It keeps the names that were looked for: they rose
by one block a call through the first thousand calls of code that leaks nothing."""


class Meter:
    """Reads all signals after each batch of calls.

    A list of readings would itself grow by an object for each of them, and be found as a leak of
    the code under test; so the arrays are made first and every stage overwrites the one before.
    """

    def __init__(
        self, exercise: Exercise, probes: Mapping[str, Probe], limits: StageLimits
    ) -> None:
        self._exercise = exercise
        self._signals = [signal for signal in SIGNALS if signal.name in probes]
        self._probes = [probes[signal.name] for signal in self._signals]
        self._columns = [array("q", bytes(8 * limits.batches)) for _ in self._signals]
        self._calls = array("q", bytes(8 * limits.batches))
        self._levels = array("q", bytes(8 * len(self._signals)))
        self._before = array("q", bytes(8 * len(self._signals)))
        self._done = 0
        self._calling_s = 0.0
        self._light = resident_bytes()
        self._read(0)
        self._read(0)  # the probes' own first time is over now

    @property
    def calls(self) -> int:
        """Calls made in all stages so far."""
        return self._done

    @property
    def calling_s(self) -> float:
        """Seconds of all those calls, without the readings between them."""
        return self._calling_s

    def stage(self, per_batch: int, *, ends: float = inf) -> Stage:
        """Run one stage; it ends early where the process has grown so much that it must.

        Or where the time is up: `ends` is that of `time.perf_counter`. Each begins with the first
        input, so that two of one size make the same calls.
        """
        batches = 0
        self._exercise.rewind()
        self._before[:] = self._levels
        for index in range(len(self._calls)):
            started = perf_counter()
            self._exercise.run(per_batch)
            self._calling_s += perf_counter() - started
            self._done += per_batch
            self._calls[index] = self._done
            self._read(index)
            batches = index + 1
            heavy = resident_bytes() - self._light > _HEAVY_BYTES
            if batches >= _LEAST and (heavy or perf_counter() > ends):
                break
        return self._stage(per_batch, batches)

    def series(self, name: str, batches: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Give the calls and the readings of the latest stage."""
        column = self._columns[[signal.name for signal in self._signals].index(name)]
        return tuple(self._calls[:batches]), tuple(column[:batches])

    def level(self, name: str) -> int:
        """Read one signal now."""
        _forget()
        gc.collect()
        return self._probes[[signal.name for signal in self._signals].index(name)]()

    def _stage(self, per_batch: int, batches: int) -> Stage:
        calls = self._calls[:batches]
        return Stage(
            per_batch=per_batch,
            batches=batches,
            growths={
                signal.name: growth(
                    calls, column[:batches], floor_per_call=signal.floor, before=before
                )
                for signal, column, before in zip(
                    self._signals, self._columns, self._before, strict=True
                )
            },
        )

    def _read(self, index: int) -> None:
        self._settle()
        _forget()
        gc.collect()
        for place, probe in enumerate(self._probes):
            self._levels[place] = self._columns[place][index] = probe()

    def _settle(self) -> None:
        """Wait, a little, for threads and tasks that are about to end."""
        waited = 0.0
        gc.collect()
        while waited < _SETTLE_S and self._above():
            self._exercise.rest(_STEP_S)
            waited += _STEP_S

    def _above(self) -> bool:
        return any(
            signal.kind == "resource" and probe() > level
            for signal, probe, level in zip(self._signals, self._probes, self._levels, strict=True)
        )
