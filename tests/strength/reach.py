"""A pytest plugin: which lines of the deciding modules each test reaches, and how long it computes."""

import json
import os
from pathlib import Path

import pytest

from strength.modules import ROOT, deciding
from switchover.shadow.mutation import Watch


class Reach:
    """Notes, for each test that passes, its seconds of computing and lines; writes them at the end."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._files = {str(path): path.relative_to(ROOT).as_posix() for _, path in deciding()}
        self.tests: dict[str, dict[str, object]] = {}
        self._failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> object:
        started = _computed()
        with Watch(self._files) as watch:
            done = yield
        lines = {self._files[file]: sorted(found) for file, found in watch.lines.items() if found}
        self.tests[item.nodeid] = {"seconds": _computed() - started, "lines": lines}
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed or report.skipped:
            self._failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        passed = {name: each for name, each in self.tests.items() if name not in self._failed}
        self._file.write_text(json.dumps(passed))


def _computed() -> float:
    """Give the CPU seconds of this process and its children: a busy machine adds none."""
    return sum(os.times()[:4])
