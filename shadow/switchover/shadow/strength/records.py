"""What became of each mutant, and what that says of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ..mutation import Mutant

__all__ = ["Fate", "ShareInterval", "StrengthRecord", "Tried", "interval"]


class Fate(StrEnum):
    """What became of a mutant."""

    SEEN = "seen"
    """A comparison would have failed."""
    ALIKE = "executed, but alike"
    """Inputs run its lines, and both sides answer as they did: the values cannot tell, or nothing
    that is compared depends on it."""
    HIDDEN = "hidden by a rule"
    """Answers changed, and rules, or what both sides are seen as, accept every change."""
    BEHIND = "behind a difference that is there already"
    """Answers changed, but those inputs differ in the same way without it, or with it no longer."""
    BROKEN = "broken"
    """It could not be planted into the loaded code; it says nothing."""


class ShareInterval(NamedTuple):
    """A share with the bounds that hold it with 95 %."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One mutant and its fate.

    Attributes:
        inputs: By how many inputs its lines are run.
        killed_by: Numbers of inputs that see it; the first alone where not all were asked for.
        rules: Ids of the rules that hide it.
    """

    mutant: Mutant
    fate: Fate
    inputs: int = 0
    killed_by: tuple[int, ...] = ()
    rules: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthRecord:
    """All mutants of a candidate against one corpus.

    Attributes:
        total: All mutants of the files that the inputs reach.
        executed: Those of which an input runs a line.
        tried: Those that were tried; the rest of the executed was left for want of time.
        used: Inputs that there was time for; no other one counts as running a mutant.
        unusable: Of these, inputs that tell nothing: the candidate itself has no steady answer.
        answers: Of each input, what both sides come to: equal ones are alike.
    """

    total: int
    executed: int
    tried: tuple[Tried, ...]
    not_executed: tuple[Mutant, ...]
    inputs: int
    used: int
    unusable: int
    seconds: float
    answers: tuple[object, ...] = ()
    interrupted: bool = False

    def of(self, fate: Fate) -> list[Tried]:
        """Give the mutants with a fate."""
        return [one for one in self.tried if one.fate is fate]

    @property
    def seen(self) -> ShareInterval:
        """The share of the executed mutants that was seen; an estimate where not all were tried."""
        told = [one for one in self.tried if one.fate is not Fate.BROKEN]
        return interval(len(self.of(Fate.SEEN)), len(told), self.executed)


def interval(part: int, whole: int, of: int) -> ShareInterval:
    """Give a share of a sample with Wilson's interval at 95 %, narrowed for a finite population.

    Where all were tried the share is exact.
    """
    if not whole:
        return ShareInterval(0.0, 0.0, 1.0)
    share = part / whole
    if whole >= of:
        return ShareInterval(share, share, share)
    z2 = 1.959964**2 * (of - whole) / max(1, of - 1)
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = (z2 * (share * (1 - share) / whole + z2 / (4 * whole**2))) ** 0.5 / (1 + z2 / whole)
    # Of none or of all, the end that is the share itself is off by a rounding.
    return ShareInterval(
        share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
    )
