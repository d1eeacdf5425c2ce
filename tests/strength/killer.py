"""Which test failed first, kept in a file: so that it can be run without the mutant."""

import json
from pathlib import Path

import pytest


class Killer:
    """A pytest plugin that writes the first failure down: its test, and whether time ended it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._write(report.nodeid, late="Timeout (>" in report.longreprtext)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._write(report.nodeid, late=False)

    def _write(self, name: str, *, late: bool) -> None:
        if not self._file.exists():
            self._file.write_text(json.dumps([name, late]))


def killer_of(file: Path) -> tuple[str, bool]:
    """Give the test that was written down and whether it was late; no test where none failed."""
    if not file.exists():
        return "", False
    name, late = json.loads(file.read_text())
    return name, late
