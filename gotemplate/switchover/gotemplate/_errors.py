"""What can go wrong with a template, one class per decision the caller can take."""

from __future__ import annotations

from dataclasses import dataclass

from switchover.ground import SwitchoverError

__all__ = [
    "MissingKeyError",
    "Place",
    "TemplateError",
    "TemplateLimitError",
    "TemplateRuntimeError",
    "TemplateSyntaxError",
    "place_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A position in a named template: line and column count from 1, columns in characters."""

    template: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.template}:{self.line}:{self.column}"


def place_of(template: str, text: str, offset: int) -> Place:
    """Turn an offset in ``text`` into a line and a column."""
    start = text.rfind("\n", 0, offset) + 1
    return Place(template=template, line=text.count("\n", 0, offset) + 1, column=offset - start + 1)


class TemplateError(SwitchoverError):
    """A template cannot be compiled or rendered; ``place`` says where, when it is known.

    The same template meets the same error again, so none of these is worth a retry.

    Attributes:
        code: the machine-readable name of the error, such as ``TEMPLATE_SYNTAX``.
        message: what happened, without the place.
    """

    code: str = "TEMPLATE"

    def __init__(self, message: str, *, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place

    @property
    def template(self) -> str:
        return self.place.template if self.place else ""

    @property
    def line(self) -> int:
        return self.place.line if self.place else 0

    @property
    def column(self) -> int:
        return self.place.column if self.place else 0

    def at(self, place: Place) -> TemplateError:
        """Return the same error with its place; an error keeps the first place it was given."""
        if self.place is None:
            self.place = place
        return self

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class TemplateSyntaxError(TemplateError):
    """The text is no valid template: correct the text."""

    code = "TEMPLATE_SYNTAX"


class MissingKeyError(TemplateError):
    """A path of the template leads to no value in the context: provide ``key`` or guard it."""

    code = "TEMPLATE_MISSING_KEY"

    def __init__(self, message: str, *, key: str, place: Place | None = None) -> None:
        super().__init__(message, place=place)
        self.key = key


class TemplateRuntimeError(TemplateError):
    """A valid template met values it cannot work with."""

    code = "TEMPLATE_RUNTIME"


class TemplateLimitError(TemplateError):
    """A template asked for more steps, output or depth than its limits allow."""

    code = "TEMPLATE_LIMIT"
