"""The one part in which two trees differ, found from the root down and proved by their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .encoding import encode

if TYPE_CHECKING:
    from .node import Tree

__all__ = ["narrowed"]

DEEPEST = 16
"""Levels gone down: each compares what lies below it again."""
_OPEN = frozenset((dict, list, tuple))


def narrowed(
    control: Tree, candidate: Tree, document: bytes
) -> tuple[tuple[tuple[str, Any], ...], Tree, Tree]:
    """Return the steps to the part in which two trees differ, and what stands there in both.

    `==` is generous, so it only leads the way. The proof: with the candidate's part in it, the
    control is written as the candidate's `document`. Without that proof the part is the whole.
    """
    steps: list[tuple[str, Any]] = []
    one, other = control, candidate
    try:
        while len(steps) < DEEPEST:
            step = _step(one, other)
            if step is None:
                break
            steps.append(step)
            one, other = one[step[1]], other[step[1]]
    except RecursionError:
        return (), control, candidate
    if not steps or encode(_with(control, steps, 0, other)) != document:
        return (), control, candidate
    return tuple(steps), one, other


def _step(one: Tree, other: Tree) -> tuple[str, Any] | None:
    """Return where the only elements lie that are not equal; None where there are not just two."""
    kind = type(one)
    if kind not in _OPEN or type(other) is not kind or len(one) != len(other):
        return None
    if kind is dict:
        found = [key for key, value in one.items() if key not in other or value != other[key]]
    else:
        found = [at for at, (x, y) in enumerate(zip(one, other)) if x != y]
    if len(found) != 1 or (kind is dict and found[0] not in other):
        return None
    return ("entry" if kind is dict else "item", found[0])


def _with(tree: Tree, steps: list[tuple[str, Any]], depth: int, part: Tree) -> Tree:
    """Copy a tree along the steps, with another part at their end."""
    if depth == len(steps):
        return part
    at = steps[depth][1]
    inner = _with(tree[at], steps, depth + 1, part)
    if type(tree) is tuple:
        return (*tree[:at], inner, *tree[at + 1 :])
    copy = tree.copy()
    copy[at] = inner
    return copy
