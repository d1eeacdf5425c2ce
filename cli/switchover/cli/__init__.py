"""The `switchover` command."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command with `arguments`, by default those of the process, and exit with its code.

    The process ends by its own hand: what was printed is written out, and then nothing that
    imported code left to run at exit is run, which could change the code or keep it from ending.
    """
    if arguments is not None:
        from .app import run

        run(arguments)
        return
    from .streams import ready_streams

    ready_streams()
    code = 0
    try:
        from .app import run

        run()
    except SystemExit as ended:
        code = _code(ended.code)
    except KeyboardInterrupt:  # while it was still being imported
        from .exits import Exit

        print("switchover: interrupted", file=sys.stderr)
        code = Exit.INTERRUPTED
    _end(code)


def _code(given: object) -> int:
    """Give the exit code that Python would."""
    if given is None or isinstance(given, int):
        return (given or 0) & 0xFF
    print(given, file=sys.stderr)
    return 1


def _end(code: int) -> None:
    from .streams import OUTPUT, is_lost

    source = sys.modules.get("switchover.migrations.source")
    if source is not None:
        source.remove_spooled()
    is_told = is_lost()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError) as error:
            code = code or 2  # what was to be told could not be
            if stream is sys.stdout and not is_told and not isinstance(error, BrokenPipeError):
                said = getattr(error, "strerror", None) or error
                print(f"switchover: {OUTPUT}: {said}", file=sys.stderr)
    os._exit(code)
