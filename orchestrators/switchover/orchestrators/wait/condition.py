"""A wait's condition that has templates in its texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine import EngineError
from switchover.engine.conditions import Conditions
from switchover.engine.rendering import AuthoredText, Renderer, VariablesOf

__all__ = ["rendered_condition"]

ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "'": "\\'", "\n": "\\n", "\r": "\\r"})
"""**Source:** the CEL specification, string literals."""


def rendered_condition(
    written: AuthoredText, conditions: Conditions, renderer: Renderer, variables: VariablesOf
) -> str:
    """Render the templates inside the texts of a condition; what they give stays part of a text.

    Raises:
        EngineError: ``WAIT_CONDITION``: templates stand outside of texts, where data would become
            part of the expression.
    """
    try:
        conditions.check(written)
    except EngineError as error:
        text = "a template in a condition has to stand in a text of it, between quotes"
        raise EngineError("WAIT_CONDITION", text, retryable=False) from error
    rendered: str = renderer.render(written, lambda mentioned: _escaped(variables(mentioned)))
    return rendered


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, Mapping):
        return {key: _escaped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(item) for item in value]
    return value
