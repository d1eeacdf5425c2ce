"""References in the text form: a part that is met again, or is part of itself."""

from __future__ import annotations

from typing import Any

from ..node import Node

__all__ = ["Reference", "ReferenceUseError", "Shared", "resolved"]


class Reference:
    """Stands where a part is met again."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


class Shared:
    """Stands where a part is met first; until it is read, `tree` is what it will be."""

    __slots__ = ("number", "tree")

    def __init__(self, number: int, tree: Any) -> None:
        self.number = number
        self.tree = tree


class ReferenceUseError(ValueError):
    """A number is given twice or refers to nothing: of the objects with this tag and number it is
    the `nth`, from 0.
    """

    def __init__(self, message: str, tag: str, number: int, nth: int) -> None:
        super().__init__(message)
        self.tag, self.number, self.nth = tag, number, nth


def resolved(tree: Any) -> Any:
    """Put the parts that are referred to where they are referred to.

    Raises:
        ReferenceUseError: A number is given twice or refers to nothing.
    """
    return _Resolver().of(tree)


class _Resolver:
    def __init__(self) -> None:
        self._known: dict[int, Any] = {}

    def of(self, tree: Any) -> Any:
        kind = type(tree)
        if kind is Reference:
            if tree.number not in self._known:
                message = f"$ref {tree.number} refers to no $shared before it"
                raise ReferenceUseError(message, "$ref", tree.number, 0)
            return self._known[tree.number]
        if kind is Shared:
            return self._first(tree)
        if kind is list:
            tree[:] = [self.of(item) for item in tree]
        elif kind is dict:
            for key, held in tree.items():
                tree[key] = self.of(held)
        elif kind is tuple:
            return tuple(self.of(item) for item in tree)
        elif kind is Node:
            self._node(tree)
        return tree

    def _first(self, shared: Shared) -> Any:
        if shared.number in self._known:
            message = f"$shared {shared.number} stands twice"
            raise ReferenceUseError(message, "$shared", shared.number, 1)
        if type(shared.tree) is not tuple:
            # Known before it is read: it may be part of itself.
            self._known[shared.number] = shared.tree
        self._known[shared.number] = made = self.of(shared.tree)
        return made

    def _node(self, node: Node) -> None:
        node.base = self.of(node.base)
        for part in (node.fields, node.items, node.entries):
            self.of(part)
