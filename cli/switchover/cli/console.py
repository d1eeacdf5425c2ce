"""Results go to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from .streams import output_to

__all__ = ["Console"]


@dataclass(frozen=True, slots=True)
class Console:
    """How to speak: to a person, or with `as_json` to a machine."""

    as_json: bool = False
    debug: bool = False

    def error(self, message: str) -> None:
        """Say on standard error what went wrong."""
        for line in message.splitlines() or [""]:
            print(f"switchover: {line}", file=sys.stderr)

    def note(self, message: str) -> None:
        """Say something on standard error that a person may want to know."""
        print(message, file=sys.stderr, flush=True)

    @contextlib.contextmanager
    def results(self) -> Iterator[IO[str]]:
        """Keep standard output for the result; what measured code prints goes to standard error.

        Works on the descriptor, so that C code and child processes are caught as well.
        """
        sys.stdout.flush()
        kept = os.dup(1)
        os.dup2(2, 1)
        try:
            result = output_to(os.dup(kept))
            with result, contextlib.redirect_stdout(sys.stderr):
                yield result
        finally:
            sys.stdout.flush()
            os.dup2(kept, 1)
            os.close(kept)
