"""The witnesses, each run in launches of its own and written as a record."""

from switchover.bench.errors import LaunchError
from switchover.bench.latency.sampler import Job
from switchover.bench.launch import launch
from switchover.bench.records import WitnessRecord
from switchover.bench.witness import callgrind, opcodes
from switchover.bench.witness.support import witness


def count_opcodes(
    job: Job, *, seconds: float = 2.0, timeout_s: float = 60.0
) -> tuple[WitnessRecord, ...]:
    """Count the opcodes of both sides; nothing where they execute none or take too long."""
    try:
        counts = launch(
            "switchover.bench.witness.opcodes:count",
            job,
            returns=opcodes.Counts,
            timeout_s=timeout_s,
            env={"PYTHONHASHSEED": "0"},
            seconds=seconds,
        )
    except LaunchError:
        return ()
    if not counts.inputs:
        return ()
    return (witness("opcodes", counts.control, counts.candidate),)


def count_instructions(job: Job, *, timeout_s: float = 60.0) -> tuple[WitnessRecord, ...]:
    """Count the machine instructions of both sides; nothing where valgrind is not found."""
    counts = callgrind.count(job, timeout_s=timeout_s)
    return () if counts is None else (witness("instructions", *counts),)
