"""The record of a run: counts, groups, rules and costs.

Every record is a frozen msgspec Struct: it encodes to JSON with `msgspec.json.encode`, decodes with
`msgspec.json.decode(data, type=ShadowRecord)`, and is never edited after the fact.
"""

from __future__ import annotations

import datetime as dt

from .comparison import Record
from .outcomes import BLIND, UNLIKE, Kind, Outcome

__all__ = ["Exemplar", "Group", "RuleUse", "ShadowRecord", "SideSummary"]

VERSION = 2


class Exemplar(Record, frozen=True, kw_only=True):
    """One input that shows a group's difference."""

    index: int
    path: str
    control: str | None = None
    """The value around the first place that differs."""
    candidate: str | None = None
    diff: str | None = None
    """For long texts, the lines around that place."""


class Group(Record, frozen=True, kw_only=True):
    """All differences with one cause: folded path, kind, types, masked text, accepting rule."""

    path: str
    """With every index folded, and the keys of a mapping where over twenty differ alike."""
    kind: Kind
    outcome: Outcome = Outcome.DIFFERENCE
    """Of the inputs that show it. Where it is unsteady, `control` and `candidate` are two answers
    of the control."""
    cause: str = ""
    """What is alike in its texts: digits, quotes, addresses and paths masked, and the first token
    that differs."""
    control_type: str | None = None
    candidate_type: str | None = None
    rule: str | None = None
    """The id of the rule that accepts the whole group; None where the differences count."""
    count: int
    """How many differences."""
    inputs: int
    """How many inputs show at least one of them."""
    not_compared: int = 0
    """In how many of them the types differ and the content could not be compared."""
    exemplars: tuple[Exemplar, ...]

    @property
    def is_open(self) -> bool:
        """True where it counts as a difference: no rule accepts it, and both sides answered it."""
        return self.rule is None and self.outcome not in BLIND

    @property
    def signature(self) -> str:
        """A stable id of twelve hexadecimal digits, the same in every run."""
        from hashlib import blake2b

        parts = [self.path, self.kind, self.control_type, self.candidate_type, self.cause]
        if self.outcome is Outcome.UNSTEADY:
            parts.append(self.outcome)
        text = "\x1f".join(part or "" for part in parts)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


class RuleUse(Record, frozen=True, kw_only=True):
    """What became of one rule in a run."""

    id: str
    kind: str
    path: str
    reason: str
    owner: str
    expires: dt.date | None = None
    expired: bool = False
    """It was past its date when the run began, so it was not applied."""
    hits: int = 0
    """How many differences it accepted."""

    @property
    def is_idle(self) -> bool:
        """True where the rule applied and accepted nothing: it may be dead."""
        return not self.expired and not self.hits


class SideSummary(Record, frozen=True, kw_only=True):
    """What one side cost over the whole run. Order effects and warm-up are in it: no benchmark."""

    calls: int = 0
    raised: int = 0
    timed_out: int = 0
    died: int = 0
    wall_s: float = 0.0
    """Sum over the calls."""
    cpu_s: float = 0.0
    slowest_s: float = 0.0


class ShadowRecord(
    Record, frozen=True, kw_only=True, omit_defaults=False, tag_field="record", tag="shadow"
):
    """One shadow run of one pair."""

    version: int = VERSION
    name: str
    seed: int
    inputs: int
    """How many inputs were taken; `counts` adds up to it."""
    counts: dict[Outcome, int]
    accepted: dict[Outcome, int] = {}  # noqa: RUF012 - msgspec copies it
    """Of `counts`, the inputs whose every difference a rule accepts."""
    not_compared: int = 0
    """Accepted differences of type whose content could not be compared."""
    groups: tuple[Group, ...] = ()
    """Unaccepted first, then by severity, then by falling count."""
    groups_dropped: int = 0
    """Differences whose signature came after the limit of groups; counted, not grouped."""
    rules: tuple[RuleUse, ...] = ()
    control: SideSummary = SideSummary()
    candidate: SideSummary = SideSummary()
    wall_s: float = 0.0
    hash_seed: int | None = None
    """PYTHONHASHSEED of both sides, where each ran in an interpreter of its own."""
    output: dict[str, str] = {}  # noqa: RUF012 - as above
    """What each side printed, up to a cap, where it printed anything."""
    interrupted: bool = False
    """The run was stopped early (Ctrl-C); what was done is all here."""
    warnings: tuple[str, ...] = ()
    observations: str | None = None
    """The JSON-lines file with one Comparison per input, where one was asked for."""

    def __post_init__(self) -> None:
        total = sum(self.counts.values())
        if total != self.inputs:
            raise ValueError(
                f"{self.name}: {total} outcomes for {self.inputs} inputs; they must add up"
            )

    @property
    def compared(self) -> int:
        """How many inputs gave evidence: all that both sides answered comparably and steadily."""
        return self.inputs - sum(self.counts.get(outcome, 0) for outcome in BLIND)

    @property
    def unaccepted(self) -> int:
        """How many inputs differ, or have one side raise, without a rule that accepts it."""
        return sum(self.counts.get(o, 0) - self.accepted.get(o, 0) for o in UNLIKE)
