"""A plan, ready to run: pairs of callables with their inputs, rules and budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from switchover.bench import Calls, Policy
from switchover.ground import near
from switchover.ground.written import Position, Problem

from .problem import InputError

if TYPE_CHECKING:
    from switchover.shadow import Rule

    from .corpus import Corpus

__all__ = ["CHECKS", "PLAN_FILE", "Budget", "Check", "Coverage", "Pair", "Plan", "Side"]

PLAN_FILE = "switchover.toml"
"""Where the plan of a folder is."""

Check = Literal["shadow", "latency", "memory", "leaks"]
CHECKS: tuple[Check, ...] = ("shadow", "latency", "memory", "leaks")
MOST_S = {"time_s": 1e6, "timeout_s": 86_400.0}
"""Seconds that a measurement may be given, and one call: what waits for it takes no more."""
Side = str | Callable[..., Any]
"""An import string `module:qualname`, or the callable itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What the candidate may cost more than the control, as a share: 0.05 is five percent."""

    latency: float = 0.05
    memory: float = 0.05

    def __post_init__(self) -> None:
        """Refuse a share that cannot be meant."""
        for name in ("latency", "memory"):
            share = getattr(self, name)
            if not 0 < share <= 10:
                msg = f"budget for {name} must be above 0 and at most 10 (got {share}); 0.05 is 5 %"
                raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The share of each side's branches that a corpus must reach; 0 asks for nothing."""

    control: float = 0.0
    candidate: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a share that cannot be reached."""
        for name in ("control", "candidate"):
            share = getattr(self, name)
            if not 0 <= share <= 1:
                msg = f"coverage for the {name} must be from 0 to 1 (got {share}); 0.9 is 90 %"
                raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One control with its candidate, the inputs for both and what may differ.

    `seen_as` is a function of one value: what both sides return is compared after it. `time_s` is
    for the latency measurement of this pair, `timeout_s` for one call of one side; `calls` says
    whether first calls or repeated ones are judged where they differ.
    """

    name: str
    control: Side
    candidate: Side
    corpus: Corpus
    rules: tuple[Rule, ...] = ()
    seen_as: Side | None = None
    budget: Budget = Budget()
    coverage: Coverage = Coverage()
    checks: tuple[Check, ...] = CHECKS
    time_s: float = 10.0
    timeout_s: float = 10.0
    calls: Calls = "auto"

    def __post_init__(self) -> None:
        """Refuse seconds that nothing could wait for."""
        for name, seconds in (("time_s", self.time_s), ("timeout_s", self.timeout_s)):
            if not 0 < seconds <= MOST_S[name]:
                most = f"above 0 and at most {MOST_S[name]:,.0f}"
                raise ValueError(f"{name} of the pair {self.name!r} must be {most} (got {seconds})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The pairs of one migration.

    `inconclusive` says what becomes of a check that was made and could not decide: it stays
    inconclusive (warn), or counts as a failure or a pass.
    """

    name: str
    pairs: tuple[Pair, ...]
    description: str = ""
    seed: int = 0
    inconclusive: Policy = "warn"
    openers: tuple[tuple[str, str], ...] = ()
    """Of types, the functions whose result stands for a value: `module:Type`, `module:function`."""
    command: tuple[str, ...] = ()
    """The words of a command that compares it; none where none can."""

    def __post_init__(self) -> None:
        """Refuse a plan without pairs, or with two of one name."""
        names = [pair.name for pair in self.pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if not names or twice is not None:
            what = "a plan needs at least one pair" if not names else "two pairs have one name"
            raise InputError([Problem(message=what, position=Position(self.name), shown=twice)])

    def with_options(
        self,
        *,
        seed: int | None = None,
        checks: tuple[Check, ...] | None = None,
        policy: Policy | None = None,
        pair: str | None = None,
        **pair_options: Any,
    ) -> Plan:
        """Copy the plan with what is not None put in place of its own.

        `pair_options` are `budget`, `time_s` and `timeout_s`, for every pair. `checks` narrows what
        each pair asks for; a pair that asks for none of them is left out. `pair` names the only
        one that stays.

        Raises:
            InputError: no pair is left.
        """
        chosen = {name: value for name, value in pair_options.items() if value is not None}
        pairs = tuple(replace(one, **chosen) for one in self._named(pair))
        if checks is not None:
            pairs = self._narrowed(pairs, checks)
        return replace(
            self,
            pairs=pairs,
            seed=self.seed if seed is None else seed,
            inconclusive=policy or self.inconclusive,
        )

    def _named(self, name: str | None) -> tuple[Pair, ...]:
        if name is None:
            return self.pairs
        found = tuple(pair for pair in self.pairs if pair.name == name)
        if not found:
            names = [pair.name for pair in self.pairs]
            remedy = near(name, names) or f"pairs here: {', '.join(names)}"
            what = "there is no such pair"
            raise InputError(
                [Problem(message=what, position=Position(self.name), shown=name, remedy=remedy)]
            )
        return found

    def _narrowed(self, pairs: tuple[Pair, ...], checks: tuple[Check, ...]) -> tuple[Pair, ...]:
        narrowed = (
            replace(pair, checks=tuple(one for one in pair.checks if one in checks))
            for pair in pairs
        )
        kept = tuple(pair for pair in narrowed if pair.checks)
        if not kept:
            what = f"no pair of this plan asks for {' or '.join(checks)}"
            raise InputError(
                [Problem(message=what, position=Position(self.name), remedy="see its 'checks'")]
            )
        return kept
