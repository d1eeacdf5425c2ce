"""Following a dotted path through a context, and saying why it leads nowhere."""

from __future__ import annotations

from typing import Any

from ._errors import MissingKeyError, TemplateError, TemplateRuntimeError
from ._kinds import type_name

__all__ = ["follow"]


def follow(value: Any, path: tuple[str, ...]) -> Any:
    """Return what the path leads to.

    Raises:
        MissingKeyError: a key is absent, or a null stands in the middle of the path.
        TemplateRuntimeError: something that is no map stands in the middle of the path.
    """
    found = value
    try:
        for key in path:
            found = found[key]
    except (KeyError, TypeError, IndexError, AttributeError):
        raise dead_end(value, path) from None
    return found


def dead_end(value: Any, path: tuple[str, ...]) -> TemplateError:
    """Why the path leads nowhere."""
    for position, key in enumerate(path):
        shown = "." + ".".join(path[: position + 1])
        if value is None:
            return MissingKeyError(
                f"no entry for key {key!r} at {shown}: there is a null before it", key=key
            )
        if not isinstance(value, dict):
            return TemplateRuntimeError(
                f"can't evaluate field {key} in type {type_name(value)} at {shown}"
            )
        if key not in value:
            known = ", ".join(sorted(map(str, value))[:8])
            others = f"; its keys are: {known}" if known else ""
            return MissingKeyError(f"map has no entry for key {key!r} at {shown}{others}", key=key)
        value = value[key]
    raise AssertionError(f"the path {path} leads somewhere")
