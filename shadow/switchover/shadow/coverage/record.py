"""What a corpus reaches of both sides, as a record."""

from __future__ import annotations

from ..records.comparison import Record

__all__ = ["CoverageRecord", "InputClass", "Place", "SideCoverage"]


class Place(Record, frozen=True, kw_only=True):
    """A branch that was not taken."""

    file: str
    """Relative to the folder of the run where it lies below it."""
    line: int
    function: str
    way: str
    """As `Branch` has it: "true", "false", "none", "not none", "item", "end"."""
    source: str = ""
    """The line, without its indent; empty where it cannot be read."""


class SideCoverage(Record, frozen=True, kw_only=True):
    """What the inputs reached of one side."""

    branches: int
    """Of conditions and loops, in the functions that ran."""
    reached: int
    functions: int
    """How many functions ran."""
    missing: tuple[Place, ...] = ()
    """Those that no input took, by their place; `MOST_PLACES` at most."""

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where no branch was seen: code in C, or without conditions."""
        return self.reached / self.branches if self.branches else None


class InputClass(Record, frozen=True, kw_only=True):
    """A class of inputs that the corpus has once, or never."""

    path: str
    """Where in the input: `$.args[0].lines[*].count`."""
    name: str
    """Such as "negative", "empty", "None"."""
    inputs: int
    """How many inputs have it: 0 or 1."""


class CoverageRecord(Record, frozen=True, kw_only=True):
    """What the corpus reaches of a pair."""

    inputs: int
    """How many inputs ran under coverage."""
    of: int
    """How many there are; fewer ran where the time was up."""
    control: SideCoverage
    candidate: SideCoverage
    control_alone: tuple[Place, ...] = ()
    """Branches of code that both sides run which only the control took."""
    candidate_alone: tuple[Place, ...] = ()
    classes: tuple[InputClass, ...] = ()
    seconds: float = 0.0
