"""Each sentence and each verdict of the gate, from one changed field of a record to what is said."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
import samples_of_runs as s

from switchover.bench.profile import Explanation
from switchover.bench.records import (
    AllocationSite,
    Interval,
    LeakSignal,
    SampleRecord,
    SelfCheck,
)
from switchover.reports import CorpusSummary, PlanRun, judge, view
from switchover.reports.accepting import acceptances
from switchover.reports.junit import junit
from switchover.reports.records import SourceLine
from switchover.reports.verdict import (
    CheckVerdict,
    PairVerdict,
    PlanVerdict,
    RunVerdict,
    counted,
    describe,
    judge_pair,
)
from switchover.reports.view import FEWEST, MOST_DIFFERENCES, view_pair, views
from switchover.shadow import Kind, Outcome, SideSummary

replace = msgspec.structs.replace


def shadow_check(record: Any, **more: Any) -> CheckVerdict:
    return judge_pair(s.pair(checks=("shadow",), shadow_record=record, **more)).checks[0]


def checks(**more: Any) -> dict[str, CheckVerdict]:
    return {each.check: each for each in judge_pair(s.pair(**more)).checks}


def bench_with(**more: Any) -> Any:
    pair = s.pair()
    assert pair.bench is not None
    return replace(pair, bench=replace(pair.bench, **more))


def test_skipped_inputs_are_said_first() -> None:
    """One in the singular, several in the plural, none not at all; before what else is warned of."""
    record = s.shadow(warnings=("else",))
    for count, said in ((1, "1 malformed input skipped"), (2, "2 malformed inputs skipped")):
        corpus = CorpusSummary(name="c", inputs=3, malformed=count)
        pair = replace(s.pair(checks=("shadow",), shadow_record=record), corpus=corpus)
        found = judge_pair(pair).checks[0]
        assert found.warnings == (f"{said}: nothing is known of what they would have shown", "else")
    assert shadow_check(record).warnings == ("else",)


def test_a_record_that_fails_says_where_it_comes_from() -> None:
    """Time by its functions, memory by its sites, leaks by their traces; a pass says nothing."""
    time = Explanation(control="a", candidate="b")
    site = AllocationSite(
        where="f.py:3", function="f", candidate_bytes=5000, candidate_allocations=9
    )
    for verdict in ("fail", "pass", "inconclusive"):
        memory = replace(s.memory(2.0, verdict), sites=(site,))
        leaks = replace(s.leaks("leak"), verdict=verdict)
        found = checks(memory=memory, leaks=leaks, explanation=time)
        assert bool(found["memory"].origins) == (verdict == "fail")
        assert bool(found["leaks"].origins) == (verdict == "fail")
        assert ("f.py:3" in " ".join(found["memory"].origins)) == (verdict == "fail")
        assert ("shop/new.py:41" in " ".join(found["leaks"].origins)) == (verdict == "fail")


def test_time_comes_from_its_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the explanation, where there is one."""
    from switchover.reports import verdict as gate

    monkeypatch.setattr(gate.origins, "of_time", lambda found: [f"of {found.control}"])
    slow = s.latency(1.5, verdict="fail")
    found = checks(latency=slow, explanation=Explanation(control="a", candidate="b"))
    assert found["latency"].origins == ("of a",)
    assert found["memory"].origins == ()
    assert checks(latency=slow)["latency"].origins == ()


def test_an_unfit_machine_is_a_warning_of_latency_unless_its_reasons_say_so() -> None:
    """A fit one, and one that was not tried, warn of nothing."""
    unfit = SelfCheck(
        fit=False, reason="unfit", interval=Interval(ratio=1, low=0.5, high=2, level=0.99)
    )
    found = checks(self_check=unfit)
    assert [name for name, each in found.items() if "unfit" in each.warnings] == ["latency"]
    assert checks(self_check=replace(unfit, fit=True))["latency"].warnings == ()
    assert checks(self_check=replace(unfit, fit=None))["latency"].warnings == ("unfit",)
    told = s.latency(1.5, verdict="inconclusive", reasons=("unfit", "more"))
    assert checks(self_check=unfit, latency=told)["latency"].warnings == ()
    assert checks()["latency"].warnings == ()


