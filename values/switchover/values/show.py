"""A tree as one line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .node import Tree

__all__ = ["show"]


def show(tree: Tree, width: int = 200) -> str:
    """Write a tree as a reader of Python expects it."""
    return str(tree)[:width]
