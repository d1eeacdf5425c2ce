"""The rules of one run, compiled: which one speaks at a path, and how often each was needed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from .errors import UsageError
from .paths import Path, Pattern
from .records import Difference, Kind, RuleUse
from .rules import Expect, Ignore, Normalise, Rule, Tolerate, Unordered
from .scalars import is_number

__all__ = ["Rulebook"]


class Rulebook:
    """Reads rules once and counts what each accepts.

    Raises:
        PatternError: A path pattern cannot be read.
        UsageError: Two rules share an id.
    """

    __slots__ = ("_expected", "_hits", "_ignored", "_rules", "_shaping", "_today", "_tolerated")

    def __init__(self, rules: Iterable[Rule] = (), *, today: dt.date | None = None) -> None:
        self._rules = tuple(rules)
        self._today = today or dt.datetime.now(tz=dt.UTC).date()
        self._hits = {rule.id: 0 for rule in self._rules}
        if len(self._hits) < len(self._rules):
            ids = [rule.id for rule in self._rules]
            twice = sorted({name for name in ids if ids.count(name) > 1})
            raise UsageError(f"rule ids must be unique; used more than once: {', '.join(twice)}")
        read = [(rule, Pattern(rule.path)) for rule in self._rules]
        live = [(rule, pattern) for rule, pattern in read if not self._expired(rule)]
        self._ignored = [pair for pair in live if isinstance(pair[0], Ignore)]
        self._shaping = [p for p in live if isinstance(p[0], Ignore | Unordered | Normalise)]
        self._tolerated = [(r, p) for r, p in live if isinstance(r, Tolerate)]
        self._expected = [(r, p) for r, p in live if isinstance(r, Expect)]

    def _expired(self, rule: Rule) -> bool:
        return rule.expires is not None and rule.expires < self._today

    @property
    def is_shaping(self) -> bool:
        """True where some rule changes how a node is compared, so that each must be asked for."""
        return bool(self._shaping)

    def shaping(self, path: Path, left_out: frozenset[str]) -> Rule | None:
        """Return the first rule that says how to compare the values at this path."""
        for rule, pattern in self._shaping:
            if rule.id not in left_out and pattern.matches(path):
                return rule
        return None

    def accepting(self, path: Path, found: Difference, control: Any, candidate: Any) -> str | None:
        """Return the id of the first rule that accepts a difference, and count its use."""
        if found.kind is not Kind.ERROR:
            for rule, pattern in self._ignored:
                if pattern.covers(path):
                    return self.hit(rule)
            if found.kind in (Kind.CHANGED, Kind.TYPE):
                for rule, pattern in self._tolerated:
                    if _is_close(rule, control, candidate) and pattern.covers(path):
                        return self.hit(rule)
        for rule, pattern in self._expected:
            if _is_expected(rule, found) and pattern.matches(path):
                return self.hit(rule)
        return None

    def hit(self, rule: Rule) -> str:
        """Count one difference that the rule accepts."""
        self._hits[rule.id] += 1
        return rule.id

    def uses(self) -> tuple[RuleUse, ...]:
        """Say what became of every rule, in the order given."""
        return tuple(
            RuleUse(
                id=rule.id,
                kind=rule.kind,
                path=rule.path,
                reason=rule.reason,
                owner=rule.owner,
                expires=rule.expires,
                expired=self._expired(rule),
                hits=self._hits[rule.id],
            )
            for rule in self._rules
        )


def _is_close(rule: Tolerate, control: Any, candidate: Any) -> bool:
    if not (is_number(control) and is_number(candidate)):
        return False
    try:
        return math.isclose(control, candidate, rel_tol=rule.relative, abs_tol=rule.absolute)
    except (TypeError, ValueError, OverflowError):
        return False


def _is_expected(rule: Expect, found: Difference) -> bool:
    return (
        rule.difference in (None, found.kind)
        and rule.control_type in (None, found.control_type)
        and rule.candidate_type in (None, found.candidate_type)
        and _reads(rule.control, found.control)
        and _reads(rule.candidate, found.candidate)
    )


def _reads(pattern: str | None, shown: str | None) -> bool:
    return pattern is None or (shown is not None and fnmatchcase(shown, pattern))
