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
    pixels = value.tobytes()
    if getattr(value, "n_frames", 1) > 1:
        fields.update(_frames(value))
    return Node(base=pixels, fields=fields)


def _frames(value: Any) -> dict[str, Any]:
    """Give all pictures of an animation, and which of them is shown."""
    at, frames = value.tell(), []
    try:
        for number in range(value.n_frames):
            value.seek(number)
            frames.append((value.mode, value.size, dict(value.info), value.tobytes()))
    finally:
        value.seek(at)
    return {"frame": at, "frames": frames}
