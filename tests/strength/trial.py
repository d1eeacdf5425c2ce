"""One mutant tried: its tests in a process of their own, forked where libraries are loaded."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from strength.killer import Killer, killer_of

PLUGINS = ("pytest_timeout", "_hypothesis_pytestplugin", "switchover.bench.plugin.hooks")
GRACE_S = 20.0
_LIBRARIES = "pytest hypothesis numpy pandas matplotlib pydantic msgspec typer rich jinja2 psutil"


@dataclass(slots=True)
class Trial:
    """A process that runs tests, with a module's source replaced; killed when it takes too long."""

    module: str
    source: str | None
    tests: Sequence[str]
    limit_s: float
    log: Path
    pid: int = 0
    began: float = field(default_factory=time.monotonic)
    by: str = ""
    """The test that failed first, once it has ended."""

    def start(self) -> "Trial":
        self.began = time.monotonic()
        self.pid = os.fork()
        if not self.pid:
            self._run()
        return self

    def outcome(self) -> str | None:
        """Give "killed", "late", "survived" or "broken" (no test ran); None as long as it runs."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid:
            self.by, late = killer_of(self.log.with_suffix(".by"))
            code = os.waitstatus_to_exitcode(status)
            return "late" if late else {0: "survived", 5: "broken"}.get(code, "killed")
        if time.monotonic() - self.began > self.limit_s:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            return "late"
        return None

    def _run(self) -> None:
        os.setsid()
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        code = 3
        try:
            killer = Killer(self.log.with_suffix(".by"))
            code = call(self.module, self.source, self.tests, killer, stop="-x")
        finally:
            sys.stdout.flush()
            os._exit(code)


def call(
    module: str,
    source: str | None,
    tests: Sequence[str],
    *plugins: object,
    stop: str = "--continue-on-collection-errors",
) -> int:
    """Run tests in this process, with a module's source replaced if there is one."""
    from contextlib import nullcontext

    import pytest

    from switchover.shadow.mutation import planted

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    named = [word for plugin in PLUGINS for word in ("-p", plugin)]
    options = ["-q", "-p", "no:cacheprovider", *named, stop]
    # The proof's own modules import some of what is mutated: those are loaded anew.
    for name in [name for name in sys.modules if name.startswith("switchover.")]:
        del sys.modules[name]
    with planted(module, source) if source is not None else nullcontext():
        return int(pytest.main([*options, *tests], plugins=list(plugins)))


def load_libraries() -> None:
    """Import what every trial needs and no mutant changes."""
    for name in _LIBRARIES.split():
        __import__(name)
