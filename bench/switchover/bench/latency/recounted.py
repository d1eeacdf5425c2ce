"""The task that tells a cache from cold memory: what is answered from one executes less."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any

import msgspec

from ..copying import Arguments
from ..exercise import Exercise
from ..target import resolve
from .repeats import warm_up
from .sample import warming

__all__ = ["PLAIN", "Recounted", "executes_less", "run"]

PLAIN = 3.0
"""Times as long that a first call takes where no count is needed: cold memory is not that slow.
**Source:** measured: 0.9 to 1.9 for arrays of 20 kB to 8 MB; a cache in C, which no count sees,
saves nearly all of a call."""

LESS = 1.005
"""Times the opcodes of a call that comes again which a first one executes where a cache is there.
**Source:** what two counts of one call may differ by, as in the witness."""


class Recounted(msgspec.Struct, frozen=True, kw_only=True):
    """Opcodes of each input's first call, and of the same call again."""

    first: list[int]
    again: list[int]


def run(
    payload: tuple[Any, Sequence[Arguments]], *, most_s: float, skipped: Sequence[int] = ()
) -> Recounted:
    """Call some inputs of one side until the process is warm; count the others' first calls."""
    from ..witness.opcodes import counting  # which knows this folder

    spec, inputs = payload
    side = Exercise(resolve(spec), inputs)
    answered = [index for index in range(len(inputs)) if index not in skipped]
    warm, others = answered[: warming(len(answered))], answered[warming(len(answered)) :]
    started = perf_counter()
    warm_up(lambda index: side.prepare(index)(), warm)
    found = Recounted(first=[], again=[])
    for index in others:
        for counts in (found.first, found.again):
            call = side.prepare(index)
            with counting() as total:
                call()
            counts.append(total[0])
        if perf_counter() - started > most_s:
            break
    return found


def executes_less(found: Recounted) -> bool:
    """Say whether calls execute less when their input comes again; what is unknown may. Pure."""
    if not found.first:
        return True
    pairs = zip(found.first, found.again, strict=True)
    return median(first - LESS * again for first, again in pairs) > 0
