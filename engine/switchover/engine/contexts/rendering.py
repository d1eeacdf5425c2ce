"""Rendering of whole values: maps and lists are walked, texts with braces are rendered."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol

from switchover.engine.contexts.references import NONE, SCALARS, References, of_value
from switchover.engine.errors import EngineError

NOTHING: frozenset[str] = frozenset()
Context = Callable[[References], dict[str, Any]]
"""Builds the variables for what is mentioned."""


class TextRenderer(Protocol):
    """Renders one text into a value."""

    def __call__(self, text: str, variables: dict[str, Any], /) -> Any: ...


class Prepared(NamedTuple):
    """A value to be rendered with any variables, and what it mentions of them."""

    references: References
    rendered: Callable[[dict[str, Any]], Any]


class Renderer:
    """Renders values, with the variables that they mention.

    Args:
        text: renders a text that has braces.
        literal: what becomes of any other scalar; by default it stays as it is.
        result: what becomes of what a text was rendered to; by default it stays as it is.
    """

    __slots__ = ("_literal", "_result", "_text")

    def __init__(
        self,
        text: TextRenderer,
        *,
        literal: Callable[[Any], Any] | None = None,
        result: Callable[[Any], Any] | None = None,
    ) -> None:
        self._text = text
        self._literal = literal
        self._result = result

    def render(self, value: Any, context: Context, skip: frozenset[str] = NOTHING) -> Any:
        """Return a rendered copy; what stands under a key to skip, at any depth, is left alone.

        The position of a list item counts as its key. Without a template in it nothing is built,
        and what does not change is returned itself.

        Raises:
            RenderingError: a text could not be rendered.
            EngineError: ``VALUE_DEPTH`` for values that nest too deeply to be walked.
        """
        try:
            return self._render(value, context, skip)
        except RecursionError:
            raise _too_deep() from None

    def prepared(self, value: Any, skip: frozenset[str] = NOTHING) -> "Prepared":
        """Look through a value once, to render it with many sets of variables."""
        return Prepared(of_value(value, skip), partial(self._guarded, value, skip))

    def _guarded(self, value: Any, skip: frozenset[str], variables: dict[str, Any]) -> Any:
        try:
            return self._walk(value, variables, skip)
        except RecursionError:
            raise _too_deep() from None

    def changes(
        self, written: Mapping[str, Any], context: Context, skip: frozenset[str] = NOTHING
    ) -> Mapping[str, Any]:
        """Return the rendered entries of a map, at least those that rendering changes.

        Raises:
            RenderingError, EngineError: as `render` does.
        """
        if self._literal is not None:
            rendered: Mapping[str, Any] = self.render(written, context, skip)
            return {} if rendered is written else rendered
        try:
            return self._changes(written, context, skip)
        except RecursionError:
            raise _too_deep() from None

    def _changes(
        self, written: Mapping[str, Any], context: Context, skip: frozenset[str]
    ) -> dict[str, Any]:
        keys, whole = [], NONE
        for key, value in written.items():
            if key in skip or (isinstance(value, str) and "{{" not in value):
                continue
            if (found := of_value(value, skip)).present:
                keys.append(key)
                whole = whole.joined(found) if whole.present else found
        variables = context(whole) if keys else {}
        return {key: self._walk(written[key], variables, skip) for key in keys}

    def _render(self, value: Any, context: Context, skip: frozenset[str]) -> Any:
        references = of_value(value, skip)
        if references.present:
            return self._walk(value, context(references), skip)
        if self._literal is None:
            return value
        rendered = self._walk(value, {}, skip)
        return value if rendered == value else rendered

    def _walk(self, value: Any, variables: dict[str, Any], skip: frozenset[str]) -> Any:
        if isinstance(value, str):
            return self._rendered(value, variables) if "{{" in value else value
        if isinstance(value, SCALARS):
            return value if self._literal is None else self._literal(value)
        if isinstance(value, Mapping):
            return {
                key: item if key in skip else self._walk(item, variables, skip)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [
                item if str(index) in skip else self._walk(item, variables, skip)
                for index, item in enumerate(value)
            ]
        return value if self._literal is None else self._literal(value)

    def _rendered(self, text: str, variables: dict[str, Any]) -> Any:
        value = self._text(text, variables)
        return value if self._result is None else self._result(value)


def _too_deep() -> EngineError:
    text = "the values nest too deeply to be rendered; flatten them"
    return EngineError("VALUE_DEPTH", text, retryable=False)
