"""Which environments are alike enough for their times to be compared. Pure."""

from __future__ import annotations

from ..errors import UnlikeEnvironmentsError
from ..records import Environment

__all__ = ["differences", "require_like"]

DECISIVE = (
    "machine",
    "system",
    "cpu",
    "usable_cores",
    "pinned",
    "governor",
    "python",
    "build",
    "debug",
)


def differences(ours: Environment, theirs: Environment) -> tuple[str, ...]:
    """Name each decisive difference with both values; empty where times may be compared."""
    return tuple(
        f"{name}: {getattr(theirs, name)!r} then, {getattr(ours, name)!r} now"
        for name in DECISIVE
        if getattr(ours, name) != getattr(theirs, name)
    )


def require_like(ours: Environment, theirs: Environment) -> None:
    """Refuse to compare times of unlike environments.

    Raises:
        UnlikeEnvironmentsError: Naming every decisive difference.
    """
    if found := differences(ours, theirs):
        raise UnlikeEnvironmentsError(
            f"times from unlike environments cannot be compared ({'; '.join(found)}): "
            "measure both sides in one run"
        )
