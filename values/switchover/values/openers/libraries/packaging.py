"""packaging: specifiers by their text, sets of them in no order."""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..opening import opens, present

__all__ = ["PARTS", "know"]

PARTS = ("packaging.specifiers",)


def know(_: Any) -> None:
    """Register what opens values of packaging."""
    specifiers: Any = sys.modules.get("packaging.specifiers")
    if specifiers is not None:
        opens(specifiers.SpecifierSet, own=True)(_set)
        opens(specifiers.Specifier, own=True)(
            lambda value: Node(base=str(value), fields=_asked(value))
        )


def _asked(value: Any) -> dict[str, Any]:
    # Asked for, it would follow from the text where none was given.
    return present({"prereleases": getattr(value, "_prereleases", None)})


def _set(value: Any) -> Node:
    return Node(members=set(value), fields=_asked(value))
