"""`junit.xml`: one suite for each pair and one case for each check, as build servers read it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from .records import PairRun, PlanRun, RunRecord
from .verdict import CheckVerdict, PairVerdict, PlanVerdict, RunVerdict

__all__ = ["junit"]

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def junit(run: RunRecord, verdict: RunVerdict) -> bytes:
    """Write the verdict as JUnit XML: a fail is a failure, inconclusive is an error.

    Each case names the file and the line of the candidate, where they are known. A run that does
    not pass has a failure or an error at all times: who reads nothing else sees no green.
    """
    root = ET.Element("testsuites", name="switchover", time=f"{run.seconds:.3f}")
    for plan, judged in zip(run.plans, verdict.plans, strict=True):
        _plan(root, plan, judged)
    _whole(root, run, verdict)
    _count(root)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _plan(root: ET.Element, plan: PlanRun, verdict: PlanVerdict) -> None:
    if plan.skipped is not None:
        suite = ET.SubElement(root, "testsuite", name=_clean(plan.name), time="0")
        case = ET.SubElement(suite, "testcase", name="plan", classname=_clean(plan.name))
        ET.SubElement(case, "skipped", message=_clean(plan.skipped))
    for pair, judged in zip(plan.pairs, verdict.pairs, strict=True):
        _pair(root, plan, pair, judged)


def _pair(root: ET.Element, plan: PlanRun, pair: PairRun, verdict: PairVerdict) -> None:
    name = _clean(f"{plan.name}.{pair.name}")
    suite = ET.SubElement(root, "testsuite", name=name, time=f"{pair.seconds:.3f}")
    place = dict[str, str]()
    if pair.source is not None:
        place = {"file": _clean(pair.source.file), "line": str(pair.source.line)}
    for check in verdict.checks:
        case = ET.SubElement(suite, "testcase", {"name": check.check, "classname": name, **place})
        _outcome(case, check)


def _outcome(case: ET.Element, check: CheckVerdict) -> None:
    text = _clean("\n".join([*check.reasons, *(f"from {origin}" for origin in check.origins)]))
    first = _clean(check.reasons[0]) if check.reasons else check.verdict
    if check.verdict == "fail":
        ET.SubElement(case, "failure", message=first, type="fail").text = text
    elif check.verdict == "inconclusive":
        ET.SubElement(case, "error", message=first, type="inconclusive").text = text
    if check.warnings:
        ET.SubElement(case, "system-out").text = _clean("\n".join(check.warnings))


def _whole(root: ET.Element, run: RunRecord, verdict: RunVerdict) -> None:
    """Write a case of the run itself: it was interrupted, or nothing else shows its verdict."""
    is_shown = root.find(".//failure") is not None or root.find(".//error") is not None
    if not run.interrupted and (is_shown or verdict.verdict == "pass"):
        return
    suite = ET.SubElement(root, "testsuite", name="run", time="0")
    case = ET.SubElement(suite, "testcase", name="complete", classname="run")
    reason = next(iter(verdict.reasons), "no pair was checked")
    said = "the run was interrupted" if run.interrupted else _clean(reason)
    ET.SubElement(case, "error", message=said, type="inconclusive").text = said


def _count(root: ET.Element) -> None:
    """Write the totals that readers expect on every suite and on the root."""
    counted = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for element in (*root.findall("testsuite"), root):
        for attribute, tag in counted.items():
            element.set(attribute, str(sum(1 for _ in element.iter(tag))))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
