"""What a page says of each check: its verdict, a figure and a line, before any markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import samples_of_runs as s

from switchover.bench.records import AllocationSite, LeakSignal, MemoryMetric
from switchover.reports import PlanRun, judge, write_report
from switchover.reports.verdict import judge_pair
from switchover.reports.view import SITES, view_pair, views
from switchover.shadow import Outcome


def cells(**more: Any) -> dict[str, tuple[str, str, str]]:
    """Verdict, figure and caption of each check of a pair, by its title."""
    pair = s.pair(**more)
    shown = view_pair(pair, judge_pair(pair)).cells
    return {each.title: (each.verdict, each.figure, each.caption) for each in shown}


def test_all_is_well() -> None:
    """Each check passes, and says on what."""
    found = cells()
    assert found["Answers"] == ("pass", "all alike", "40 inputs, none left open")
    assert found["Latency"][0] == "pass"
    assert found["Latency"][2] == "120 µs → 60.0 µs per call"
    assert found["Memory"][::2] == ("pass", "2.00 KiB → 1.60 KiB peak")
    assert found["Leaks"][:2] == ("pass", "none")
    assert found["Leaks"][2].startswith("2 signals over ")


@pytest.mark.parametrize(
    ("check", "more"),
    [
        ("Answers", {"shadow_record": s.shadow({Outcome.MATCH: 1, Outcome.DIFFERENCE: 2})}),
        ("Latency", {"latency": s.latency(1.5, verdict="fail")}),
        ("Memory", {"memory": s.memory(2, "fail")}),
        ("Leaks", {"leaks": s.leaks("leak")}),
    ],
)
def test_the_check_that_failed_is_shown_and_no_other(check: str, more: dict[str, Any]) -> None:
    """The others pass; the pair and its plan fail with it."""
    found = {title: verdict for title, (verdict, *_) in cells(**more).items()}
    assert found == {**dict.fromkeys(found, "pass"), check: "fail"}
    run = s.run(s.pair(**more))
    (shown,) = views(run, judge(run), {})
    assert [each.verdict for each in shown.pairs[0].cells] == list(found.values())
    assert (shown.verdict, shown.pairs[0].verdict) == ("fail", "fail")


def test_answers_count_what_is_open_and_what_rules_accept() -> None:
    """Differences without a rule are the figure; accepted ones stand beside."""
    both = s.shadow(
        {Outcome.MATCH: 5, Outcome.DIFFERENCE: 4},
        accepted={Outcome.DIFFERENCE: 3},
        groups=(s.group(), s.group("$.b", rule="rounding")),
    )
    said = "of 9 inputs, 1 kind, 3 accepted by rules"
    assert cells(shadow_record=both)["Answers"][1:] == ("1 differ", said)
    only = s.shadow({Outcome.MATCH: 5, Outcome.DIFFERENCE: 3}, accepted={Outcome.DIFFERENCE: 3})
    assert cells(shadow_record=only)["Answers"][1:] == ("3 accepted", "8 inputs, none left open")
    plain = s.shadow({Outcome.DIFFERENCE: 1}, groups=(s.group(),))
    assert cells(shadow_record=plain)["Answers"][1:] == ("1 differ", "of 1 input, 1 kind")


def test_what_did_not_happen_has_no_figure() -> None:
    """A dash, and that it was not compared or measured."""
    missing = cells(shadow_record=None, latency=None, memory=None, leaks=None)
    assert missing == {
        "Answers": ("inconclusive", "–", "nothing compared"),
        "Latency": ("inconclusive", "–", "not measured"),
        "Memory": ("inconclusive", "–", "not measured"),
        "Leaks": ("inconclusive", "–", "not measured"),
    }
    empty = cells(shadow_record=s.shadow({}))
    assert empty["Answers"] == ("inconclusive", "–", "nothing compared")


def test_callers_are_said_with_their_throughput() -> None:
    """Of one caller nothing is said."""
    found = cells(latency=s.latency(0.5, callers=8))["Latency"]
    assert "8 callers, throughput" in found[2]
    assert "caller" not in cells(latency=s.latency(0.5, callers=1))["Latency"][2]


@pytest.mark.parametrize(
    ("metrics", "shown"),
    [
        ((s.metric("peak", "pass", 1.0), s.metric("allocated", "fail", 2.0)), "allocated"),
        ((s.metric("peak", "fail", 1.5), s.metric("allocated", "fail", 2.0)), "allocated"),
        ((s.metric("peak", "fail", 2.5), s.metric("allocated", "fail", 2.0)), "peak"),
        ((s.metric("peak", "fail", 2.5), s.metric("allocated", "fail", None)), "allocated"),
        ((s.metric("peak", "inconclusive", 2.5), s.metric("allocated", "fail", 1.1)), "allocated"),
    ],
)
def test_memory_shows_the_worst_that_decided(metrics: tuple[MemoryMetric, ...], shown: str) -> None:
    """Not the first one, nor the largest of those that passed."""
    record = msgspec.structs.replace(s.memory(2, "fail"), metrics=metrics)
    assert shown in cells(memory=record)["Memory"][2]


def test_memory_that_passes_shows_the_peak() -> None:
    """Also where another quantity grew more, within its budget."""
    metrics = (s.metric("peak", "pass", 0.9), s.metric("allocated", "pass", 1.04))
    record = msgspec.structs.replace(s.memory(1, "pass"), metrics=metrics)
    assert cells(memory=record)["Memory"][2].endswith(" peak")


def test_memory_without_a_ratio_names_both_sides() -> None:
    """A control that allocates nothing has no ratio; counts have no unit of bytes."""
    only = (s.metric("allocations", "fail", None, unit="count"),)
    record = msgspec.structs.replace(s.memory(2, "fail"), metrics=only)
    assert cells(memory=record)["Memory"][1:] == ("300", "allocations; the control has 100")


def test_leaks_name_the_signals_that_grow() -> None:
    """The candidate's own; those that both sides have are no new ones."""
    assert cells(leaks=s.leaks("leak"))["Leaks"][1] == "objects"
    assert "grow with each call" in cells(leaks=s.leaks("leak"))["Leaks"][2]
    shared = cells(leaks=s.leaks("shared"))["Leaks"]
    assert shared == ("pass", "none new", "both sides leak objects")


