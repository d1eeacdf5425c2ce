"""The witnesses, each run in launches of its own and written as a record."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import msgspec

from .. import memory
from ..errors import LaunchError
from ..latency.sampler import Job
from ..launch import begun, hashing, launch
from ..records import WitnessRecord
from . import callgrind, opcodes
from .support import witness

__all__ = ["count_allocations", "count_instructions", "count_opcodes", "opcodes_counted"]

_ALLOCATED = {"allocations": "allocations", "allocated": "allocated_bytes"}


def count_opcodes(
    job: Job, *, seconds: float = 2.0, timeout_s: float = 60.0
) -> tuple[WitnessRecord, ...]:
    """Count the opcodes of both sides; nothing where they execute none, vary or take too long."""
    with opcodes_counted(job, seconds=seconds, timeout_s=timeout_s) as counted:
        return counted()


@contextmanager
def opcodes_counted(
    job: Job, *, seconds: float, timeout_s: float
) -> Iterator[Callable[[], tuple[WitnessRecord, ...]]]:
    """Begin to count as `count_opcodes` does, and give what waits for the counts.

    A count is the same whatever else runs: another launch may use another core meanwhile. Two
    versions of one module, which need two processes, are counted when they are asked for.
    """
    if job.control_path:
        yield lambda: _counted(lambda: _apart(job, seconds, timeout_s))
        return
    try:
        held = ExitStack()
        counts = held.enter_context(
            begun(
                "switchover.bench.witness.opcodes:count",
                job,
                does="counted opcodes",
                returns=opcodes.Counts,
                timeout_s=timeout_s,
                env=hashing(0),
                seconds=seconds,
            )
        )
    except LaunchError:
        yield lambda: ()
        return
    with held:
        yield lambda: _counted(counts)


def _counted(wait: Callable[[], opcodes.Counts]) -> tuple[WitnessRecord, ...]:
    try:
        counts = wait()
    except LaunchError:
        return ()
    if not counts.inputs:
        return ()
    counted = witness("opcodes", counts.control, counts.candidate)
    return (msgspec.structs.replace(counted, ratio=counts.ratio),)


def count_allocations(job: Job, *, time_s: float = 20.0) -> tuple[WitnessRecord, ...]:
    """Count the allocations of a call on both sides, and their bytes; nothing without memray.

    Counts are means over the inputs, rounded, and only such as were the same in two launches:
    others are chance and witness nothing. Two versions of one module are not counted.
    """
    if job.control_path or not job.inputs:
        return ()
    try:
        found = memory.measure(
            job.control,
            job.candidate,
            job.inputs,
            stands_for=job.stands_for,
            time_s=time_s,
            gates=(),
        )
    except LaunchError:
        return ()
    return tuple(
        witness(_ALLOCATED[each.name], round(each.control), round(each.candidate))
        for each in found.metrics
        if each.name in _ALLOCATED and each.exact and each.control
    )


def count_instructions(
    job: Job, *, timeout_s: float = 60.0, call_s: float = 0.0
) -> tuple[WitnessRecord, ...]:
    """Count the machine instructions of both sides; nothing where valgrind is not found.

    Nor where calls of `call_s` seconds would take longer than the timeout, nor of two versions of
    one module.
    """
    if job.control_path or callgrind.seconds(call_s, inputs=len(job.inputs)) > timeout_s:
        return ()
    counts = callgrind.count(job, timeout_s=timeout_s)
    return () if counts is None else (witness("instructions", *counts),)


def _apart(job: Job, seconds: float, timeout_s: float) -> opcodes.Counts:
    """Count two versions of the same code in a process each."""
    inputs = pickle.dumps(list(job.inputs))
    counts = [
        launch(
            "switchover.bench.witness.opcodes:count_half",
            opcodes.Half(spec=spec, inputs=inputs, path=tuple(path)),
            does="counted opcodes",
            returns=list[int],
            timeout_s=timeout_s,
            env=hashing(0),
            seconds=seconds,
        )
        for spec, path in ((job.control, job.control_path), (job.candidate, sys.path))
    ]
    return opcodes.combine(*counts, inputs=len(job.inputs), stands_for=job.stands_for)
