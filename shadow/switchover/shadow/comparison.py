"""Find every difference between two values, typed and by path.

A proof of equality at C speed is tried first, on the whole and then on every part that the walk
comes to; only what cannot be proved equal is walked. docs/equality.md says what counts as equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from .narrow import narrowed
from .paths import ROOT, Path
from .proof import ROOM, Prover, idle
from .records import Difference
from .rulebook import Rulebook
from .rules import Rule
from .walk import MOST, Walk

__all__ = ["Found", "compare", "compare_under"]

SMALL: Final = 2048
"""Bytes of encoding under which parts are walked at once: proofs of them would cost more."""


class Found(NamedTuple):
    """The differences of one comparison."""

    differences: tuple[Difference, ...] = ()
    truncated: bool = False

    @property
    def is_equal(self) -> bool:
        return not self.differences and not self.truncated

    @property
    def is_accepted(self) -> bool:
        """True where there are differences, and rules accept every one."""
        return not self.truncated and all(found.rule for found in self.differences)


_EQUAL: Final = Found()
_NO_RULES: Final = Rulebook()


def compare(
    control: object, candidate: object, *, rules: Iterable[Rule] = (), most: int = MOST
) -> tuple[Difference, ...]:
    """Return every difference between two values; an empty tuple where they are equal.

    Differences that a rule accepts are among them and bear its id. At most `most` others are
    kept.

    Raises:
        NotComparableError: An iterator, an awaitable, or a value whose own `==` fails.
        PatternError: A rule's path cannot be read.
    """
    rulebook = Rulebook(rules) if rules else _NO_RULES
    return compare_under(control, candidate, rulebook, most=most).differences


def compare_under(
    control: object, candidate: object, rulebook: Rulebook, *, root: Path = ROOT, most: int = MOST
) -> Found:
    """Compare under rules that were read before and count their uses."""
    prover = idle.pop() if idle else Prover()
    if prover.same(control, candidate):
        idle.append(prover)
        return _EQUAL
    part, is_small = (control, candidate, root), prover.wrote < SMALL
    if prover.apart and not rulebook.is_shaping:
        part = narrowed(part, *prover.apart, prover)
    walk = Walk(rulebook, prover, most=most, is_small=is_small)
    walk.run(*part)
    prover.room = ROOM
    idle.append(prover)
    return Found(tuple(walk.found), walk.truncated)
