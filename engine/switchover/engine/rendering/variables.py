"""The variables of a template, built when a template mentions them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .mentions import References

__all__ = ["Root", "Roots", "constant", "variables_for"]

Root = Callable[[References], Any]
Roots = Mapping[str, Root]
"""How to build each variable, given what is mentioned of it."""


def variables_for(references: References, roots: Roots) -> dict[str, Any]:
    """Build what is mentioned; a name that no root knows is left to the template engine."""
    if references.all_roots:
        return {name: build(references) for name, build in roots.items()}
    return {name: roots[name](references) for name in references.roots if name in roots}


def constant(value: Any) -> Root:
    """Return a root that is there already."""
    return lambda _: value
