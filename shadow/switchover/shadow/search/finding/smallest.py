"""Makes one input small that is known to show a difference."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import UsageError
from ...records import Comparison
from ...records.groups import Groups
from ..calls.places import Call
from ..changes.mutator import Input
from ..knowledge.domain import Domain
from ..knowledge.facts import joined
from ..sides.sides import Limits, Side, Sides
from .meaning import Answers, Said
from .shrinking import shrunk

__all__ = ["smallest"]


def smallest(
    control: Side, candidate: Side, call: Call, shows: str
) -> tuple[Call, Comparison] | None:
    """Give the smallest input that shows a group, with its comparison.

    The sides run as in a search: guarded, limited, in processes of their own.

    `call` is an input that shows it, `shows` the group's signature.

    Returns:
        None where the input does not show it here, or a side wants what is denied.
    """
    answers = Answers()
    try:
        with Sides(control, candidate, Limits()) as sides:
            domain = Domain(joined(*sides.about()))
            domain.fit([call])
            domain.learn(call)

            def still(calls: Sequence[Call]) -> list[bool]:
                tried = sides.tried(calls, plain=True)
                return [
                    two is not None
                    and _shows(answers.mean(Input(one), two, in_full=True).comparison, shows)
                    for one, two in zip(calls, tried, strict=True)
                ]

            if still([call]) != [True]:
                return None
            small, _ = shrunk(call, domain, still, most=300)
            for two in sides.afresh(small, 1):
                found = answers.mean(Input(small), two, in_full=True)
                if found.said is Said.UNLIKE and found.comparison is not None:
                    return small, found.comparison
            return None
    except UsageError:
        return None
    finally:
        answers.close()


def _shows(comparison: Comparison | None, signature: str) -> bool:
    if comparison is None:
        return False
    groups = Groups()
    groups.add(comparison)
    return any(group.signature == signature for group in groups.sorted())