def test_a_small_sample_is_warned_of_once() -> None:
    """With the first measurement that was asked for."""
    sample = SampleRecord(total=9, drawn=1, share_of_inputs=0.1, warnings=("small",))
    for asked, first in (
        (("shadow", "latency", "memory", "leaks"), "latency"), (("shadow", "memory", "leaks"), "memory"),
        (("leaks",), "leaks"),
    ):  # fmt: skip
        pair = replace(bench_with(sample=sample), checks=asked)
        warned = [each.check for each in judge_pair(pair).checks if "small" in each.warnings]
        assert warned == [first]
    assert all("small" not in each.warnings for each in judge_pair(bench_with()).checks)


def test_tracers_are_named_together() -> None:
    """With a comma."""
    pair = s.pair()
    assert pair.bench is not None
    there = replace(pair.bench.environment, attached=("coverage", "a debugger"))
    found = judge_pair(bench_with(environment=there)).checks
    said = "measured without coverage, a debugger, which this process ran under"
    assert [each.check for each in found if said in each.warnings] == ["latency"]


@pytest.mark.parametrize("field", ["died", "timed_out"])
@pytest.mark.parametrize(("control", "candidate"), [(0, 1), (1, 2), (1, 1), (2, 1)])
def test_a_candidate_that_is_silent_more_often_fails(
    field: str, control: int, candidate: int
) -> None:
    """With the groups that show it; as often as the control, it is a doubt with those groups."""
    outcome = {"died": Outcome.DIED, "timed_out": Outcome.TIMED_OUT}[field]
    kind = Kind.DIED if field == "died" else Kind.TIMED_OUT
    groups = tuple(s.group(f"$.{at}", outcome=outcome, kind=kind) for at in range(7))
    record = s.shadow(
        {Outcome.MATCH: 8, outcome: 2}, groups=(*groups, s.group("$.other", rule="r")),
        control=SideSummary(**{field: control}), candidate=SideSummary(**{field: candidate}),
    )  # fmt: skip
    found = shadow_check(record)
    fails = candidate > control
    named = [each for each in found.reasons if each.startswith("$.")]
    assert found.verdict == ("fail" if fails else "inconclusive")
    assert (len(named), any("$.other" in each for each in named)) == (5, False)
    said = {
        "died": "the candidate's process ended",
        "timed_out": "the candidate did not answer in time",
    }
    doubt = {
        "died": "2 of 10 inputs ended the process of a side",
        "timed_out": "2 of 10 inputs timed out",
    }
    if fails:
        assert found.reasons[0] == f"{said[field]} at {candidate} of 10 inputs"
        assert found.reasons[-1] == doubt[field]
    else:
        assert found.reasons[0] == doubt[field]
    assert found.missing is False


def test_an_unsteady_control_is_told_with_its_own_answers() -> None:
    """And what would make it steady."""
    group = s.group("$.u", outcome=Outcome.UNSTEADY)
    found = shadow_check(s.shadow({Outcome.MATCH: 1, Outcome.UNSTEADY: 1}, groups=(group,)))
    assert found.verdict == "inconclusive"
    assert "1 of 2 inputs unsteady: the control, asked once more" in found.reasons[0]
    assert "the control 12, and once more 13" in found.reasons[1]


def test_nothing_compared_is_missing_and_not_merely_undecided() -> None:
    """No input, only silent ones, only the same error; but a fail is a fail."""
    for counts, missing in (
        ({}, True), ({Outcome.TIMED_OUT: 2}, True), ({Outcome.BOTH_RAISED: 2}, True),
        ({Outcome.MATCH: 1, Outcome.TIMED_OUT: 1}, False), ({Outcome.MATCH: 1, Outcome.BOTH_RAISED: 1}, False),
    ):  # fmt: skip
        assert shadow_check(s.shadow(counts)).missing == missing
    assert shadow_check(s.shadow({})).reasons == ("the corpus holds no input",)
    silent = shadow_check(s.shadow({Outcome.UNSTEADY: 2}))
    assert silent.reasons[0] == "not one input could be compared"
    failed = shadow_check(s.shadow({Outcome.DIED: 2}, candidate=SideSummary(died=2)))
    assert (failed.verdict, failed.missing) == ("fail", False)


