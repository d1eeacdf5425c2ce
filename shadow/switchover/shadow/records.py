"""The values a shadow run gives: what happened on each side, and what it means.

Every record is a frozen msgspec Struct: it encodes to JSON with `msgspec.json.encode`, decodes with
`msgspec.json.decode(data, type=ShadowRecord)`, and is never edited after the fact.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

__all__ = [
    "Comparison",
    "Difference",
    "Exemplar",
    "Failure",
    "Group",
    "Kind",
    "Observation",
    "Outcome",
    "RuleUse",
    "ShadowRecord",
    "Side",
    "SideSummary",
]

VERSION = 1


class Side(StrEnum):
    """One of the two paths of a pair."""

    CONTROL = "control"
    CANDIDATE = "candidate"


class Outcome(StrEnum):
    """What one input came to. Every input has exactly one outcome.

    It says what happened, whatever the rules accept; what they accept is counted beside it.
    """

    MATCH = "match"
    """Both returned, and equal."""
    DIFFERENCE = "difference"
    """Both returned and differ, or both raised and the errors differ (of kind error)."""
    BOTH_RAISED = "both_raised"
    """Both raised the same: equal type, then equal message."""
    CONTROL_RAISED = "control_raised"
    CANDIDATE_RAISED = "candidate_raised"
    TIMED_OUT = "timed_out"
    """At least one side did not answer in time; the observations say which."""
    NOT_COMPARABLE = "not_comparable"
    """The input could not be copied, or a value could not be compared; the reason is kept."""


class Kind(StrEnum):
    """How two values differ at a path."""

    CHANGED = "changed"
    MISSING = "missing"
    """The control has it, the candidate does not."""
    EXTRA = "extra"
    """The candidate has it, the control does not."""
    TYPE = "type"
    ORDER = "order"
    ERROR = "error"
    """One side raised, or both did and not the same."""


class _Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """What all records share: frozen, and small in JSON."""


class Failure(_Record, frozen=True, kw_only=True):
    """An exception as an outcome: where it stands in the module tree, and what it said."""

    type: str
    """Qualified name, `builtins` left out: `ValueError`, `json.decoder.JSONDecodeError`."""
    message: str
    """`str(error)`, shortened."""


class Observation(_Record, frozen=True, kw_only=True):
    """One side ran once."""

    wall_s: float
    cpu_s: float
    """CPU seconds of the thread that ran it; what an async side awaits is not in it."""
    failure: Failure | None = None
    timed_out: bool = False
    preview: str | None = None
    """The value, shortened; kept only where the outcome is not a match."""


class Difference(_Record, frozen=True, kw_only=True):
    """Two values that are not equal, and where."""

    path: str
    """`$.user.items[3].price`; arguments after the call are `$args[0]` and `$kwargs.name`."""
    folded: str
    """The path with every index and non-text key folded: `$.user.items[*].price`."""
    kind: Kind
    control: str | None = None
    """The value, shortened; None where the control has nothing there."""
    candidate: str | None = None
    control_type: str | None = None
    candidate_type: str | None = None
    rule: str | None = None
    """The id of the rule that accepts it; None if nothing does."""

    def under(self, rule: str | None) -> Difference:
        """Return the same difference as accepted by a rule."""
        return msgspec.structs.replace(self, rule=rule) if rule else self


class Comparison(_Record, frozen=True, kw_only=True):
    """Two observations of one input."""

    index: int
    outcome: Outcome
    first: Side
    control: Observation | None = None
    candidate: Observation | None = None
    differences: tuple[Difference, ...] = ()
    accepted: bool = False
    """There are differences, and rules accept every one of them."""
    truncated: bool = False
    """There are more differences than were kept; such a comparison is never accepted."""
    reason: str | None = None
    """Why it is not comparable, or which side timed out."""


class Exemplar(_Record, frozen=True, kw_only=True):
    """One input that shows a group's difference."""

    index: int
    path: str
    control: str | None = None
    candidate: str | None = None


class Group(_Record, frozen=True, kw_only=True):
    """All differences with one signature: folded path, kind, types, and the accepting rule."""

    path: str
    kind: Kind
    control_type: str | None = None
    candidate_type: str | None = None
    rule: str | None = None
    """The id of the rule that accepts the whole group; None where the differences count."""
    count: int
    """How many differences."""
    inputs: int
    """How many inputs show at least one of them."""
    exemplars: tuple[Exemplar, ...]

    @property
    def signature(self) -> str:
        """A stable id of twelve hexadecimal digits, the same in every run."""
        from hashlib import blake2b

        parts = (self.path, self.kind, self.control_type, self.candidate_type)
        text = "\x1f".join(part or "" for part in parts)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


class RuleUse(_Record, frozen=True, kw_only=True):
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


class SideSummary(_Record, frozen=True, kw_only=True):
    """What one side cost over the whole run. Order effects and warm-up are in it: no benchmark."""

    calls: int = 0
    raised: int = 0
    timed_out: int = 0
    wall_s: float = 0.0
    """Sum over the calls."""
    cpu_s: float = 0.0
    slowest_s: float = 0.0


class ShadowRecord(
    _Record, frozen=True, kw_only=True, omit_defaults=False, tag_field="record", tag="shadow"
):
    """One shadow run of one pair."""

    version: int = VERSION
    name: str
    seed: int
    inputs: int
    """How many inputs were taken; `counts` adds up to it."""
    counts: dict[Outcome, int]
    accepted: dict[Outcome, int] = {}
    """Of `counts`, the inputs whose every difference a rule accepts."""
    groups: tuple[Group, ...] = ()
    """Unaccepted first, then by falling count."""
    groups_dropped: int = 0
    """Differences whose signature came after the limit of groups; counted, not grouped."""
    rules: tuple[RuleUse, ...] = ()
    control: SideSummary = SideSummary()
    candidate: SideSummary = SideSummary()
    wall_s: float = 0.0
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
        """How many inputs gave evidence: all but the timed out and the not comparable."""
        blind = (Outcome.TIMED_OUT, Outcome.NOT_COMPARABLE)
        return self.inputs - sum(self.counts.get(outcome, 0) for outcome in blind)

    @property
    def unaccepted(self) -> int:
        """How many inputs differ, or have one side raise, without a rule that accepts it."""
        unlike = (Outcome.DIFFERENCE, Outcome.CONTROL_RAISED, Outcome.CANDIDATE_RAISED)
        return sum(self.counts.get(o, 0) - self.accepted.get(o, 0) for o in unlike)
