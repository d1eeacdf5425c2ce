"""Runs a command, and all processes that it starts, under a recording."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .environment import recording_environment
from .errors import RecordingError

__all__ = ["run_command", "spelled_out"]


def spelled_out(command: Sequence[str]) -> list[str]:
    """Return a command as the system can start it: a script or `-m module` goes to this Python.

    A program of the environment that this one runs in is preferred to one on the path.

    Raises:
        RecordingError: There is no such program.
    """
    first = command[0]
    if first == "-m" or (first.endswith(".py") and Path(first).is_file()):
        return [sys.executable, *command]
    beside = Path(sys.executable).parent / first
    if os.sep not in first and beside.is_file() and os.access(beside, os.X_OK):
        return [str(beside), *command[1:]]
    found = shutil.which(first)
    if found is None:
        raise RecordingError(f"{first}: there is no such program; what follows -- is run as it is")
    return [found, *command[1:]]


def run_command(command: Sequence[str], folder: Path, *, quiet: bool = False) -> int:
    """Run a command under the recording of a folder and return its exit code, as a shell does.

    Signals that end a job go to the command, which may end as it likes.

    Args:
        command: As `spelled_out` gives it.
        folder: Made ready by `begin_folder`.
        quiet: Its standard output goes to standard error.

    Raises:
        RecordingError: It cannot be started.
    """
    environment = recording_environment(folder, os.environ)
    with _Forwarding() as forwarding:
        try:
            process = subprocess.Popen(  # noqa: S603 - the command that the caller names
                list(command), env=environment, stdout=sys.stderr.fileno() if quiet else None
            )
        except OSError as error:
            raise RecordingError(f"{command[0]} cannot be started: {error.strerror}") from error
        forwarding.to(process)
        while True:
            try:
                code = process.wait()
                break
            except KeyboardInterrupt:  # the terminal sent it to the command as well
                continue
    return 128 - code if code < 0 else code


class _Forwarding:
    """Passes on what ends a job, what came before the job began too; a context.

    Ctrl-C reaches the command by itself, and what is ignored here is ignored there.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: list[int] = []
        self._kept: dict[int, Any] = {}

    def __enter__(self) -> _Forwarding:
        with suppress(ValueError):  # not in the main thread
            for number in (signal.SIGTERM, signal.SIGHUP):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._kept[number] = signal.signal(number, self._got)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._kept.items():
            signal.signal(number, handler)

    def to(self, process: subprocess.Popen[bytes]) -> None:
        """Pass on to this one from now on."""
        self._process = process
        while self._waiting:
            process.send_signal(self._waiting.pop(0))

    def _got(self, number: int, _: object) -> None:
        if self._process is None:
            self._waiting.append(number)
        else:
            self._process.send_signal(number)