def test_rules_that_did_nothing_and_what_was_not_looked_at_are_warned_of() -> None:
    """Each with its owner or its count, in order."""
    record = s.shadow(
        rules=(s.rule("old", expired=True, hits=0), s.rule("idle", hits=0), s.rule("good")),
        not_compared=3, groups_dropped=4, warnings=("own",),
    )  # fmt: skip
    assert shadow_check(record).warnings == (
        "rule old expired on 2030-01-01 and was not applied (billing)",
        "rule idle was never hit: the difference may be gone (billing)",
        "3 accepted differences of type: their content was not compared, "
        "as the two types do not open alike",
        "4 differences are counted but not grouped",
        "own",
    )


def test_a_group_is_one_line() -> None:
    """Where, how, which types, how often, with an input, both values, and how to see it alone."""
    group = s.group("$.a", inputs=1)
    said = "$.a changed (int) in 1 input; input 4: control 12, candidate 13"
    assert describe(group) == said
    assert (
        describe(group, "check --pair p")
        == f"{said}; alone: check --pair p --only 4; as a test: switchover reproduce {group.signature}"
    )
    assert describe(replace(group, inputs=2)).startswith("$.a changed (int) in 2 inputs;")
    gone = replace(group, control_type=None, kind=Kind.EXTRA,
                   exemplars=(replace(group.exemplars[0], control=None),))  # fmt: skip
    assert "(nothing -> int)" in describe(gone)
    assert "control nothing, candidate 13" in describe(gone)
    come = replace(
        group, candidate_type=None, exemplars=(replace(group.exemplars[0], candidate=None),)
    )
    assert "(int -> nothing)" in describe(come)
    assert describe(come).endswith("candidate nothing")
    assert describe(replace(group, exemplars=()), "c") == "$.a changed (int) in 1 input"
    assert (counted(1, 1), counted(0, 2)) == ("1 of 1 input", "0 of 2 inputs")


def test_differences_are_told_with_the_command_that_shows_them() -> None:
    """Of failures and of doubts."""
    record = s.shadow({Outcome.DIFFERENCE: 1}, groups=(s.group(),))
    assert (
        shadow_check(record, command="c")
        .reasons[1]
        .partition("; alone: ")[2]
        .startswith("c --only 4")
    )
    doubt = s.shadow({Outcome.MATCH: 1, Outcome.NOT_COMPARABLE: 1},
                     groups=(s.group(outcome=Outcome.NOT_COMPARABLE),))  # fmt: skip
    assert (
        shadow_check(doubt, command="c")
        .reasons[1]
        .partition("; alone: ")[2]
        .startswith("c --only 4")
    )
    silent = s.shadow({Outcome.MATCH: 1, Outcome.DIED: 1}, groups=(s.group(outcome=Outcome.DIED),),
                      candidate=SideSummary(died=1))  # fmt: skip
    assert (
        shadow_check(silent, command="c")
        .reasons[1]
        .partition("; alone: ")[2]
        .startswith("c --only 4")
    )


def test_a_pair_of_no_check_and_a_run_of_no_plan_are_inconclusive() -> None:
    """Nothing was asked, so nothing is known; skipped plans are told."""
    assert judge_pair(s.pair(checks=())).verdict == "inconclusive"
    none = judge(s.run(plans=()))
    assert (none.verdict, none.reasons) == ("inconclusive", ("no plan ran",))
    skipped = judge(s.run(plans=(PlanRun(name="x", skipped="why"),)))
    assert (skipped.verdict, skipped.reasons) == (
        "inconclusive",
        ("no plan ran", "x: skipped: why"),
    )
    assert (skipped.plans[0].verdict, skipped.plans[0].skipped) == (None, "why")
    empty = judge(s.run(plans=(PlanRun(name="x"),)))
    assert (empty.verdict, empty.plans[0].verdict) == ("inconclusive", "inconclusive")


