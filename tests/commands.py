"""The command as a user types it: a process of its own, in a folder.

Most tests ask what the command does, not how an interpreter starts. Theirs are forks of a process
that has imported the command and what it draws reports with, and has done nothing else: each call is
a process of its own, with its own folder, environment, streams and exit code. `anew` starts one from
nothing, as does a call that brings what only an interpreter's start reads.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

_STARTS = ("PYTHON", "LC_", "LANG", "COVERAGE", "LD_")
"""How variables begin that an interpreter reads when it starts."""


def _starting(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_STARTS)}


_STARTED_WITH = _starting(os.environ)
"""What a process has read that is forked for calls."""

_WAITS = """
import contextlib, gc, importlib, json, os, socket, sys, warnings
from switchover.cli import app, commands, main
from switchover.ground import split
own = [split(command.target)[0] for command in commands.COMMANDS]
for name in [*own, *sys.argv[2:]]:
    with contextlib.suppress(ImportError):  # an extra is not installed
        importlib.import_module(name)
with contextlib.suppress(ImportError):
    from switchover.reports.rendering import TEMPLATES, environment
    for template in TEMPLATES.glob("*.j2"):  # what each report would compile anew
        environment(template.name).get_template(template.name)
gc.collect()
gc.freeze()
link = socket.socket(fileno=int(sys.argv[1]))
while True:
    text, streams, *_ = socket.recv_fds(link, 65536, 3)
    while text and not text.endswith(b"\\n"):
        text += link.recv(65536)
    if not text:
        break
    asked = json.loads(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the threads that numpy keeps: it sees to forks itself
        child = os.fork()
    if not child:
        link.close()
        for own, stream in enumerate(streams):
            os.dup2(stream, own)
            os.close(stream)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["env"])
        sys.argv[:] = asked["words"]
        sys.path[0] = asked["folder"]
        importlib.invalidate_caches()
        main()
    for stream in streams:
        os.close(stream)
    link.sendall(b"%d\\n" % child)
    link.sendall(b"%d\\n" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


_LATE = (
    "typer._adapters", "cel_expr_python.cel", "google.protobuf.message_factory",
    "switchover.cli.checking", "switchover.migrations.adhoc", "switchover.migrations.check",
    "switchover.orchestrators.system", "switchover.engine.conditions.cel",
    "switchover.shadow.running.session", "switchover.values.worker.serve",
    "switchover.bench.driver.suite", "switchover.reports.writing", "PIL.JpegImagePlugin",
)  # fmt: skip
"""What many calls import late: whatever of it is missing, they import it themselves."""


class Ready:
    """A process that has imported the command, and is forked for each call."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._link, theirs = socket.socketpair()
        self._said = self._link.makefile("rb")
        with theirs:
            line = [sys.executable, "-c", _WAITS, str(theirs.fileno()), *_LATE]
            none, fds = subprocess.DEVNULL, [theirs.fileno()]
            self._process = subprocess.Popen(line, pass_fds=fds, stdin=none, stdout=none)
            atexit.register(self.close)

    def call(
        self, words: list[str], *, streams: list[IO[str]], timeout_s: float, **asked: Any
    ) -> int:
        """Run the command with such words and streams; give its exit code.

        Raises:
            subprocess.TimeoutExpired: It took longer, and was killed.
        """
        told = json.dumps({"words": words, **asked}).encode() + b"\n"
        sent = socket.send_fds(self._link, [told], [stream.fileno() for stream in streams])
        self._link.sendall(told[sent:])
        self._link.settimeout(None)
        child = int(self._said.readline())
        self._link.settimeout(timeout_s)
        try:
            return int(self._said.readline())
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            self.close()
            raise subprocess.TimeoutExpired(words, timeout_s) from None

    def close(self) -> None:
        """End it; the next call starts another."""
        global _ready
        if self.owner != os.getpid():
            return
        _ready = None
        atexit.unregister(self.close)
        self._said.close()
        self._link.close()
        self._process.wait()


_ready: Ready | None = None


def typed(
    folder: Path | None,
    *words: str,
    env: Mapping[str, str] | None = None,
    timeout_s: float = 120,
    given: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run `switchover` with such words, with `env` added to the environment; give what it said.

    `given` is its standard input.
    """
    global _ready
    where = str(folder or Path.cwd())
    held = {**os.environ, **(env or {})}
    if _starting(held) != _STARTED_WITH or not hasattr(socket, "send_fds"):
        return anew(where, *words, env=held, timeout=timeout_s, input=given)
    if _ready is None or _ready.owner != os.getpid():  # a fork's calls would be answered to both
        _ready = Ready()
    line = ["switchover", *words]
    with (
        tempfile.TemporaryFile("w+") as read,
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
    ):
        read.write(given)
        read.seek(0)
        code = _ready.call(
            line, streams=[read, out, err], timeout_s=timeout_s, folder=where, env=held
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(line, code, out.read(), err.read())


def anew(
    folder: Path | str | None, *words: str, timeout: float = 120, **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run `switchover` in an interpreter that starts for it; `more` goes to the process."""
    return subprocess.run(
        [sys.executable, "-m", "switchover", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        **more,
    )