def test_outcomes_are_counted_with_their_share() -> None:
    """What a rule accepted is apart from what is open, and what did not occur is left out."""
    record = s.shadow(
        {Outcome.MATCH: 6, Outcome.DIFFERENCE: 3, Outcome.TIMED_OUT: 1},
        accepted={Outcome.DIFFERENCE: 2},
    )
    pair = s.pair(shadow_record=record)
    assert view_pair(pair, judge_pair(pair)).outcomes == (
        ("alike", 6, 60.0, "pass"),
        ("different", 1, 10.0, "fail"),
        ("different, accepted", 2, 20.0, "accepted"),
        ("timed out", 1, 10.0, "doubt"),
    )
    everything = s.shadow(dict.fromkeys(Outcome, 1))
    pair = s.pair(shadow_record=everything)
    looks = {name: look for name, _, _, look in view_pair(pair, judge_pair(pair)).outcomes}
    assert looks == {
        "alike": "pass",
        "both raised the same": "pass",
        "different": "fail",
        "control raised": "fail",
        "candidate raised": "fail",
        "timed out": "doubt",
        "process ended": "doubt",
        "unsteady control": "doubt",
        "not comparable": "doubt",
    }
    assert view_pair(s.pair(shadow_record=None), judge_pair(s.pair())).outcomes == ()


def test_plans_count_their_pairs_by_verdict() -> None:
    """The worst first; a skipped plan is called so."""
    bad = s.pair("bad", memory=s.memory(2, "fail"))
    plans = (PlanRun(name="x", skipped="y"), *s.run(s.pair(), s.pair("b"), bad).plans)
    run = s.run(plans=plans)
    skipped, ran = views(run, judge(run), {})
    assert (skipped.verdict, skipped.counted) == ("skipped", ())
    assert (ran.verdict, ran.counted) == ("fail", (("fail", 1), ("pass", 2)))