def test_the_lead_stands_with_its_pair() -> None:
    """One sentence of what failed."""
    slow = judge_pair(s.pair(latency=s.latency(1.5, verdict="fail")))
    assert "slower" in slow.lead
    assert slow.name == "price"
    assert judge_pair(s.pair()).lead == ""


# JUnit


def parsed(run: Any, verdict: Any = None) -> ET.Element:
    return ET.fromstring(junit(run, verdict or judge(run)))


def test_junit_of_a_run_without_plans_is_an_error() -> None:
    """So is that of an interrupted one; a whole one has no such suite."""
    for run, said in (
        (s.run(plans=()), "no plan ran"),
        (s.run(interrupted=True), "the run was interrupted"),
    ):
        suite = parsed(run).findall("testsuite")[-1]
        (case,) = suite
        (error,) = case
        assert (suite.get("name"), suite.get("time"), suite.get("tests"), suite.get("errors")) == (
            "run", "0", "1", "1",
        )  # fmt: skip
        assert (case.get("name"), case.get("classname"), error.tag) == ("complete", "run", "error")
        assert (error.get("message"), error.get("type"), error.text) == (said, "inconclusive", said)
    assert [each.get("name") for each in parsed(s.run())] == ["shop.price"]


def test_junit_of_a_skipped_plan_says_why() -> None:
    """As a case of its own that is skipped; where no other plan ran, the run is an error too."""
    root = parsed(s.run(plans=(PlanRun(name="x\0", skipped="needs \x01y"),)))
    suite = root[0]
    (case,) = suite
    (skipped,) = case
    assert (suite.get("time"), suite.get("skipped")) == ("0", "1")
    assert str(suite.get("name")).startswith("x")
    assert (case.get("name"), case.get("classname")) == ("plan", suite.get("name"))
    assert skipped.tag == "skipped"
    assert (skipped.get("message") or "").replace("y", "").startswith("needs ")
    assert "\x01" not in (skipped.get("message") or "")
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == (
        "2", "0", "1", "1",
    )  # fmt: skip


def test_junit_tells_each_check_whole() -> None:
    """Name, place, seconds, verdict with its reasons and origins, warnings beside."""
    made = [
        CheckVerdict(check="shadow", verdict="fail", reasons=("a", "b"), origins=("o",)),
        CheckVerdict(check="latency", verdict="inconclusive", reasons=("c",), warnings=("w", "v")),
        CheckVerdict(check="memory", verdict="pass", reasons=("fine",)),
        CheckVerdict(check="leaks", verdict="fail"),
    ]
    pair = replace(s.pair(), source=SourceLine(file="f.py", line=3), seconds=1.25)
    run = replace(s.run(pair), seconds=2.5)
    verdict = RunVerdict(verdict="fail", reasons=(), plans=(PlanVerdict(name="shop", verdict="fail", pairs=(
        PairVerdict(name="price", verdict="fail", checks=tuple(made)),
    )),))  # fmt: skip
    root = parsed(run, verdict)
    assert (root.tag, root.get("name"), root.get("time")) == ("testsuites", "switchover", "2.500")
    (suite,) = root
    assert (suite.get("name"), suite.get("time")) == ("shop.price", "1.250")
    for element in (root, suite):
        assert [element.get(name) for name in ("tests", "failures", "errors", "skipped")] == [
            "4", "2", "1", "0",
        ]  # fmt: skip
    assert [
        (each.get("name"), each.get("classname"), each.get("file"), each.get("line"))
        for each in suite
    ] == [(name, "shop.price", "f.py", "3") for name in ("shadow", "latency", "memory", "leaks")]
    (failure,), (error, out), (), (bare,) = suite
    assert (failure.tag, failure.get("message"), failure.get("type"), failure.text) == (
        "failure", "a", "fail", "a\nb\nfrom o",
    )  # fmt: skip
    assert (error.tag, error.get("message"), error.get("type"), error.text) == (
        "error", "c", "inconclusive", "c",
    )  # fmt: skip
    assert (out.tag, out.text, bare.get("message")) == ("system-out", "w\nv", "fail")
    bare_pair = parsed(s.run())[0][0]
    assert bare_pair.get("file") is bare_pair.get("line") is None


