"""Templates that are compiled once, and an engine that keeps them for texts that come again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from ._compile import compile_tree
from ._errors import TemplateLimitError
from ._limits import Limits
from ._parser import parse
from ._program import run_program
from ._references import Reads, reads_of
from .functions.registry import FUNCTIONS

__all__ = ["Template", "TemplateEngine"]

Clock = Callable[[], datetime]
DEFAULT_LIMITS = Limits()


def utc_now() -> datetime:
    return datetime.now(UTC)


class Template:
    """A compiled template; `reads` is what it reads of its context.

    Args:
        text: the template.
        limits: how long and how deep it may be, and what one rendering may cost.

    Raises:
        TemplateSyntaxError: the text is no template.
        TemplateLimitError: it is too long or nests too deeply.
    """

    def __init__(self, text: str, *, limits: Limits = DEFAULT_LIMITS) -> None:
        self.text = text
        self.limits = limits
        tree = parse(text, functions=FUNCTIONS, limits=limits)
        try:
            self._program = compile_tree(tree, FUNCTIONS)
            self.reads: Reads = reads_of(tree)
        except RecursionError:
            raise TemplateLimitError("the template nests too deeply; simplify it") from None

    def render(
        self, context: Mapping[str, Any], *, clock: Clock = utc_now, zone: tzinfo = UTC
    ) -> str:
        """Render over plain data: None, bool, int, float, str, dict and list.

        The context is never changed. `clock` gives the time for ``now`` and its relatives, aware;
        `zone` is what the functions call ``Local``.

        Raises:
            MissingKeyError: a path leads to nothing; a null at its end renders ``<no value>``.
            TemplateRuntimeError: a function or action cannot work with its values.
            TemplateLimitError: the template asks for more than the limits allow.
        """
        path = self._program.path
        if path is not None:
            value: Any = context
            try:
                for key in path:
                    value = value[key]
            except (KeyError, TypeError, IndexError):
                value = None
            if type(value) is str and len(value) <= self.limits.characters and value.isascii():
                return value
        return run_program(self._program, context, limits=self.limits, clock=clock, zone=zone)


class TemplateEngine:
    """Renders texts, and keeps what it compiled of them.

    Args:
        limits: what one rendering may cost.
        clock: gives the time for ``now`` and its relatives, aware.
        zone: what the functions call ``Local``.
        cached: how many compiled templates are kept; the one not used for longest goes first.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        clock: Clock = utc_now,
        zone: tzinfo = UTC,
        cached: int = 2048,
    ) -> None:
        self.limits = limits or DEFAULT_LIMITS
        self._clock = clock
        self._zone = zone
        self._template = lru_cache(maxsize=cached)(self._compiled)

    def _compiled(self, text: str) -> Template:
        return Template(text, limits=self.limits)

    def compile(self, text: str) -> Template:
        """Compile a template and keep it; Raises TemplateSyntaxError, TemplateLimitError."""
        return self._template(text)

    def render_text(self, text: str, context: Mapping[str, Any]) -> str:
        """Render a text as `Template.render` does; Raises TemplateError."""
        return self._template(text).render(context, clock=self._clock, zone=self._zone)

    def references(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Give the paths a template reads of its context, each once; Raises TemplateSyntaxError."""
        return self._template(text).reads.paths
