"""One pytest session that collects the tests once, and tries each mutant in a fork of itself."""

import gc
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from strength.modules import ROOT
from strength.swap import functions, swapped

ELSEWHERE = "elsewhere"
"""Not to be swapped in: the mutant changes what runs at import."""
_CODES = {0: "survived", 1: "killed", 9: ELSEWHERE}
_CPU_S = 5.0
"""What a test may take beyond four times what it took: a mutant may make a loop endless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A mutant's module, before and after, with the tests that reach it and their seconds."""

    file: str
    source: str
    mutated: str
    tests: dict[str, float]


class Session:
    """A pytest plugin in place of the loop over all tests: it forks for each mutant.

    An outcome goes to the pipe as a line `[index, outcome]`.
    """

    def __init__(self, todo: list[Planted], *, jobs: int, pipe: int, folder: Path) -> None:
        self._todo = todo
        self._jobs = jobs
        self._pipe = pipe
        self._folder = folder
        self._living = dict[int, tuple[int, float]]()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        living = functions({str(ROOT / each.file) for each in self._todo})
        gc.collect()
        gc.freeze()
        for index, planted in enumerate(self._todo):
            while len(self._living) >= self._jobs:
                self._reap()
            if pid := os.fork():
                limit_s = 30.0 + 10 * sum(planted.tests.values())
                self._living[pid] = (index, time.monotonic() + limit_s)
                continue
            os.setsid()
            code = 3
            try:
                file = str(ROOT / planted.file)
                if swapped(planted.source, planted.mutated, file, living):
                    code = self._run(session, items, planted.tests)
                else:
                    code = 9
            finally:
                sys.stdout.flush()
                os._exit(code)
        while self._living:
            self._reap()
        return True

    def _run(
        self, session: pytest.Session, items: dict[str, pytest.Item], tests: dict[str, float]
    ) -> int:
        factory = session.config._tmp_path_factory
        factory._given_basetemp, factory._basetemp = self._folder / str(os.getpid()), None
        found = [items[name] for name in tests if name in items]
        for item, following in pairwise([*found, None]):
            # An endless loop ends here, by the system's own hand; a sleep by pytest-timeout's.
            signal.setitimer(signal.ITIMER_VIRTUAL, 4 * tests[item.nodeid] + _CPU_S)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return 1
        return 0 if found else 9

    def _reap(self) -> None:
        for pid, (index, limit) in list(self._living.items()):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if not gone and time.monotonic() < limit:
                continue
            if not gone:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            del self._living[pid]
            code = os.waitstatus_to_exitcode(status) if gone else 1
            os.write(self._pipe, json.dumps([index, _CODES.get(code, "killed")]).encode() + b"\n")
            shutil.rmtree(self._folder / str(pid), ignore_errors=True)
            return
        time.sleep(0.002)


def outcomes(todo: list[Planted], tests: list[str], *, jobs: int) -> Iterator[tuple[int, str]]:
    """Try mutants in forks of one session that has collected the tests; give index and outcome."""
    import tempfile

    from strength.trial import call

    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory() as name:
        pid = os.fork()
        if not pid:
            os.close(reading)
            log = os.open(Path(name, "log"), os.O_WRONLY | os.O_CREAT)
            os.dup2(log, 1)
            os.dup2(log, 2)
            session = Session(todo, jobs=jobs, pipe=writing, folder=Path(name))
            try:
                call("", None, ["--timeout=30", *tests], session)
            finally:
                os._exit(0)
        os.close(writing)
        with open(reading, "rb") as lines:
            for line in lines:
                index, outcome = json.loads(line)
                yield index, outcome
        os.waitpid(pid, 0)
