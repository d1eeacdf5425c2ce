"""The task systems that are installed, found by name through the entry points."""

from __future__ import annotations

from typing import Final

from ..errors import EngineError
from ..plugins import offered
from .engine import System

__all__ = ["GROUP", "find_system", "system_names"]

GROUP: Final = "switchover.systems"


def system_names() -> tuple[str, ...]:
    """Give the names of the task systems that are installed, sorted."""
    return tuple(sorted({point.name for point in offered(GROUP)}))


def find_system(name: str) -> System:
    """Import a task system's factory.

    Raises:
        EngineError: ``SYSTEM_UNKNOWN``, naming those installed; ``SYSTEM_BROKEN`` when it does
            not import.
    """
    for point in offered(GROUP):
        if point.name != name:
            continue
        try:
            system: System = point.load()
        except (ImportError, AttributeError) as error:
            text = f"task system {name!r} ({point.value}) does not import: {error}"
            raise EngineError("SYSTEM_BROKEN", text, retryable=False) from error
        return system
    names = ", ".join(system_names()) or "none"
    text = f"no task system {name!r} is installed; installed: {names}"
    raise EngineError("SYSTEM_UNKNOWN", text, retryable=False)