# the page


def cell(check: str, **more: Any) -> tuple[str, str]:
    pair = s.pair(checks=(check,), **more)
    (found,) = view_pair(pair, judge_pair(pair)).cells
    return found.figure, found.caption


@pytest.mark.parametrize(
    ("record", "figure", "caption"),
    [
        (None, "–", "nothing compared"), (s.shadow({}), "–", "nothing compared"),
        (s.shadow({Outcome.MATCH: 1}), "all alike", "1 input, none left open"),
        (s.shadow({Outcome.MATCH: 1, Outcome.DIFFERENCE: 1500}, groups=(s.group("$.a"), s.group("$.b"), s.group("$.c", rule="r"))),
         "1,500 differ", "of 1,501 inputs, 2 kinds"),
        (s.shadow({Outcome.DIFFERENCE: 3000}, accepted={Outcome.DIFFERENCE: 2000}, groups=(s.group(),)),
         "1,000 differ", "of 3,000 inputs, 1 kind, 2,000 accepted by rules"),
        (s.shadow({Outcome.MATCH: 1, Outcome.TIMED_OUT: 2000}), "2,000 undecided", "of 2,001 inputs"),
        (s.shadow({Outcome.DIFFERENCE: 2, Outcome.DIED: 1}, accepted={Outcome.DIFFERENCE: 2}),
         "1 undecided", "of 3 inputs, 2 accepted by rules"),
        (s.shadow({Outcome.DIFFERENCE: 1000}, accepted={Outcome.DIFFERENCE: 1000}),
         "1,000 accepted", "1,000 inputs, none left open"),
    ],
)  # fmt: skip
def test_answers_in_one_figure(record: Any, figure: str, caption: str) -> None:
    """What differs, else what is undecided, else what rules accept, else all alike."""
    assert cell("shadow", shadow_record=record) == (figure, caption)


def test_latency_memory_and_an_earlier_record_in_one_figure() -> None:
    """What is missing has a dash."""
    assert cell("latency", latency=None) == ("–", "not measured")
    assert cell("latency", latency=replace(s.latency(), clocks={})) == ("–", "not measured")
    assert cell("memory", memory=None) == ("–", "not measured")
    assert cell("memory", memory=replace(s.memory(), metrics=())) == ("–", "not measured")
    assert cell("leaks", leaks=None) == ("–", "not measured")
    assert cell("record") == ("–", "not compared")
    from switchover.bench.against.record import AgainstRecord

    then = AgainstRecord(verdict="fail", basis="counts", ratio=1.5, reasons=("r",))
    figure, caption = cell("record", against_record=then)
    assert (figure != "–", caption) == (True, "than then, by counts")
    blind = AgainstRecord(verdict="inconclusive", basis="nothing", ratio=None, reasons=("r",))
    assert cell("record", against_record=blind) == ("–", "not compared")
    one = replace(s.latency(0.5), callers=1)
    assert "throughput" not in cell("latency", latency=one)[1]
    assert "2 callers, throughput" in cell("latency", latency=replace(one, callers=2))[1]


