"""The text of a tree: JSON with readable tags for what JSON lacks."""

from __future__ import annotations

from .reading import from_text
from .writing import to_text

__all__ = ["from_text", "to_text"]
