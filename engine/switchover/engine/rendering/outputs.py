"""The transformation of an output by the templates under `outputs`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import EngineError
from .renderer import Renders, VariablesOf

__all__ = ["transformed"]


def transformed(
    outputs: Mapping[str, Any], renderer: Renders, variables: VariablesOf, *, label: str
) -> dict[str, Any]:
    """Render each key on its own, in sorted order.

    Raises:
        EngineError: ``OUTPUT_TRANSFORMATION``, naming the label and the key that failed.
    """
    return {
        key: _rendered(key, outputs[key], renderer, variables, label) for key in sorted(outputs)
    }


def _rendered(key: str, value: Any, renderer: Renders, variables: VariablesOf, label: str) -> Any:
    try:
        return renderer.render(value, variables)
    except EngineError as error:
        message = f"output transformation failed for {label}, field {key!r}: {error.message}"
        raise EngineError("OUTPUT_TRANSFORMATION", message, details=error.details) from error
