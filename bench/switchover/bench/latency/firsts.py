"""From a calibration for repeated calls to one for the first call of each input. Pure."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from .calibration import cut
from .remembering import Remembered
from .repeats import Repeats
from .sample import Calibration, Piece
from .sampler import Job

__all__ = ["FASTER", "alone", "apart", "of_first_calls"]

_NONE = Remembered()
FASTER = 0.5
"""Ratio below which a candidate that has one input may be answering from a cache."""


def apart(job: Job) -> Job:
    """Give each side a process of its own, so that what one caches the other does not find.

    What cannot be imported shares one.
    """
    job = replace(job, differ=None)
    if job.control_path or not (isinstance(job.control, str) and isinstance(job.candidate, str)):
        return job
    return replace(job, control_path=tuple(sys.path))


def of_first_calls(
    calibration: Calibration,
    found: Repeats,
    *,
    stands_for: Sequence[float],
    kept: Remembered = _NONE,
) -> Calibration:
    """Cut the inputs that do not warm up into pieces, by what their first calls take.

    Each is called once; the only input of a corpus is called in a cold process.
    """
    pieces = cut(found.first, stands_for=stands_for) if found.first else (_only(found.warm),)
    return msgspec.structs.replace(
        calibration,
        pieces=pieces,
        warm=found.warm if found.first else (),
        cached=tuple(
            name
            for name, cached in (("control", found.control), ("candidate", found.candidate))
            if cached or name in kept.sides
        ),
        remembered=tuple(_said(name, getattr(kept, name)) for name in kept.sides),
    )


def _said(side: str, files: Sequence[str]) -> str:
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"the {side} answers from {files[0]}{more} what it was asked before"


def alone(calibration: Calibration) -> Calibration:
    """Note that one input cannot tell a cache from a process that warms up."""
    inputs = sum(len(piece.inputs) for piece in calibration.pieces)
    return msgspec.structs.replace(calibration, single=inputs == 1)


def _only(inputs: tuple[int, ...]) -> Piece:
    return Piece(inputs=inputs, control_passes=1, candidate_passes=1, share=1.0)
