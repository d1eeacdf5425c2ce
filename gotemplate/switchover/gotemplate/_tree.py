"""Rendering a structure leaf by leaf."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ._errors import TemplateLimitError

_DEEPEST = 200


def render_tree(value: Any, leaf: Callable[[Any], Any], *, skip: frozenset[str]) -> Any:
    """Apply ``leaf`` to everything that is no map or list, except under the names in ``skip``.

    Raises TemplateLimitError for a structure that nests deeper than 200 levels, or holds itself.
    """
    return _rendered(value, leaf, skip, 0)


def _rendered(value: Any, leaf: Callable[[Any], Any], skip: frozenset[str], depth: int) -> Any:
    if depth > _DEEPEST:
        raise TemplateLimitError(f"a structure nests deeper than {_DEEPEST} levels")
    if isinstance(value, Mapping):
        return {
            key: item if key in skip else _rendered(item, leaf, skip, depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
        return [
            item if str(position) in skip else _rendered(item, leaf, skip, depth + 1)
            for position, item in enumerate(value)
        ]
    return leaf(value)
