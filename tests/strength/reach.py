"""Which lines of the deciding modules each test reaches, and how long it computes."""

import gc
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest

from strength.modules import ROOT, deciding
from switchover.shadow.mutation import Watch

LIMIT = 3.0
"""Times what a test may take, that it gets: watching its lines slows it down."""


class Reach:
    """A pytest plugin in place of the loop over all tests: each runs in a fork of its own.

    Noted are those that pass within the limit, alone: so they will run for each mutant.
    """

    def __init__(
        self, file: Path, *, jobs: int, slow_s: float, known: dict[str, dict], files: dict[str, str]
    ) -> None:
        self._file = file
        self._known, self._digests = known, files
        self._jobs = jobs
        self._limit_s = LIMIT * slow_s
        self._files = {str(path): path.relative_to(ROOT).as_posix() for _, path in deciding()}
        self._living = dict[int, float]()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        gc.collect()
        gc.freeze()
        with tempfile.TemporaryDirectory() as name:
            items = [item for item in session.items if item.nodeid not in self._known]
            for index, item in enumerate(items):
                while len(self._living) >= self._jobs:
                    self._reap()
                if pid := os.fork():
                    self._living[pid] = time.monotonic() + 4 * self._limit_s
                    continue
                os.setsid()
                try:
                    self._run(session, item, Path(name, f"{index}.json"))
                finally:
                    sys.stdout.flush()
                    os._exit(0)
            while self._living:
                self._reap()
            found = [json.loads(each.read_bytes()) for each in sorted(Path(name).glob("*.json"))]
        there = {item.nodeid for item in session.items}
        known = {name: each for name, each in self._known.items() if name in there}
        told = {"files": self._digests, "tests": {**known, **dict(found)}}
        self._file.write_text(json.dumps(told))
        return True

    def _run(self, session: pytest.Session, item: pytest.Item, file: Path) -> None:
        factory = session.config._tmp_path_factory
        factory._given_basetemp, factory._basetemp = file.with_suffix(".tmp"), None
        signal.setitimer(signal.ITIMER_VIRTUAL, self._limit_s)
        skipped = list[str]()
        session.config.pluginmanager.register(_Skips(skipped))
        started = _computed()
        with Watch(self._files) as watch:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        if not session.testsfailed and not skipped:
            lines = {self._files[each]: sorted(at) for each, at in watch.lines.items() if at}
            told = {"seconds": _computed() - started, "lines": lines}
            part = file.with_suffix(".part")
            part.write_text(json.dumps([item.nodeid, told]))
            part.rename(file)

    def _reap(self) -> None:
        for pid, limit in list(self._living.items()):
            gone, _ = os.waitpid(pid, os.WNOHANG)
            if not gone and time.monotonic() > limit:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                gone = pid
            if gone:
                del self._living[pid]
                return
        time.sleep(0.002)


class _Skips:
    """Notes that a test was skipped: then it says nothing of a mutant."""

    def __init__(self, found: list[str]) -> None:
        self._found = found

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self._found.append(report.nodeid)


def _computed() -> float:
    """Give the CPU seconds of this process and its children: a busy machine adds none."""
    return sum(os.times()[:4])
