"""The `switchover` command."""

from __future__ import annotations

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command with `arguments`, by default those of the process, and exit with its code."""
    from .app import run

    run(arguments)