def test_memory_shows_what_decided() -> None:
    """Of a pass the first quantity; else the one that grew most among those with its verdict."""
    peak, allocations = (
        s.metric("peak", "fail", 1.2),
        s.metric("allocations", "fail", 3.0, unit="count"),
    )
    both = replace(s.memory(), metrics=(peak, allocations))
    assert cell("memory", memory=replace(both, verdict="fail"))[1] == "100 → 300 allocations"
    assert cell("memory", memory=replace(both, verdict="pass"))[1].endswith(" peak")
    assert cell("memory", memory=replace(both, verdict="inconclusive"))[1].endswith(" peak")
    fine = replace(both, verdict="fail", metrics=(peak, replace(allocations, verdict="pass")))
    assert cell("memory", memory=fine)[1].endswith(" peak")
    alone = replace(
        s.memory(), metrics=(replace(s.metric("peak", "fail", None), control=0, candidate=512),)
    )
    figure, caption = cell("memory", memory=alone)
    assert ("512" in figure, caption.startswith("peak; the control has 0")) == (True, True)


def test_leaks_in_one_figure() -> None:
    """What grows by name, else what both sides leak, else how much was watched."""
    record = s.leaks("leak")
    first, second = record.signals
    assert cell("leaks", leaks=record) == (
        "objects",
        "grow with each call; 2 signals over 600 calls",
    )
    both = replace(record, signals=(first, replace(second, finding="leak")))
    assert cell("leaks", leaks=both)[0] == "objects, threads"
    shared = replace(
        record, signals=(replace(first, finding="shared"), replace(second, finding="shared"))
    )
    assert cell("leaks", leaks=shared) == ("none new", "both sides leak objects, threads")
    clean = replace(s.leaks(), candidate_calls=1, signals=(second,))
    assert cell("leaks", leaks=clean) == ("none", "1 signal over 1 call")
    undecided = msgspec.structs.replace(clean, verdict="inconclusive")
    assert cell("leaks", leaks=undecided) == ("undecided", "1 signal over 1 call")
    assert isinstance(first, LeakSignal)


def test_outcomes_are_bars_of_what_occurred() -> None:
    """In a fixed order, accepted ones apart, each with its share and look."""
    record = s.shadow(dict.fromkeys(Outcome, 10), accepted={Outcome.DIFFERENCE: 4})
    pair = s.pair(shadow_record=record)
    found = view_pair(pair, judge_pair(pair)).outcomes
    assert [(name, count, look) for name, count, _, look in found] == [
        ("alike", 10, "pass"), ("both raised the same", 10, "pass"), ("different", 6, "fail"),
        ("different, accepted", 4, "accepted"), ("control raised", 10, "fail"), ("candidate raised", 10, "fail"),
        ("timed out", 10, "doubt"), ("process ended", 10, "doubt"), ("unsteady control", 10, "doubt"),
        ("not comparable", 10, "doubt"),
    ]  # fmt: skip
    assert sum(share for _, _, share, _ in found) == pytest.approx(100)
    assert found[2][2] == pytest.approx(100 * 6 / 90)
    for empty in (None, s.shadow({})):
        pair = s.pair(shadow_record=empty)
        assert view_pair(pair, judge_pair(pair)).outcomes == ()


def test_a_page_puts_each_plot_with_its_pair() -> None:
    """By the names of plan and pair; the plan's verdict beside, or that it was skipped."""
    slow = s.pair("slow", latency=s.latency(1.5, verdict="fail"))
    run = s.run(s.pair("good"), slow)
    run = replace(run, plans=(*run.plans, PlanRun(name="x", skipped="y")))
    pictures: Any = {("shop", "slow"): ["drawn"], ("x", "good"): ["no"]}
    shop, skipped = views(run, judge(run), pictures)
    assert [(each.run.name, each.verdict, each.pictures) for each in shop.pairs] == [
        ("good", "pass", ()), ("slow", "fail", ("drawn",)),
    ]  # fmt: skip
    assert (shop.verdict, skipped.verdict, skipped.pairs, skipped.counted) == (
        "fail",
        "skipped",
        (),
        (),
    )
    assert shop.counted == (("fail", 1), ("pass", 1))
    assert "slower" in shop.pairs[1].lead
    assert [each.title for each in shop.pairs[0].cells] == ["Answers", "Latency", "Memory", "Leaks"]
    bare = replace(s.pair(), bench=None)
    assert view_pair(bare, judge_pair(bare)).sites == ()


