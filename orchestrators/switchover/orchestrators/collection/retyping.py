"""Texts of a child's `with`, turned back into what they look like.

Templates give text, also for a flag inside a longer template; workflows count on such values to
arrive at a child's tool as flags, nulls and structures. A number in a text stays a text: digits are
ids and amounts as often as counts, and as a number some of them would be lost. Who wants a number
refers to one: a reference keeps its type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

__all__ = ["retyped"]

WORDS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("f", "F", "false", "False", "FALSE"), False),
    "null": None,
}


def retyped(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a child is given, with each text right in it that reads as something else.

    Words for flags, `null`, and JSON from the first letter on. Texts inside maps and lists stay.
    """
    return {key: _read(value) if isinstance(value, str) else value for key, value in given.items()}


def _read(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    return _json(text) if text.startswith(("{", "[", '"')) else text


def _json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