def test_the_largest_sites_are_shown() -> None:
    """Eight at most; of a pair without memory none."""
    sites = tuple(AllocationSite(where=f"a.py:{n}", function="f") for n in range(SITES + 3))
    record = msgspec.structs.replace(s.memory(), sites=sites)
    pair = s.pair(memory=record)
    assert view_pair(pair, judge_pair(pair)).sites == sites[:8]
    nothing = s.pair(memory=None)
    assert view_pair(nothing, judge_pair(nothing)).sites == ()


def test_reasons_warnings_and_origins_stand_with_their_check() -> None:
    """Each of them, of that check alone."""
    pair = s.pair(leaks=s.leaks("leak"), latency=s.latency(1.5, verdict="fail", reasons=("why",)))
    verdict = judge_pair(pair)
    shown = {each.title: each for each in view_pair(pair, verdict).cells}
    assert shown["Latency"].reasons == ("why",)
    assert shown["Latency"].origins == ()
    assert shown["Leaks"].origins == verdict.checks[-1].origins != ()


@pytest.mark.parametrize(
    ("run", "root", "outcome"),
    [
        (s.run(plans=()), ("1", "0", "1", "0"), "error"),
        (s.run(s.pair(memory=s.memory(2, "fail"))), ("4", "1", "0", "0"), "failure"),
        (s.run(s.pair(memory=None)), ("4", "0", "1", "0"), "error"),
        (s.run(plans=(PlanRun(name="x"),)), ("1", "0", "1", "0"), "error"),
        (s.run(), ("4", "0", "0", "0"), None),
    ],
)
def test_junit_has_what_a_build_server_needs(
    tmp_path: Path, run: Any, root: tuple[str, ...], outcome: str | None
) -> None:
    """A run without plans is an error and no green build; each outcome has its own element."""
    from xml.etree import ElementTree as ET

    from switchover.reports.junit import junit

    found = ET.fromstring(junit(run, judge(run)))
    assert tuple(found.get(key) for key in ("tests", "failures", "errors", "skipped")) == root
    for kind in ("failure", "error", "skipped"):
        assert bool(found.findall(f".//{kind}")) == (kind == outcome)
    if outcome:
        element = found.find(f".//{outcome}")
        assert element is not None
        assert element.get("message")
        types = {"error": "inconclusive", "failure": "fail", "skipped": None}
        assert element.get("type") == types[outcome]


def test_junit_shows_warnings_where_build_servers_look() -> None:
    """In `system-out` of the check's own case."""
    from xml.etree import ElementTree as ET

    from switchover.reports.junit import junit

    run = s.run(s.pair(shadow_record=s.shadow(rules=(s.rule("dead", hits=0),))))
    found = ET.fromstring(junit(run, judge(run)))
    said = found.find(".//testcase[@name='shadow']/system-out")
    assert said is not None
    assert "rule dead was never hit" in (said.text or "")
    assert len(found.findall(".//system-out")) == 1


def test_a_signal_may_be_clean_on_a_record_that_fails() -> None:
    """Only those that leak are named."""
    record = s.leaks("leak")
    clean = [each for each in record.signals if each.finding == "clean"]
    assert all(isinstance(each, LeakSignal) for each in clean)
    assert clean
    assert clean[0].name not in cells(leaks=record)["Leaks"][1]


def test_a_report_of_failures_says_so_on_page_and_in_markdown(tmp_path: Path) -> None:
    """Not one of the four checks is called a pass where all of them failed."""
    pair = s.pair(
        shadow_record=s.shadow({Outcome.DIFFERENCE: 2}, groups=(s.group(),)),
        latency=s.latency(1.5, verdict="fail"),
        memory=s.memory(2, "fail"),
        leaks=s.leaks("leak"),
    )
    write_report(s.run(pair), tmp_path)
    for name in ("report.html", "report.md"):
        text = (tmp_path / name).read_text().lower()
        assert text.count("fail") >= 5
        assert "✓" not in text