def test_a_page_shows_the_most_important_differences_and_counts_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each with its anchor, how to accept it, and the command that shows its input alone."""
    groups = tuple(s.group(f"$.f{at}") for at in range(301))
    record = s.shadow({Outcome.DIFFERENCE: len(groups)}, groups=groups)
    shown = replace(s.pair(shadow_record=record), command="switchover shadow p")
    for others, most in ((9, MOST_DIFFERENCES // 10), (99, FEWEST)):
        run = s.run(shown, *(s.pair(f"p{at}", checks=()) for at in range(others)))
        pair = views(run, judge(run), {})[0].pairs[0]
        assert (len(pair.differences), pair.hidden) == (most, 301 - most)
    assert [each.group for each in pair.differences] == list(groups[: len(pair.differences)])
    assert {each.command for each in pair.differences} == {"switchover shadow p --only 4"}
    assert len({each.anchor for each in pair.differences}) == len(pair.differences)
    bare = s.run(s.pair(shadow_record=s.shadow({Outcome.DIFFERENCE: 1}, groups=(s.group(),))))
    assert views(bare, judge(bare), {})[0].pairs[0].differences[0].command is None
    monkeypatch.setattr(view, "MOST_DIFFERENCES", 120)
    for pairs, most in ((1, 120), (2, 60), (3, 40), (4, 40)):
        run = s.run(shown, *(s.pair(f"p{at}", checks=()) for at in range(pairs - 1)))
        pair = views(run, judge(run), {})[0].pairs[0]
        assert (len(pair.differences), pair.hidden) == (most, 301 - most)
    none = s.run(s.pair(shadow_record=None))
    assert views(none, judge(none), {})[0].pairs[0].hidden == 0


def test_a_rule_says_what_it_accepts_as_well_in_five_names_and_a_number() -> None:
    """Of groups that only their causes tell apart; ten thousand of them take a moment, not minutes."""
    groups = tuple(s.group(cause=f"c{at}") for at in range(10_000))
    names = [group.signature for group in groups[:7]]
    offered = acceptances(groups, pair=None, expires=None, most=7)
    assert len(offered) == 7
    for at, one in enumerate(offered):
        assert one.toml is not None
        others = [name for name in names if name != names[at]]
        named = f"{', '.join(others[:5])} and 9994 more"
        assert one.toml.startswith(f"# accepts as well what differs there alike: {named}\n")
    (two, one) = acceptances((groups[0], groups[1]), pair=None, expires=None)
    assert (two.toml or "").startswith(f"# accepts as well what differs there alike: {names[1]}\n")
    assert (one.toml or "").startswith(f"# accepts as well what differs there alike: {names[0]}\n")
    elsewhere = acceptances((groups[0], s.group("$.b")), pair=None, expires=None)
    assert not any("accepts as well" in (each.toml or "") for each in elsewhere)


def test_what_there_is_to_say_of_a_check_beyond_its_figure() -> None:
    """Reasons, warnings, or that it did not pass."""
    made = {"verdict": "pass", "reasons": (), "warnings": ()}
    for more, told in (
        ({}, False), ({"verdict": "fail"}, True), ({"reasons": ("r",)}, True), ({"warnings": ("w",)}, True),
    ):  # fmt: skip
        check = CheckVerdict(check="memory", **{**made, **more})
        pair = s.pair(checks=("memory",))
        verdict = PairVerdict(name="p", verdict="pass", checks=(check,))
        (shown,) = view_pair(pair, verdict).cells
        assert shown.is_told is told


def test_profiles_are_shown_where_their_files_are_at_hand() -> None:
    """And not where the page stands alone."""
    run = s.run(replace(s.pair(), profiles=("a/b.json",)))
    for at_hand, shown in ((True, ("a/b.json",)), (False, ())):
        assert views(run, judge(run), {}, profiles=at_hand)[0].pairs[0].profiles == shown
    assert views(run, judge(run), {})[0].pairs[0].profiles == ()
