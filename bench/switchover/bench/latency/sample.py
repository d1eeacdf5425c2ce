"""What a launch reports: how it cut the corpus, and the raw readings of its pairs."""

from __future__ import annotations

import msgspec

from ..completion import Completion

__all__ = ["PAIRS", "Calibration", "Launch", "Piece", "Readings", "warming"]

PAIRS = 2
"""Pairs of each piece in a launch at least: a block of the sampler's."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Inputs that are timed together in one sample, and how often each side passes over them.

    Attributes:
        inputs: Indices into the inputs.
        control_passes, candidate_passes: Passes in one sample, so that it is long enough to time.
        share: Its share of the control's time over all inputs.
    """

    inputs: tuple[int, ...]
    control_passes: int
    candidate_passes: int
    share: float


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """What the first launch finds out and the others reuse.

    Attributes:
        fresh: Whether a call changes its input or knows it again, so that each needs a copy of its
            own.
        known: Sides of which most calls are cheaper on the very same arguments than on equal ones.
        skipped: Inputs on which either side raised; they are not timed.
        broken: Those of them on which the candidate raised and the control did not.
        compared: Whether the answers were.
        differs: Those that the candidate answers differently.
        difference: How the first of them does, in words.
        incomparable: Why answers could not be compared, where they could not.
        opened: Whether files were opened that are no code, from the sides' import on.
        cheaper: Whether calls were seen that got cheaper when their input came again at once.
        warm: Inputs that warm a process up, where first calls are timed: each other input is then
            called once in a launch. None where calls are repeated.
        cached: Sides whose calls get cheaper when their input comes again.
        cold: Sides whose first calls take longer and execute the same: memory is cold, no cache.
        remembered: What is said of the files from which sides answer, where they do.
        single: Whether a first call took longer, and one input cannot tell a cache from a start.
        left: How many inputs are not timed because a launch has no room for them.
        behind: Times the control's work that the candidate's comes to, with what each leaves behind
            its calls, where the candidate leaves more; else 0.
        garbage: What the candidate's calls leave more to the collector than the control's, as a
            share of the control's time; 0 where that is little or less.
        control_completion, candidate_completion: How the side's calls come to their end.
    """

    pieces: tuple[Piece, ...]
    fresh: bool
    known: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    compared: bool = False
    differs: tuple[int, ...] = ()
    difference: str = ""
    incomparable: str = ""
    opened: bool = False
    cheaper: bool = False
    warm: tuple[int, ...] | None = None
    cached: tuple[str, ...] = ()
    cold: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()
    single: bool = False
    left: int = 0
    behind: float = 0.0
    garbage: float = 0.0
    problem: str = ""
    control_completion: Completion = "called"
    candidate_completion: Completion = "called"


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """Nanoseconds of one side, by pair.

    Attributes:
        cpu: Processor time of the calling thread.
        wall: Elapsed time.
        waited: Part of `wall` spent runnable but without the core (0 where it is not known).
        others: Processor time of the process's other threads, and of its children that ended.
    """

    cpu: list[int]
    wall: list[int]
    waited: list[int]
    others: list[int]


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """One launch's pairs.

    Attributes:
        copy: Readings of the control's own copy, where it was timed beside both.
        hashes: The seed by which its process hashed texts; None where nobody chose it.
        pieces: Index into the calibration's pieces of what each pair timed.
        weights: Weight of each piece in the launch's value: its share of the control's time.
        seconds: What the launch spent, without the start of its process.
    """

    calibration: Calibration
    pieces: list[int]
    weights: dict[int, float]
    control: Readings
    candidate: Readings
    seconds: float
    copy: Readings | None = None
    hashes: int | None = None

    def of_copy(self) -> Launch:
        """Give the launch as one of the control against its own copy.

        Raises:
            ValueError: No copy was timed in it.
        """
        if self.copy is None:
            raise ValueError("no copy of the control was timed in this launch")
        pieces = (
            msgspec.structs.replace(each, candidate_passes=each.control_passes)
            for each in self.calibration.pieces
        )
        cut = Calibration(
            pieces=tuple(pieces), fresh=self.calibration.fresh, warm=self.calibration.warm
        )
        return msgspec.structs.replace(self, calibration=cut, candidate=self.copy, copy=None)


def warming(inputs: int) -> int:
    """Return how many of the inputs warm a process up: a quarter, one at least where two are."""
    return inputs // 4 or min(1, inputs - 1)
