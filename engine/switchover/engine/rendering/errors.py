"""What goes wrong with a template, as an error of the engine."""

from __future__ import annotations

from switchover.gotemplate import MissingKeyError, TemplateError

from ..errors import EngineError

__all__ = ["RenderingError"]


class RenderingError(EngineError):
    """A template cannot be compiled or rendered: the same one meets the same error again."""

    def __init__(self, error: TemplateError, template: str) -> None:
        details = {"template": str(template)}
        if isinstance(error, MissingKeyError):
            details["key"] = error.key
        super().__init__(error.code, error.message, details=details, retryable=False)
        self.place = error.place

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message
