"""One pytest session that collects the tests once, and tries each mutant in a fork of itself.

A kill counts where the test that failed passes without the mutant, in a fork of the same kind
beside the same load: one that fails by chance, or because the machine is busy, kills nothing.
"""

import gc
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from strength.killer import Killer, killer_of
from strength.modules import ROOT
from strength.swap import functions, swapped
from strength.trial import call

ELSEWHERE = "elsewhere"
"""Not to be swapped in: the mutant changes what runs at import."""
LATE = "late"
"""Ended by the clock: it hangs, or the machine is busy."""
_CODES = {0: "survived", 1: "killed", 9: ELSEWHERE}
_CERTAIN = {"survived", ELSEWHERE}
"""What is told at once: no test failed, so none is to be held."""
_CPU_S = 5.0
"""What a test may take beyond four times what it took: a mutant may make a loop endless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A mutant's module, before and after, with the tests that reach it and their seconds."""

    file: str
    source: str
    mutated: str
    tests: dict[str, float]

    def without(self, tests: set[str]) -> "Planted":
        return replace(self, tests={n: s for n, s in self.tests.items() if n not in tests})


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one fork, and the test that failed in it."""

    outcome: str
    by: str = ""


class Session:
    """A pytest plugin in place of the loop over all tests: it forks for each mutant.

    An outcome goes to the pipe as a line `[index, outcome]`, a test that failed without a mutant
    as `[null, test]`.
    """

    def __init__(self, todo: list[Planted], *, jobs: int, pipe: int, folder: Path) -> None:
        self._todo = todo
        self._jobs = jobs
        self._pipe = pipe
        self._folder = folder
        self._living = dict[int, tuple[int, float]]()
        self._held, self._doubted, self._late = set[str](), set[str](), set[int]()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        self._functions = functions({str(ROOT / each.file) for each in self._todo})
        gc.collect()
        gc.freeze()
        todo = dict(enumerate(self._todo))
        while todo:
            ended = self._each(todo, tells=True)
            self._hold({each.by for each in ended.values() if each.by} - self._held)
            todo = {}
            for index, each in ended.items():
                late = each.outcome == LATE and index not in self._late
                if late or each.by in self._doubted:
                    self._late.update([index] if late else [])
                    todo[index] = self._todo[index].without(self._doubted)
                elif each.outcome not in _CERTAIN:
                    self._tell(index, "killed" if each.outcome == LATE else each.outcome)
        return True

    def _hold(self, tests: set[str]) -> None:
        """Run tests without a mutant: those that fail even so kill nothing from now on."""
        names = dict(enumerate(sorted(tests)))
        seconds = {name: found for each in self._todo for name, found in each.tests.items()}
        controls = {
            index: Planted(file="", source="", mutated="", tests={name: seconds[name]})
            for index, name in names.items()
        }
        for index, each in self._each(controls).items():
            if each.outcome == "survived":
                self._held.add(names[index])
            else:
                self._doubted.add(names[index])
                self._tell(None, names[index])

    def _each(self, todo: Mapping[int, Planted], *, tells: bool = False) -> dict[int, Ended]:
        """Try each in a fork of its own; `tells` what no test failed on as soon as it is known."""
        ended = dict[int, Ended]()
        for index, planted in todo.items():
            while len(self._living) >= self._jobs:
                ended |= self._reaped(tells)
            if pid := os.fork():
                limit_s = 30.0 + 10 * sum(planted.tests.values())
                self._living[pid] = (index, time.monotonic() + limit_s)
                continue
            os.setsid()
            code = 3
            try:
                code = self._run(planted)
            finally:
                sys.stdout.flush()
                os._exit(code)
        while self._living:
            ended |= self._reaped(tells)
        return ended

    def _run(self, planted: Planted) -> int:
        changed = planted.source != planted.mutated
        file = str(ROOT / planted.file)
        if changed and not swapped(planted.source, planted.mutated, file, self._functions):
            return 9
        session, own = self._session, self._folder / str(os.getpid())
        factory = session.config._tmp_path_factory
        factory._given_basetemp, factory._basetemp = own, None
        session.config.pluginmanager.register(Killer(own.with_suffix(".by")))
        found = [self._items[name] for name in planted.tests if name in self._items]
        for item, following in pairwise([*found, None]):
            # An endless loop ends here, by the system's own hand; a sleep by pytest-timeout's.
            seconds = 4 * planted.tests[item.nodeid] + _CPU_S
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return 1
        return 0 if found else 9

    def _reaped(self, tells: bool) -> dict[int, Ended]:
        """Give what has ended meanwhile, if something has."""
        for pid, (index, limit) in list(self._living.items()):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if not gone and time.monotonic() < limit:
                continue
            if not gone:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            del self._living[pid]
            own = self._folder / str(pid)
            by, late = killer_of(own.with_suffix(".by"))
            shutil.rmtree(own, ignore_errors=True)
            code = os.waitstatus_to_exitcode(status) if gone else 1
            outcome = _CODES.get(code, "killed")
            if tells and gone and not late and outcome in _CERTAIN:
                self._tell(index, outcome)
            return {index: Ended(LATE) if late or not gone else Ended(outcome, by)}
        time.sleep(0.002)
        return {}

    def _tell(self, index: int | None, said: str) -> None:
        os.write(self._pipe, json.dumps([index, said]).encode() + b"\n")


def outcomes(
    todo: list[Planted], tests: list[str], *, jobs: int
) -> Iterator[tuple[int | None, str]]:
    """Try mutants in forks of one session that has collected the tests; give index and outcome.

    Without an index the name of a test that fails without a mutant.
    """
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
