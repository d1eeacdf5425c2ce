"""The engine: compiles a template once, keeps it, and renders it as often as it is asked to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from ._compile import Program, compile_tree
from ._errors import TemplateLimitError
from ._limits import Limits
from ._parser import parse
from ._program import run_program
from ._references import deferred, paths_of, whole_reference
from ._tree import render_tree
from ._values import look_up, parsed_json, reference_text
from .functions.registry import FUNCTIONS

DEFAULT_KEYS: Mapping[str, Any] = {
    "env": {},
    "input": {},
    "output": None,
    "trigger": {},
    "tools": {},
    "tasks": {},
    "agents": {},
}
_MISSING = object()


def utc_now() -> datetime:
    return datetime.now(UTC)


class TemplateEngine:
    """Renders Go templates over plain data: None, bool, int, float, str, dict and list.

    Args:
        typed: whether a text that is nothing but a reference, ``{{ .a.b }}``, keeps the number or
            bool it refers to; without it that becomes text. Maps and lists are kept either way.
        limits: what one rendering may cost.
        clock: gives the time for ``now`` and its relatives, aware.
        zone: what the functions call ``Local``.
        defaults: the keys that are there even when a context lacks them.
        cached: how many compiled templates are kept; the one not used for longest goes first.
    """

    def __init__(
        self,
        *,
        typed: bool = True,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = utc_now,
        zone: tzinfo = UTC,
        defaults: Mapping[str, Any] = DEFAULT_KEYS,
        cached: int = 2048,
    ) -> None:
        self.typed = typed
        self.limits = limits or Limits()
        self._clock = clock
        self._zone = zone
        self._defaults = dict(defaults)
        self._program = lru_cache(maxsize=cached)(self._compiled)

    def _compiled(self, text: str) -> Program:
        tree = parse(text, functions=FUNCTIONS, limits=self.limits)
        try:
            return compile_tree(tree, FUNCTIONS)
        except RecursionError:
            raise TemplateLimitError("the template nests too deeply; simplify it") from None

    def compile(self, text: str) -> None:
        """Compile a template and keep it; Raises TemplateSyntaxError, TemplateLimitError."""
        self._program(text)

    def render_text(self, text: str, context: Mapping[str, Any]) -> str:
        """Render a template to text; the context is never changed.

        Raises:
            TemplateSyntaxError: the text is no template.
            MissingKeyError: a path leads to nothing; a null at its end renders ``<no value>``.
            TemplateRuntimeError: a function or action cannot work with its values.
            TemplateLimitError: the template asks for more than ``limits`` allow.
        """
        program = self._program(text)
        path = program.path
        if path is not None:
            value: Any = context
            try:
                for key in path:
                    value = value[key]
            except (KeyError, TypeError, IndexError):
                value = None
            if type(value) is str and len(value) <= self.limits.characters and value.isascii():
                return value
        return run_program(
            program,
            self._completed(context),
            limits=self.limits,
            clock=self._clock,
            zone=self._zone,
        )

    def _completed(self, context: Mapping[str, Any]) -> Any:
        """The context with the keys that every template may count on."""
        if isinstance(context, dict) and self._defaults.keys() <= context.keys():
            return context
        return {**self._defaults, **context}

    def render(self, text: str, context: Mapping[str, Any], *, defer_tasks: bool = False) -> Any:
        """Render one text to a value: a text without ``{{`` as it is, a reference to what it names.

        What is rendered and looks like JSON becomes a structure. With ``defer_tasks`` a text that
        names ``.tasks.<id>`` stays as it is until all those ids are in the context.
        Raises TemplateError as ``render_text`` does.
        """
        if "{{" not in text or (defer_tasks and deferred(text, context)):
            return text
        path = whole_reference(text)
        if path is not None:
            found = look_up(context, path, self._defaults, _MISSING)
            if found is not _MISSING and found is not None:
                return found if self.typed else reference_text(found)
        return parsed_json(self.render_text(text, context))

    def render_value(
        self,
        value: Any,
        context: Mapping[str, Any],
        *,
        skip: Collection[str] | None = None,
        defer_tasks: bool = False,
    ) -> Any:
        """Render every text in a structure; maps and lists are new, what is no text is kept.

        ``skip`` names keys (or list positions, as text) whose values are left alone at any depth.
        An engine that is not ``typed`` turns the bools of a filtered rendering into texts.
        Raises TemplateError as ``render_text`` does.
        """
        bools_to_text = skip is not None and not self.typed

        def leaf(item: Any) -> Any:
            if isinstance(item, str):
                return self.render(item, context, defer_tasks=defer_tasks)
            if bools_to_text and isinstance(item, bool):
                return "true" if item else "false"
            return item

        return render_tree(value, leaf, skip=frozenset(skip or ()))

    def references(self, text: str) -> tuple[tuple[str, ...], ...]:
        """The paths a template names, each once, in order; Raises TemplateSyntaxError.

        A path inside ``with`` or ``range`` is given as it is written, relative to its own dot.
        """
        return paths_of(parse(text, functions=FUNCTIONS, limits=self.limits))
