"""Tells finds from what is known: each is made small, confirmed in fresh processes, and kept."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Final

from ...records.groups import Groups
from ..calls.finds import Find
from ..calls.places import Call
from ..changes.mutator import Input
from ..knowledge.domain import Domain
from ..sides.sides import Sides, Two
from .meaning import Answers, Meaning, Said, Signature
from .shrinking import shrunk

__all__ = ["Findings"]

TRIES_PER_CAUSE: Final = 3
"""Inputs that are tried to confirm one cause, before it counts as unsteady."""


class Findings:
    """The finds of one search so far, and what its inputs came to.

    Args:
        sides: What an input is confirmed with.
        answers: Says what answers mean.
        domain: Where inputs may be.
        most: Causes after which no more are looked for.
    """

    def __init__(self, sides: Sides, answers: Answers, domain: Domain, most: int) -> None:
        self.finds: list[Find] = []
        self.groups = Groups()
        self.counts, self.denied = Counter[Said](), Counter[str]()
        self.extra = self.unsteady = self.known_inputs = self.raised = 0
        self._sides, self._answers, self._domain, self._most = sides, answers, domain, most
        self.until = math.inf
        """When no input is made smaller any more, as `perf_counter` has it."""
        self._known = set[Signature]()
        self._doubted = Counter[Signature]()

    @property
    def is_full(self) -> bool:
        return len(self.finds) >= self._most

    def know(self, given: Input, two: Two) -> None:
        """Take what a recorded input shows: it is known, and no find."""
        meaning = self._answers.mean(given, two)
        if meaning.said is Said.UNLIKE:
            self._known |= meaning.signatures
            self.known_inputs += 1

    def look(self, given: Input, two: Two, after: int) -> None:
        """Take what an input came to, `after` so many were tried; where it is a find, keep it."""
        meaning = self._answers.mean(given, two)
        self.counts[meaning.said] += 1
        self.raised += two.both_raised
        self.denied.update(text for side in two for text in side.denied)
        if meaning.said is not Said.UNLIKE:
            return
        fresh = [
            one for one in meaning.signatures - self._known if self._doubted[one] < TRIES_PER_CAUSE
        ]
        if fresh and not self.is_full:
            self._find(given, frozenset(fresh), after)

    def _find(self, given: Input, meant: frozenset[Signature], after: int) -> None:
        """Make the input small, confirm it, and keep it."""

        def still(calls: Sequence[Call]) -> list[bool]:
            if perf_counter() >= self.until:
                return [False] * len(calls)
            made = self._sides.tried(calls, plain=True)
            self.extra += len(made)
            return [
                two is not None
                and bool(self._answers.mean(given._replace(call=call), two).signatures & meant)
                for call, two in zip(calls, made, strict=True)
            ]

        call, _ = shrunk(given.call, self._domain, still)
        for one in (call, given.call):
            found = self._confirmed(given._replace(call=one))
            if found is not None and found.signatures & meant:
                self._keep(given._replace(call=one), found, after)
                return
        self._doubted.update(meant)
        self.unsteady += 1

    def _confirmed(self, given: Input) -> Meaning | None:
        """Run both sides twice, each time anew; give what it means where that is the same."""
        first, second = [*self._sides.afresh(given.call), None, None][:2]
        self.extra += 2
        if first is None or second is None:
            return None
        steady = all(
            (one.state, one.document) == (two.state, two.document)
            for one, two in zip(first, second, strict=True)
        )
        found = self._answers.mean(given, first, index=len(self.finds), in_full=True)
        return found if steady and found.said is Said.UNLIKE else None

    def _keep(self, given: Input, found: Meaning, after: int) -> None:
        assert found.comparison is not None
        self._known |= found.signatures
        self.groups.add(found.comparison)
        self.finds.append(
            Find(call=given.call, comparison=found.comparison, origin=given.origin, after=after)
        )
