"""What a build server reads is what was said: JUnit, annotations and a comment, whatever texts hold."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import samples_of_runs as s
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from switchover.reports import PlanRun, RunRecord, SourceLine, github_annotations, judge
from switchover.reports.junit import junit
from switchover.reports.markdown import TAIL, Block, fitted
from switchover.reports.records import as_json, read_run, write_run

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
VERDICTS = ("pass", "fail", "inconclusive")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as the runner does: its level, its properties, its message."""
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line, re.DOTALL)
    assert found is not None
    given = dict(each.split("=", 1) for each in found[2].split(","))
    return found[1], {name: plain(value) for name, value in given.items()}, plain(found[3])


def plain(text: str) -> str:
    """Undo the escapes of a command, the percent sign last."""
    for escape, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):  # fmt: skip
        text = text.replace(escape, character)
    return text


def doubtful(*reasons: str, name: str = "price", **more: Any) -> RunRecord:
    """A run whose one check could not be decided, for these reasons."""
    record = s.latency(verdict="inconclusive", reasons=reasons)
    return s.run(replace(s.pair(name, checks=("latency",), latency=record), **more))


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_an_annotation_is_read_as_it_was_said(name: str, reason: str) -> None:
    """Colons, commas, percent signs, carriage returns and line ends in names and in reasons."""
    run = doubtful(reason or "r", name=name or "n", source=SourceLine(file=f"{name}.py", line=3))
    (line,) = github_annotations(run, judge(run))
    assert "\n" not in line
    assert "\r" not in line
    level, properties, message = read(line)
    assert (level, properties["file"], properties["line"]) == ("warning", f"{name}.py", "3")
    assert properties["title"] == f"shop / {name or 'n'}: latency"
    assert message == (reason or "r")


@pytest.mark.parametrize(
    ("count", "shown", "left"), [(9, 9, 0), (10, 10, 0), (11, 9, 2), (12, 9, 3)]
)
def test_ten_of_a_kind_are_shown_and_of_more_the_last_counts(
    count: int, shown: int, left: int
) -> None:
    """Exactly ten need no such line."""
    pairs = [
        replace(s.pair(f"p{n}", checks=("latency",)), bench=None, obstacles={"latency": "no time"})
        for n in range(count)
    ]
    run = s.run(*pairs)
    lines = [read(line) for line in github_annotations(run, judge(run))]
    told = [message for _, _, message in lines]
    assert told[:shown] == ["not measured: no time"] * shown
    more = f"and {left} more checks that could not be decided; see the report"
    assert told[shown:] == ([more] if left else [])


@settings(max_examples=60)
@given(TEXTS, TEXTS, TEXTS)
def test_junit_is_well_formed_whatever_texts_hold(name: str, reason: str, why: str) -> None:
    """What XML can hold comes back, all else is a mark; the failure is there in any case."""
    record = s.latency(1.5, verdict="fail", reasons=(reason,))
    plan = PlanRun(name=name, pairs=(s.pair(name, checks=("latency",), latency=record),))
    run = s.run(plans=(plan, PlanRun(name="other", skipped=why)))
    root = ET.fromstring(junit(run, judge(run)))
    (failure,) = root.iter("failure")
    (skipped,) = root.iter("skipped")
    assert len(failure.get("message") or "") == len(reason)
    assert len(skipped.get("message") or "") == len(why)
    if reason.isprintable():
        assert failure.get("message") == reason
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == (
        "2", "1", "0", "1",
    )  # fmt: skip


@pytest.mark.parametrize("verdicts", [(a, b) for a in VERDICTS for b in VERDICTS], ids="-".join)
@pytest.mark.parametrize("interrupted", [False, True])
@pytest.mark.parametrize("policy", ["warn", "fail", "pass"])
def test_no_form_is_green_where_the_run_is_not(
    verdicts: tuple[Any, Any], interrupted: bool, policy: Any
) -> None:
    """Whoever reads JUnit alone, or the annotations alone, sees what the verdict says."""
    pairs = [
        s.pair(f"p{n}", checks=("latency",), latency=s.latency(1.2, verdict=verdict))
        for n, verdict in enumerate(verdicts)
    ]
    run = s.run(*pairs, interrupted=interrupted, policy=policy)
    judged = judge(run)
    moved = [policy if each == "inconclusive" and policy != "warn" else each for each in verdicts]
    worst = next((each for each in ("fail", "inconclusive") if each in moved), "pass")
    assert judged.verdict == ("inconclusive" if interrupted and worst == "pass" else worst)
    root = ET.fromstring(junit(run, judged))
    failures, errors = (len(list(root.iter(tag))) for tag in ("failure", "error"))
    assert failures == moved.count("fail")
    assert errors == moved.count("inconclusive") + interrupted
    assert (failures + errors == 0) is (judged.verdict == "pass")
    levels = [read(line)[0] for line in github_annotations(run, judged)]
    assert levels == ["error"] * moved.count("fail") + ["warning"] * moved.count("inconclusive")


def test_junit_can_be_read_by_line() -> None:
    """Each case stands on its own, in the order of the checks."""
    run = doubtful("why")
    lines = junit(run, judge(run)).decode().splitlines()
    assert lines[0] == '<?xml version="1.0" encoding="utf-8"?>'
    assert [line.strip().partition(" ")[0] for line in lines[1:5]] == [
        "<testsuites", "<testsuite", "<testcase", "<error",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fulls", "briefs", "room", "told"),
    [
        ([10, 10], [10, 10], 0, None),
        ([50, 10], [10, 10], 39, "Of 2 pairs 1 told in brief; all of it is in `report.html`."),
        ([50, 10], [10, 10], 40, None),
        ([50, 50], [10, 10], 40, "Of 2 pairs 1 told in brief; all of it is in `report.html`."),
        ([50, 50], [10, 10], -1, "Of 2 pairs 1 told in brief and 1 left out; all of it is in `report.html`."),
        ([10, 50], [10, 10], -1, "Of 2 pairs 1 left out; all of it is in `report.html`."),
    ],
)  # fmt: skip
def test_what_does_not_fit_by_one_letter_is_told_in_brief(
    fulls: list[int], briefs: list[int], room: int, told: str | None
) -> None:
    """The first ones in full; what is not there is counted, in words."""
    blocks = [
        Block(full="F" * full, brief="F" * brief if full == brief else "b" * brief)
        for full, brief in zip(fulls, briefs, strict=True)
    ]
    most = len("head") + TAIL + sum(brief + 2 for brief in briefs) + room
    text = fitted("head", blocks, most)
    parts = text.removesuffix("\n").split("\n\n")
    assert parts[0] == "head"
    assert (parts[-1] if parts[-1].startswith("Of ") else None) == told


@settings(max_examples=40)
@given(TEXTS, st.sampled_from(["", "\ud800", "\udfff\ud800", "\\ud800"]))
def test_records_come_back_whatever_texts_hold(tmp_path_factory: Any, text: str, half: str) -> None:
    """Half a letter is spelled out, for no file can hold it."""
    run = doubtful(f"{text}{half}")
    folder = tmp_path_factory.mktemp("run")
    again = read_run(write_run(run, folder).parent)
    (reason,) = again.plans[0].pairs[0].bench.latency.reasons  # type: ignore[union-attr]
    spelled = "".join(f"\\u{ord(c):04x}" if 0xD800 <= ord(c) < 0xE000 else c for c in half)
    assert reason == f"{text}{spelled}"
    document = json.loads(as_json(again))
    assert document == json.loads((folder / "records.json").read_bytes())
    assert (folder / "records.json").read_text("utf-8").startswith('{\n  "schema": 1,\n  "seed": 7')
