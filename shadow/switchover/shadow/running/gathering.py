"""Portions of a corpus put together, in its order, to the record that one run over it gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ..errors import ShadowError
from ..records import Comparison, Portion, ShadowRecord
from ..records.groups import Groups
from ..records.spelling import spelled
from ..rules import Rule, Rulebook

__all__ = ["Gathering", "GatheringError", "recorded"]


class GatheringError(ShadowError):
    """Portions do not follow each other: inputs would be lost, or counted twice."""


def recorded(
    portion: Portion,
    groups: Groups,
    rulebook: Rulebook,
    *,
    name: str,
    seed: int,
    wall_s: float,
    observations: Path | None,
) -> ShadowRecord:
    """Make the record of a run, whose rules have accepted nothing that is not in the portion."""
    rulebook.add(portion.hits)
    return ShadowRecord(
        name=spelled(name),
        seed=seed,
        inputs=portion.inputs,
        counts=portion.counts,
        accepted=portion.accepted,
        not_compared=portion.not_compared,
        groups=groups.sorted(),
        groups_dropped=groups.dropped,
        rules=rulebook.uses(),
        control=portion.control,
        candidate=portion.candidate,
        wall_s=wall_s,
        hash_seed=portion.hash_seed,
        output=portion.output,
        interrupted=portion.interrupted,
        warnings=portion.warnings(),
        observations=str(observations) if observations else None,
    )


class Gathering:
    """Puts portions and their comparisons together, in the order of the corpus.

    Args:
        with_gaps: Of a run that was interrupted inputs may be missing; none is ever counted twice.
    """

    def __init__(self, *, with_gaps: bool = False) -> None:
        self.portion = Portion(first=0, inputs=0)
        self.groups = Groups()
        self._with_gaps = with_gaps
        self._next = 0

    def add(self, portion: Portion, unlike: Iterable[Comparison]) -> None:
        """Add the next portion.

        Args:
            portion: The next one.
            unlike: Its comparisons in order; those that are matches may be left out.

        Raises:
            GatheringError: Inputs before it are missing, or were counted already.
        """
        if portion.first < self._next or (portion.first > self._next and not self._with_gaps):
            text = "counted twice" if portion.first < self._next else "missing"
            low, high = sorted((portion.first, self._next))
            raise GatheringError(f"inputs {low} to {high - 1} are {text}")
        self._next = portion.first + portion.inputs
        self.portion += portion
        for comparison in unlike:
            self.groups.add(comparison)

    def record(
        self,
        rules: Iterable[Rule],
        *,
        today: dt.date,
        name: str,
        seed: int,
        wall_s: float,
        observations: Path | None,
    ) -> ShadowRecord:
        """Make the record of all that was added."""
        return recorded(
            msgspec.structs.replace(self.portion, interrupted=self._with_gaps),
            self.groups,
            Rulebook(rules, today=today),
            name=name,
            seed=seed,
            wall_s=wall_s,
            observations=observations,
        )

    def ended(self, inputs: int) -> None:
        """See that all inputs are in.

        Raises:
            GatheringError: The last ones are missing, or there are more.
        """
        if self._next != inputs and not self._with_gaps:
            raise GatheringError(f"{self._next} inputs were counted, and there are {inputs}")
