"""Find every difference between two values, typed and by path.

Both are written as documents. Equal bytes prove them equal; otherwise the documents are read as
trees, and the trees are walked. docs/equality.md says what counts as equal.
"""

from __future__ import annotations

from collections.abc import Iterable

from switchover.values import decode, encode

from ..errors import NotComparableError
from ..records import Difference
from ..rules import Rule, Rulebook
from ..rules.paths import ROOT
from .places import only_part, path_of
from .walk import MOST, Walk

__all__ = ["compare"]

_NO_RULES = Rulebook()


def compare(
    control: object, candidate: object, *, rules: Iterable[Rule] = (), most: int = MOST
) -> tuple[Difference, ...]:
    """Return every difference between two values; an empty tuple where they are equal.

    Differences that a rule accepts are among them and bear its id. At most `most` others are
    kept.

    Raises:
        NotComparableError: No difference was found that a rule does not accept, and a part of the
            values is of a kind that nothing can compare.
        PatternError: A rule's path cannot be read.
        ReadingError: A value is too large to compare.
    """
    rulebook = Rulebook(rules) if rules else _NO_RULES
    left, right = encode(control), encode(candidate)
    if left == right:
        return ()
    walk = Walk(rulebook, most=most)
    part = None if rulebook.is_shaping else only_part(left, right)
    if part is None:
        walk.run(decode(left), decode(right), ROOT)
    else:
        steps, one, other = part
        walk.run(one, other, path_of(steps, ROOT))
    if walk.blind and not walk.truncated and all(found.rule for found in walk.found):
        raise NotComparableError(*walk.blind[0])
    return tuple(walk.found)
