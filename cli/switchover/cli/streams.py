"""Standard streams: there in any case, and named where one of them cannot be written."""

from __future__ import annotations

import io
import os
import sys
from typing import IO, Any

__all__ = ["OUTPUT", "is_lost", "output_to", "ready_streams"]

OUTPUT = "standard output"
"""What an error calls it, which names no file of its own accord."""


def ready_streams() -> None:
    """Let all standard streams be there, and standard output say its name in errors."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None and not _is_open(number):
            _open_nowhere(number)
            stream = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as it runs
            setattr(sys, name, stream)
    given = sys.stdout
    if isinstance(given, io.TextIOWrapper):
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(_Output(given.fileno(), "w", closefd=False)),
            encoding=given.encoding,
            errors=given.errors,
            line_buffering=given.line_buffering,
            write_through=given.write_through,
        )


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _open_nowhere(number: int) -> None:
    """Drop what goes to a descriptor that the process was started without.

    The next file that is opened would be given it, and would get all that is printed, by this
    process or by one that it starts.
    """
    opened = os.open(os.devnull, os.O_RDWR)
    if opened == number:
        os.set_inheritable(number, True)
    else:
        os.dup2(opened, number)
        os.close(opened)


def is_lost() -> bool:
    """Say whether standard output could not be written once: that was told then."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(raw, _Output) and raw.is_lost


class _Output(io.FileIO):
    """Standard output, which an error of it names."""

    is_lost = False
    """Whether something could not be written."""

    def write(self, data: Any) -> int | None:  # type: ignore[override] # as what it overrides
        try:
            return super().write(data)
        except OSError as error:
            self.is_lost = True
            error.filename = error.filename or OUTPUT
            raise


def output_to(descriptor: int) -> IO[str]:
    """Give what writes results to a descriptor, and closes it."""
    raw = _Output(descriptor, "w")
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=raw.isatty(),
    )
