"""What one rendering may cost, and the account that is charged while it runs."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ._errors import TemplateLimitError

__all__ = ["Budget", "Limits", "Written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one rendering may use; a template that asks for more ends with an error.

    ``steps`` are iterations, calls and template invocations, each also charged for the size of
    what it reads and writes; ``characters`` bounds the output and every text made on the way;
    ``items`` bounds every list made on the way; ``nesting`` bounds blocks and parentheses in the
    source; ``calls`` bounds templates that invoke templates; ``source`` is the longest template.
    """

    steps: int = 200_000
    characters: int = 4_000_000
    items: int = 100_000
    nesting: int = 50
    calls: int = 50
    source: int = 1_000_000

    def __post_init__(self) -> None:
        for limit in fields(self):
            value = getattr(self, limit.name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ValueError(f"limit {limit.name!r} must be a positive whole number: {value!r}")


class Budget:
    """The account of one rendering: charge it before the work, not after."""

    __slots__ = ("characters", "items", "limits", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.characters = limits.characters
        self.items = limits.items

    def charge(self, steps: int) -> None:
        """Use up ``steps``; Raises TemplateLimitError when there are not so many left."""
        self.steps -= steps
        if self.steps < 0:
            raise TemplateLimitError(
                f"the template needs more than {self.limits.steps} steps; raise Limits.steps"
            )

    def text(self, length: int) -> None:
        """Allow a text of ``length`` characters and charge for writing it."""
        if length > self.characters:
            raise TemplateLimitError(
                f"the template makes a text of more than {self.characters} characters"
                "; raise Limits.characters"
            )
        if length > 256:
            self.charge(length >> 8)

    def list(self, length: int) -> None:
        """Allow a list of ``length`` items and charge for making it."""
        if length > self.items:
            raise TemplateLimitError(
                f"the template makes a list of {length} items, more than {self.items}"
                "; raise Limits.items"
            )
        if length > 16:
            self.charge(length >> 4)


class Written:
    """A text that is put together piece by piece, never longer than its budget allows."""

    __slots__ = ("budget", "length", "parts")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.parts: list[str] = []
        self.length = 0

    def put(self, text: str) -> None:
        """Append a piece; Raises TemplateLimitError when the whole grows too long."""
        self.length += len(text)
        if self.length > self.budget.characters:
            self.budget.text(self.length)
        self.parts.append(text)

    def __str__(self) -> str:
        return "".join(self.parts)
