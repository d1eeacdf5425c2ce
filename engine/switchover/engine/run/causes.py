"""What an error leaves behind where its task has no row that says so."""

from __future__ import annotations

from ..errors import EngineError
from ..states import TaskError

__all__ = ["cause_of", "told"]


def cause_of(error: EngineError) -> TaskError:
    """Give the error as a row would record it."""
    return TaskError(message=error.message, code=error.code, details=error.details or None)


def told(error: TaskError) -> str:
    """Give the error's message, with its place and template where they are known."""
    details, text = error.details or {}, error.message
    template, place = details.get("template"), details.get("position")
    if template and template not in text:
        text = f"{text} in {template!r}"
    if place and place.rsplit(":", 2)[0] not in text:
        text = f"{place}: {text}"
    return text
