"""Rendering the way the old services did it: whatever text has braces is a template.

They looked through values and never asked where a text came from, so that data is executed (the
defect `data-executed`). New code renders what an author wrote, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import NoneType
from typing import Any, Final

from switchover.engine import EngineError
from switchover.engine.rendering import Policy, References, VariablesOf
from switchover.engine.rendering.text import compiled, is_template

__all__ = ["Renderer"]

NO_NAMES: Final[frozenset[str]] = frozenset()
NOTHING: Final = References()
SCALARS: Final = (int, float, NoneType)


class Renderer:
    """Renders values, with the variables that they mention.

    Args:
        policy: what becomes of a text.
        literal: what becomes of any other scalar; by default it stays as it is.
    """

    __slots__ = ("_literal", "_policy")

    def __init__(self, policy: Policy, *, literal: Callable[[Any], Any] | None = None) -> None:
        self._policy = policy
        self._literal = literal

    def render(self, value: Any, variables: VariablesOf, skip: frozenset[str] = NO_NAMES) -> Any:
        """Return a rendered copy; what stands under a key to skip, at any depth, is left alone.

        The position of a list item counts as its key. Without a template in it nothing is built,
        and what does not change is returned itself.

        Raises:
            RenderingError: a text could not be rendered.
            EngineError: ``VALUE_DEPTH`` for values that nest too deeply to be walked.
        """
        try:
            return self._render(value, variables, skip)
        except RecursionError:
            text = "the values nest too deeply to be rendered; flatten them"
            raise EngineError("VALUE_DEPTH", text, retryable=False) from None

    def changes(
        self, written: Mapping[str, Any], variables: VariablesOf, skip: frozenset[str] = NO_NAMES
    ) -> Mapping[str, Any]:
        """Return the rendered entries of a map, at least those that rendering changes.

        Raises:
            RenderingError, EngineError: as `render` does.
        """
        rendered: Mapping[str, Any] = self.render(written, variables, skip)
        return {} if rendered is written else rendered

    def _render(self, value: Any, variables: VariablesOf, skip: frozenset[str]) -> Any:
        mentioned = _mentions(value, skip)
        if mentioned.present:
            return self._walk(value, variables(mentioned), skip)
        if self._literal is None:
            return value
        rendered = self._walk(value, {}, skip)
        return value if rendered == value else rendered

    def _walk(self, value: Any, variables: dict[str, Any], skip: frozenset[str]) -> Any:
        if isinstance(value, str):
            if is_template(value):
                return compiled(value).rendered(variables, self._policy)
            return value
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


def _mentions(value: Any, skip: frozenset[str]) -> References:
    """Return what all texts of a value mention, leaving out the keys to skip at any depth."""
    if isinstance(value, str):
        return compiled(value).mentions if is_template(value) else NOTHING
    if isinstance(value, SCALARS):
        return NOTHING
    if isinstance(value, Mapping):
        return _joined(value.items(), skip)
    if isinstance(value, list | tuple):
        return _joined(((str(index), item) for index, item in enumerate(value)), skip)
    return NOTHING


def _joined(items: Iterable[tuple[str, Any]], skip: frozenset[str]) -> References:
    whole = NOTHING
    for key, item in items:
        if key in skip or (isinstance(item, str) and not is_template(item)):
            continue
        part = _mentions(item, skip)
        if part.present:
            whole = whole.joined(part)
    return whole
