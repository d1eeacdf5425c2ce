"""PIL: images by mode, size, pixels, palette and what they say of themselves."""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["PARTS", "know"]

PARTS = ("PIL.Image",)


def know(_: Any) -> None:
    """Register what opens values of PIL."""
    image: Any = sys.modules.get("PIL.Image")
    if image is not None:
        opens(image.Image, own=True)(_image)


def _image(value: Any) -> Node:
    value.load()
    fields: dict[str, Any] = {"mode": value.mode, "size": value.size, "info": dict(value.info)}
    if value.mode in ("P", "PA"):
        fields["palette"] = value.getpalette("RGBA")
    if getattr(value, "format", None):
        fields["format"] = value.format
    return Node(base=value.tobytes(), fields=fields)
