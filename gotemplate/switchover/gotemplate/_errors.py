"""What can go wrong with a template, one class per decision the caller can take."""

from __future__ import annotations

from switchover.ground import IN_MESSAGE, SwitchoverError
from switchover.ground.written import Position

__all__ = [
    "MissingKeyError",
    "TemplateError",
    "TemplateLimitError",
    "TemplateRuntimeError",
    "TemplateSyntaxError",
    "place_of",
]


def place_of(template: str, text: str, offset: int) -> Position:
    """Turn an offset in ``text`` into a line and a column; the file is the template's name."""
    start = text.rfind("\n", 0, offset) + 1
    return Position(template, text.count("\n", 0, offset) + 1, offset - start + 1)


class TemplateError(SwitchoverError):
    """A template cannot be compiled or rendered; ``place`` says where, when it is known.

    The same template meets the same error again, so none of these is worth a retry.

    Attributes:
        code: the machine-readable name of the error, such as ``TEMPLATE_SYNTAX``.
        message: what happened, without the place.
    """

    remedy = IN_MESSAGE

    code: str = "TEMPLATE"

    def __init__(self, message: str, *, place: Position | None = None) -> None:
        super().__init__(message)
        self.place = place

    @property
    def template(self) -> str:
        return self.place.file if self.place else ""

    @property
    def line(self) -> int:
        return self.place.line if self.place else 0

    @property
    def column(self) -> int:
        return self.place.column if self.place else 0

    def at(self, place: Position) -> TemplateError:
        """Return the same error with its place; an error keeps the first place it was given."""
        if self.place is None:
            self.place = place
        return self

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class TemplateSyntaxError(TemplateError):
    """The text is no valid template: correct the text."""

    remedy = "correct the text at this place"

    code = "TEMPLATE_SYNTAX"


class MissingKeyError(TemplateError):
    """A path of the template leads to no value in the context: provide ``key`` or guard it."""

    remedy = "provide the key, or guard it with `if` or `default`"

    code = "TEMPLATE_MISSING_KEY"

    def __init__(self, message: str, *, key: str, place: Position | None = None) -> None:
        super().__init__(message, place=place)
        self.key = key


class TemplateRuntimeError(TemplateError):
    """A valid template met values it cannot work with."""

    remedy = "look at the values it was given, at this place"

    code = "TEMPLATE_RUNTIME"


class TemplateLimitError(TemplateError):
    """A template asked for more steps, output or depth than its limits allow."""

    code = "TEMPLATE_LIMIT"
