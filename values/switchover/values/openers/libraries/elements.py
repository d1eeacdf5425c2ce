"""Elements of the standard library's XML."""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..opening import opens, present

__all__ = ["PARTS", "know"]

PARTS = ("xml.etree.ElementTree",)
"""Without this module, which others of the package do without, there are no elements."""


def know(_: Any) -> None:
    """Register what opens elements, where their module is loaded."""
    trees: Any = sys.modules.get(*PARTS)
    if trees is not None:
        opens(trees.Element)(_element)


def _element(value: Any) -> Node:
    fields = {"tag": value.tag, "text": value.text, "tail": value.tail}
    return Node(items=list(value), fields=present({**fields, "attrib": value.attrib or None}))
