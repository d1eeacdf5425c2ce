"""Values that leave or bypass a rendering: references, texts of references, JSON in texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._json import read_json
from ._text import scalar_text


def look_up(
    context: Mapping[str, Any], path: tuple[str, ...], defaults: Mapping[str, Any], missing: Any
) -> Any:
    """What the path leads to through maps, or ``missing``."""
    found: Any = context if path[0] in context else defaults
    for key in path:
        if not isinstance(found, dict) or key not in found:
            return missing
        found = found[key]
    return found


def reference_text(value: Any) -> Any:
    """A number or bool as text, anything else as it is."""
    return scalar_text(value) if isinstance(value, bool | int | float) else value


def parsed_json(text: str) -> Any:
    """The map or list a text writes in JSON, or the text when it writes none."""
    trimmed = text.strip()
    if trimmed[:1] + trimmed[-1:] not in {"{}", "[]"}:
        return text
    try:
        return read_json(trimmed)
    except ValueError:
        return text
