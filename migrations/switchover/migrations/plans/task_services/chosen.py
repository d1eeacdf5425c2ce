"""A difference that was chosen: what of a run may differ, and by which rules of `shadow`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from switchover.shadow import Expect, Kind, Rule, Unordered

__all__ = ["Accept", "Chosen", "changed", "extra", "missing", "retyped"]

OWNER: Final = "engine team"
EXPIRES: Final = dt.date(2027, 12, 31)
"""The day by which the old services are to be gone, and with them the rules."""


@dataclass(frozen=True, slots=True)
class Accept:
    """One kind of difference that is accepted at one place.

    Attributes:
        old: a shell pattern for the old value as it is shown, or a type where the types differ.
        new: the same for the new value.
        shown: where the types differ, a shell pattern for the new value.
        was: the same for the old value.
    """

    path: str
    kind: Kind
    old: str | None = None
    new: str | None = None
    shown: str | None = None
    was: str | None = None

    def rule(self, name: str, reason: str) -> Rule:
        """Return the shadow rule."""
        typed = self.kind is Kind.TYPE
        return Expect(
            id=name,
            path=self.path,
            reason=reason,
            owner=OWNER,
            expires=EXPIRES,
            difference=self.kind,
            control_type=self.old if typed else None,
            candidate_type=self.new if typed else None,
            control=self.was if typed else self.old,
            candidate=self.shown if typed else self.new,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A difference that was chosen.

    Attributes:
        mends: the numbers of the defects.
        accepts: what of a run's document may differ.
        unordered: a list whose order may differ.
    """

    id: str
    mends: tuple[str, ...]
    reason: str
    accepts: tuple[Accept, ...] = ()
    unordered: str | None = None

    def rules(self) -> Iterator[Rule]:
        """Yield the shadow rules, numbered where there are several."""
        if self.unordered is not None:
            yield Unordered(
                id=f"{self.id}.order",
                path=self.unordered,
                reason=self.reason,
                owner=OWNER,
                expires=EXPIRES,
            )
        for number, accept in enumerate(self.accepts, start=1):
            yield accept.rule(f"{self.id}.{number}", self.reason)


def changed(path: str, old: str, new: str) -> Accept:
    """Accept another value."""
    return Accept(path, Kind.CHANGED, old, new)


def retyped(
    path: str, old: str, new: str, shown: str | None = None, was: str | None = None
) -> Accept:
    """Accept a value of another type."""
    return Accept(path, Kind.TYPE, old, new, shown, was)


def extra(path: str, new: str | None = None) -> Accept:
    """Accept what only the orchestrators have."""
    return Accept(path, Kind.EXTRA, new=new)


def missing(path: str) -> Accept:
    """Accept that the orchestrators lack what only the old services have."""
    return Accept(path, Kind.MISSING)
