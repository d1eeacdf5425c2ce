"""The rules of one run, compiled: which one speaks at a path, and how often each was needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from fnmatch import translate
from functools import lru_cache
from re import Pattern as Expression
from re import compile as compiled
from typing import TYPE_CHECKING, Any, Protocol

from ..comparing.scalars import number_of
from ..errors import UsageError
from ..records import Kind, RuleUse
from .closeness import is_close
from .conditions import Condition
from .kinds import Expect, Ignore, Normalise, Rule, Tolerate, Unordered
from .paths import Path, Pattern
from .standing import Standings

if TYPE_CHECKING:
    from ..records import Difference

__all__ = ["Reported", "Rulebook"]

_SILENT = frozenset({Kind.TIMED_OUT, Kind.DIED, Kind.NOT_COMPARABLE})
"""Kinds that no rule accepts: a side did not answer, or nothing can say what it answered."""


class Reported(Protocol):
    """A difference with the values themselves, as a rule looks at it."""

    @property
    def kind(self) -> Kind: ...

    @property
    def path(self) -> Path: ...

    @property
    def control(self) -> Any: ...

    @property
    def candidate(self) -> Any: ...

    @property
    def types(self) -> tuple[str | None, str | None]: ...

    def control_text(self) -> str | None:
        """Give the whole of the control's value as text; None where there is none, or too much."""
        ...

    def candidate_text(self) -> str | None:
        """Give the same of the candidate's value."""
        ...

    def shown(self) -> Difference:
        """Write it down."""
        ...


class Rulebook:
    """Reads rules once and counts what each accepts.

    Raises:
        PatternError: A path pattern or a condition cannot be read.
        UsageError: Two rules share an id.
    """

    def __init__(self, rules: Iterable[Rule] = (), *, today: dt.date | None = None) -> None:
        self.rules = tuple(rules)
        self._today = today or dt.datetime.now(tz=dt.UTC).date()
        self._hits = {rule.id: 0 for rule in self.rules}
        if len(self._hits) < len(self.rules):
            ids = [rule.id for rule in self.rules]
            twice = sorted({name for name in ids if ids.count(name) > 1})
            raise UsageError(f"rule ids must be unique; used more than once: {', '.join(twice)}")
        read = [(rule, Pattern(rule.path)) for rule in self.rules]
        self._conditions = {r.id: Condition(r.when) for r in self.rules if r.when is not None}
        self._live = [(rule, pattern) for rule, pattern in read if not self._expired(rule)]
        self._choose(self._live)

    def _choose(self, live: list[tuple[Rule, Pattern]]) -> None:
        self._ignored = [pair for pair in live if isinstance(pair[0], Ignore)]
        self._shaping = [p for p in live if isinstance(p[0], Ignore | Unordered | Normalise)]
        self._tolerated = [(r, p) for r, p in live if isinstance(r, Tolerate)]
        self._expected = [(r, p) for r, p in live if isinstance(r, Expect)]

    def _expired(self, rule: Rule) -> bool:
        return rule.expires is not None and rule.expires < self._today

    @property
    def looks_at_input(self) -> bool:
        """True where some rule applies to certain inputs only."""
        return bool(self._conditions)

    def given(self, args: Any, kwargs: Any) -> None:
        """From here on apply the rules that speak of this input, given as trees."""
        conditions = self._conditions
        self._choose(
            [
                (rule, pattern)
                for rule, pattern in self._live
                if rule.id not in conditions or conditions[rule.id].holds(args, kwargs)
            ]
        )

    def standings(self) -> Standings | None:
        """Tell places apart as far as rules may; None where there is none that could."""
        return Standings(pattern for _, pattern in self._live) if self._live else None

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

    def accepting(self, found: Reported) -> str | None:
        """Return the id of the first rule that accepts a difference, and count its use."""
        if found.kind in _SILENT:
            return None
        if found.kind is not Kind.ERROR:
            for rule, pattern in self._ignored:
                if pattern.covers(found.path):
                    return self.hit(rule)
            if found.kind in (Kind.CHANGED, Kind.TYPE):
                for rule, pattern in self._tolerated:
                    if _is_close(rule, found) and pattern.covers(found.path):
                        return self.hit(rule)
        for rule, pattern in self._expected:
            if _is_expected(rule, found) and pattern.matches(found.path) and _reads(rule, found):
                return self.hit(rule)
        return None

    def hit(self, rule: Rule) -> str:
        """Count one difference that the rule accepts."""
        self._hits[rule.id] += 1
        return rule.id

    @property
    def hits(self) -> dict[str, int]:
        """How many differences each rule has accepted."""
        return dict(self._hits)

    def add(self, hits: Mapping[str, int]) -> None:
        """Count what rules accepted elsewhere."""
        for name, count in hits.items():
            self._hits[name] += count

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
            for rule in self.rules
        )


def _is_close(rule: Tolerate, found: Reported) -> bool:
    a, b = number_of(found.control), number_of(found.candidate)
    if a is None or b is None or isinstance(a, bool) or isinstance(b, bool):
        return False
    if found.kind is Kind.TYPE and not rule.any_type:
        return False
    return is_close(a, b, absolute=rule.absolute, relative=rule.relative)


def _is_expected(rule: Expect, found: Reported) -> bool:
    types = found.types
    return (
        rule.difference in (None, found.kind)
        and rule.control_type in (None, types[0])
        and rule.candidate_type in (None, types[1])
    )


def _reads(rule: Expect, found: Reported) -> bool:
    return all(
        pattern is None or _is_matched(pattern, text)
        for pattern, text in (
            (rule.control, found.control_text),
            (rule.candidate, found.candidate_text),
        )
    )


def _is_matched(pattern: str, text: Callable[[], str | None]) -> bool:
    told = text()
    return told is not None and _expression(pattern).match(told) is not None


@lru_cache(maxsize=512)
def _expression(pattern: str) -> Expression[str]:
    return compiled(translate(pattern))
