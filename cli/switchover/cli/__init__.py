"""The `switchover` command."""

from __future__ import annotations

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command with `arguments`, by default those of the process, and exit with its code.

    The process ends by its own hand: what was printed is written out, and then nothing that
    imported code left to run at exit is run, which could change the code or keep it from ending.
    """
    from .app import run

    if arguments is not None:
        run(arguments)
        return
    code = 0
    try:
        run()
    except SystemExit as ended:
        code = _code(ended.code)
    _end(code)


def _code(given: object) -> int:
    """Give the exit code that Python would."""
    if given is None or isinstance(given, int):
        return (given or 0) & 0xFF
    import sys

    print(given, file=sys.stderr)
    return 1


def _end(code: int) -> None:
    import os
    import sys

    source = sys.modules.get("switchover.migrations.source")
    if source is not None:
        source.remove_spooled()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            code = code or 2  # what was to be told could not be
    os._exit(code)
