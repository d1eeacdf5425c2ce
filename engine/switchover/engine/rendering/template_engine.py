"""Go's templates as the engine uses them: what is wrong with one is an error of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from switchover import gotemplate
from switchover.engine.errors import EngineError


class RenderingError(EngineError):
    """A template cannot be compiled or rendered: the same one meets the same error again."""

    def __init__(self, error: gotemplate.TemplateError) -> None:
        details = {"key": error.key} if isinstance(error, gotemplate.MissingKeyError) else {}
        super().__init__(error.kind, error.message, details=details, retryable=False)
        self.place = error.place

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except gotemplate.TemplateError as error:
        raise RenderingError(error) from error


class TemplateEngine(gotemplate.TemplateEngine):
    """Compiles and renders templates. Raises RenderingError."""

    def compile(self, text: str) -> None:
        with _as_ours():
            super().compile(text)

    def render(self, text: str, context: Mapping[str, Any], *, defer_tasks: bool = False) -> Any:
        try:
            return super().render(text, context, defer_tasks=defer_tasks)
        except gotemplate.TemplateError as error:
            raise RenderingError(error) from error

    def references(self, text: str) -> tuple[tuple[str, ...], ...]:
        with _as_ours():
            return super().references(text)
