"""Rules: the differences a migration expects, each with an owner, a reason and an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec

from ..records import Kind
from .functions import applied

__all__ = ["Expect", "Ignore", "Normalise", "Rule", "Tolerate", "Unordered"]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """An expected difference.

    Path patterns are a small JSONPath: `$.user.name`, `$.items[*].price`, `$.items[3]`,
    `$['odd key']`, `$.by_id{*}`, `$..updated_at` (at any depth), `$.*`. A rule whose `expires` lies
    before the day of the run is not applied, and the record says so.
    """

    kind: ClassVar[str] = "rule"

    id: str
    path: str
    reason: str
    owner: str
    expires: dt.date | None = None
    when: str | None = None
    """Of the input, for which the rule applies: `$args[0].country == 'DE'`, `$kwargs.page > 1`,
    `$args[0].kind in ['a', 'b']`, several joined by `and`. See `Condition`."""


class Ignore(Rule, frozen=True, kw_only=True):
    """Accept any difference of values at the path or below it; never an error."""

    kind: ClassVar[str] = "ignore"


class Tolerate(Rule, frozen=True, kw_only=True):
    """Accept two numbers at the path or below that lie close to each other.

    Close is |a-b| <= max(absolute, relative * max(|a|, |b|)).

    Reckoned in decimals: `Decimal("44.63")` and `44.62` are 0.01 apart, neither more nor less.

    **Source:** the rule of `math.isclose` (PEP 485).
    """

    kind: ClassVar[str] = "tolerance"

    absolute: float = 0.0
    relative: float = 0.0
    any_type: bool = False
    """Accept two close numbers of unlike types as well: a float for a Decimal. Never a bool."""


class Unordered(Rule, frozen=True, kw_only=True):
    """Compare the list or tuple at the path without its order: by `key`, else by value."""

    kind: ClassVar[str] = "unordered"

    key: str | None = None
    """A field of each element, such as `id`."""


class Normalise(Rule, frozen=True, kw_only=True):
    """Compare `function(control)` with `function(candidate)` at the path.

    The function runs in the process that compares, never in that of a side or of the run. It is
    given a value made again: built-in and standard ones, and objects whose classes are imported in
    that process; of any other value the `switchover.values.Node` that stands for it, with its type
    and fields.
    """

    kind: ClassVar[str] = "normalise"

    function: Callable[[Any], Any] | str
    """A callable, or `module:name` of one, which is imported where it runs."""

    def apply(self, tree: Any) -> Any:
        """Return the tree of what the function makes of a value.

        Raises:
            RuleFailedError: The function raised, or could not be imported.
        """
        return applied(self.function, tree, f"rule {self.id!r}")


class Expect(Rule, frozen=True, kw_only=True):
    """Accept exactly this difference at the path: its kind, types and values, where they are given.

    The only rule that accepts an error: `Expect(path="$", difference=Kind.ERROR, ...)`.
    """

    kind: ClassVar[str] = "expected"

    difference: Kind | None = None
    control_type: str | None = None
    candidate_type: str | None = None
    control: str | None = None
    """A shell pattern for the whole value as Python would write it: `'ERR: bad*'` with its quotes;
    of an error, its type and message: `ValueError: bad*`. What is shown shortened is matched in
    full, up to a million characters; a longer value is matched by no pattern."""
    candidate: str | None = None
