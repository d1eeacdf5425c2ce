"""Plain data as JSON: a text of whatever class is written as a text."""

from __future__ import annotations

from typing import Any, Final

import msgspec

__all__ = ["encode"]


def _text(value: Any) -> str:
    """Write what an author wrote as what it is: a text. Nothing else is plain data."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a {type(value).__qualname__} is no plain data")


encode: Final = msgspec.json.Encoder(enc_hook=_text).encode
"""Raises TypeError for what is no plain data."""
