"""What can go wrong between a type's name and its orchestrator."""

from __future__ import annotations

from collections.abc import Iterable

from switchover.engine import EngineError

__all__ = ["DuplicateTaskTypeError", "TaskTypePluginError", "UnknownTaskTypeError"]


class UnknownTaskTypeError(EngineError, KeyError):
    """Nobody registered the type."""

    remedy = "install what offers the type, or correct its name"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        listed = ", ".join(sorted(known)) or "none"
        message = f"no orchestrator for task type {name!r}; registered: {listed}"
        super().__init__("TYPE_UNKNOWN", message, retryable=False)


class DuplicateTaskTypeError(EngineError, ValueError):
    """Two parties claim one type."""

    remedy = "take one of the two away"

    def __init__(self, name: str, holder: str, claimant: str) -> None:
        message = f"task type {name!r} is registered by {holder}; {claimant} cannot take it too"
        super().__init__("TYPE_DUPLICATE", message, retryable=False)


class TaskTypePluginError(EngineError):
    """An installed distribution offers something that is not a task type."""

    remedy = "mend that distribution, or uninstall it"

    def __init__(self, entry_point: str, origin: str, reason: str) -> None:
        message = f"entry point {entry_point!r} of {origin} gives no task type: {reason}"
        super().__init__("TYPE_PLUGIN", message, retryable=False)
