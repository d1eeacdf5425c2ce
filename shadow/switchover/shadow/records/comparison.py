"""What one input came to: what happened on each side, and how the answers differ."""

from __future__ import annotations

import msgspec

from .outcomes import Kind, Outcome

__all__ = ["Comparison", "Difference", "Failure", "Observation", "Record"]


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """What all records share: frozen, and small in JSON."""


class Failure(Record, frozen=True, kw_only=True):
    """An exception as an outcome: where it stands in the module tree, and what it said."""

    type: str
    """Qualified name, `builtins` left out: `ValueError`, `json.decoder.JSONDecodeError`."""
    message: str
    """`str(error)` without memory addresses, shortened; the document holds all of it."""


class Observation(Record, frozen=True, kw_only=True):
    """One side ran once."""

    wall_s: float
    cpu_s: float
    """CPU seconds of the thread that ran it; what an async side awaits is not in it."""
    failure: Failure | None = None
    timed_out: bool = False
    died: bool = False
    reason: str | None = None
    """Why there is no answer."""
    preview: str | None = None
    """The value, shortened; kept only where the outcome is not a match."""
    document: str | None = None
    """What it answered, raised and left in its arguments, as text (docs/values.md); kept where the
    outcome is not a match, up to 64 KiB."""


class Difference(Record, frozen=True, kw_only=True):
    """Two values that are not equal, and where."""

    path: str
    """`$.user.items[3].price`; arguments after the call are `$args[0]` and `$kwargs.name`."""
    folded: str
    """The path with every index and non-text key folded: `$.user.items[*].price`."""
    kind: Kind
    control: str | None = None
    """The value around the first place that differs, in at most 160 characters; None where the
    control has nothing there."""
    candidate: str | None = None
    control_type: str | None = None
    candidate_type: str | None = None
    diff: str | None = None
    """For long texts, the lines around the first place that differs."""
    cause: str = ""
    """What is alike in differences of one cause: masked text and first token that differs."""
    loose_cause: str = ""
    """The same, told less closely: for places where too many causes are told apart."""
    not_compared: bool = False
    """The types differ, and what they hold could not be compared beyond that."""
    rule: str | None = None
    """The id of the rule that accepts it; None if nothing does."""

    def under(self, rule: str | None) -> Difference:
        """Return the same difference as accepted by a rule."""
        return msgspec.structs.replace(self, rule=rule) if rule else self


class Comparison(Record, frozen=True, kw_only=True):
    """Two observations of one input."""

    index: int
    outcome: Outcome
    control: Observation | None = None
    candidate: Observation | None = None
    differences: tuple[Difference, ...] = ()
    unsteady: tuple[Difference, ...] = ()
    """How the control, asked once more (`candidate` here), differs from its first answer."""
    accepted: bool = False
    """There are differences, and rules accept every one of them."""
    truncated: bool = False
    """There are more differences than were kept; such a comparison is never accepted."""
    reason: str | None = None
    """Why it is not comparable, or which side timed out or died."""
    input: str | None = None
    """The arguments before the call, as text; kept where the outcome is not a match."""
