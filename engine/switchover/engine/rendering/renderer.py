"""Rendering: authored text becomes data, once, with the variables that it mentions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, Protocol

from ..errors import EngineError
from .authored import (
    Authored,
    AuthoredList,
    AuthoredMap,
    AuthoredText,
)
from .mentions import NOTHING, References
from .text import Policy

__all__ = ["Prepared", "Renderer", "Renders", "VariablesOf"]

NO_NAMES: Final[frozenset[str]] = frozenset()
VariablesOf = Callable[[References], dict[str, Any]]
"""Builds the variables for what is mentioned."""


class Renders(Protocol):
    """Renders values; what is a template in them is the task system's affair."""

    def render(self, value: Any, variables: VariablesOf, skip: frozenset[str] = ..., /) -> Any:
        """Return the value with its templates rendered."""
        ...

    def changes(
        self, written: Mapping[str, Any], variables: VariablesOf, skip: frozenset[str] = ..., /
    ) -> Mapping[str, Any]:
        """Return the entries of a map that rendering changes, rendered."""
        ...


class Prepared(NamedTuple):
    """A value to be rendered with any variables, and what it mentions of them."""

    mentions: References
    rendered: Callable[[dict[str, Any]], Any]


class Renderer:
    """Renders what is authored; data passes as it is, whatever it looks like."""

    __slots__ = ("_policy",)

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def render(self, value: Any, variables: VariablesOf, skip: frozenset[str] = NO_NAMES) -> Any:
        """Return the value with its templates rendered.

        What stands under a name to skip, at any depth, is left to whom it concerns; the position
        in a list counts as a name. Without a template nothing is built, and the value is returned
        itself. Of a map that was put together from authored parts, the entries are looked at.

        Raises:
            RenderingError: a template could not be rendered.
            EngineError: ``VALUE_DEPTH`` for values that nest too deeply to be walked.
        """
        mentions = _mentions(value, skip)
        if not mentions.present:
            return value
        return self._guarded(value, skip, _built(variables, mentions))

    def prepared(self, value: Any, skip: frozenset[str] = NO_NAMES) -> Prepared:
        """Look through a value once, to render it with many sets of variables."""
        return Prepared(_mentions(value, skip), partial(self._guarded, value, skip))

    def changes(
        self, written: Mapping[str, Any], variables: VariablesOf, skip: frozenset[str] = NO_NAMES
    ) -> dict[str, Any]:
        """Return the entries of a map that rendering changes, rendered.

        Raises:
            RenderingError, EngineError: as `render` does.
        """
        keys, whole = [], NOTHING
        for key, item in written.items():
            if isinstance(item, Authored) and key not in skip:
                mentioned = item.mentions(skip)
                if mentioned.present:
                    keys.append(key)
                    whole = whole.joined(mentioned)
        if not keys:
            return {}
        given = _built(variables, whole)
        return {key: self._guarded(written[key], skip, given) for key in keys}

    def _guarded(self, value: Any, skip: frozenset[str], variables: dict[str, Any]) -> Any:
        try:
            return self._walk(value, variables, skip)
        except RecursionError:
            raise _too_deep() from None

    def _walk(self, value: Any, variables: dict[str, Any], skip: frozenset[str]) -> Any:
        if isinstance(value, AuthoredText):
            return self._text(value, variables)
        if isinstance(value, AuthoredMap):
            made: Any = dict(value)
            for key in value.live:
                if key not in skip:
                    made[key] = self._walk(value[key], variables, skip)
            return made
        if isinstance(value, AuthoredList):
            made = list(value)
            for index in value.live:
                if str(index) not in skip:
                    made[index] = self._walk(value[index], variables, skip)
            return made
        if isinstance(value, dict):
            return {
                key: self._walk(item, variables, skip)
                if isinstance(item, Authored) and key not in skip
                else item
                for key, item in value.items()
            }
        return value

    def _text(self, text: AuthoredText, variables: dict[str, Any]) -> Any:
        return text.text.rendered(variables, self._policy)


def _built(variables: VariablesOf, mentions: References) -> dict[str, Any]:
    try:
        return variables(mentions)
    except RecursionError:
        raise _too_deep() from None


def _too_deep() -> EngineError:
    text = "the values nest too deeply to be rendered; flatten them"
    return EngineError("VALUE_DEPTH", text, retryable=False)


def _mentions(value: Any, skip: frozenset[str]) -> References:
    if isinstance(value, Authored):
        return value.mentions(skip)
    whole = NOTHING
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, Authored) and key not in skip:
                whole = whole.joined(item.mentions(skip))
    return whole
