"""A verdict is the same in every form that the command gives it: for a shell, a server, a reader."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import samples_of_runs as s

from switchover import reports
from switchover.cli import main
from switchover.reports import PlanRun, RunRecord
from switchover.shadow import Outcome

ALIKE = s.shadow({Outcome.MATCH: 5})
DIFFER = s.shadow({Outcome.MATCH: 4, Outcome.DIFFERENCE: 1}, groups=(s.group(inputs=1),))
LATE = s.shadow({Outcome.MATCH: 4, Outcome.NOT_COMPARABLE: 1})
SKIPPED = PlanRun(name="absent", skipped="needs a library")


def compared(record: Any, **more: Any) -> RunRecord:
    nothing: dict[str, Any] = {"latency": None, "memory": None, "leaks": None}
    return s.run(s.pair(checks=("shadow",), shadow_record=record, **nothing), **more)


def beside(record: Any) -> RunRecord:
    """The run of a pair beside a plan that was skipped."""
    return s.run(plans=(*compared(record).plans, SKIPPED))


RUNS: dict[str, tuple[RunRecord, str, tuple[int, int, int, int]]] = {
    "all alike": (compared(ALIKE), "pass", (1, 0, 0, 0)),
    "one differs": (compared(DIFFER), "fail", (1, 1, 0, 0)),
    "one cannot be compared": (compared(LATE), "inconclusive", (1, 0, 1, 0)),
    "not compared": (compared(None), "inconclusive", (1, 0, 1, 0)),
    "interrupted": (compared(ALIKE, interrupted=True), "inconclusive", (2, 0, 1, 0)),
    "interrupted with a difference": (compared(DIFFER, interrupted=True), "fail", (2, 1, 1, 0)),
    "no plan": (s.run(plans=()), "inconclusive", (1, 0, 1, 0)),
    "no pair": (s.run(plans=(PlanRun(name="empty"),)), "inconclusive", (1, 0, 1, 0)),
    "a skipped plan": (s.run(plans=(SKIPPED,)), "inconclusive", (2, 0, 1, 1)),
    "a skipped plan beside a pass": (beside(ALIKE), "pass", (2, 0, 0, 1)),
    "a skipped plan beside a fail": (beside(DIFFER), "fail", (2, 1, 0, 1)),
}
CODES = {"pass": 0, "fail": 1, "inconclusive": 3}


@pytest.mark.parametrize("name", list(RUNS))
def test_all_forms_say_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Exit code, last line, JSON, JUnit, Markdown and page, from the records by the command."""
    run, verdict, counts = RUNS[name]
    monkeypatch.chdir(tmp_path)
    reports.write_run(run, Path("out"))

    def called(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["switchover", *arguments])
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        return int(ended.value.code or 0), capfd.readouterr().out

    gate, report = called("gate"), called("report")
    as_json = called("--json", "gate")
    assert {gate[0], report[0], as_json[0]} == {CODES[verdict]}
    assert gate[1].splitlines()[-1] == verdict
    assert report[1].splitlines()[-1].startswith(f"{verdict}; ")
    for text in (as_json[1], Path("out/verdict.json").read_text()):
        assert json.loads(text)["verdict"] == verdict
    suite = ET.parse("out/junit.xml").getroot()
    found = tuple(int(suite.get(key, -1)) for key in ("tests", "failures", "errors", "skipped"))
    assert found == counts
    assert (found[1:3] == (0, 0)) == (verdict == "pass")
    assert verdict in Path("out/report.md").read_text().lower().splitlines()[0]
    assert f"verdict {verdict}" in Path("out/report.html").read_text()
