"""What a plan's pairs are measured with: inputs, budget, family, revision; and what is kept."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
import samples_of_runs as s

from switchover import bench
from switchover.bench import BenchError
from switchover.bench.latency import LatencyProgress
from switchover.bench.records import SelfCheck
from switchover.migrations import Budget, Corpus, InputError, Items, Method, Pair, Plan, run_plans
from switchover.migrations import check as checks
from switchover.migrations.check import MEASURED, _setting, validate
from switchover.migrations.loading import load_rules
from switchover.migrations.measure import explained, facts, measure, measured, measured_then, opened
from switchover.migrations.method import AS_PLANNED
from switchover.migrations.progress import SILENT
from switchover.reports import PairRun, PlanRun, judge
from switchover.shadow import Kind
from switchover.shadow import run as compared


def pair(name: str = "p", items: Any = range(3), **more: Any) -> Pair:
    corpus = Corpus((Items("numbers", items, raw=True),))
    values = {"control": "builtins:abs", "candidate": "builtins:abs", **more}
    return Pair(name=name, corpus=corpus, **values)


def plan(*pairs: Pair, name: str = "plan", **more: Any) -> Plan:
    return Plan(name=name, pairs=pairs or (pair(),), **more)


class Suite:
    """Takes what would be measured, and gives records at once."""

    def __init__(self, record: Any = None, error: BenchError | None = None) -> None:
        self.asked: list[tuple[bench.Pair, bench.Options, dict[str, Any]]] = []
        self.made: list[str] = []
        self.record, self.error = record or s.pair().bench, error
        self.checked = SelfCheck(fit=True, reason="fit")

    def open(self, pair: bench.Pair, options: bench.Options, **more: Any) -> Any:
        self.asked.append((pair, options, more))
        inputs = list(pair.inputs)
        return SimpleNamespace(
            measure=self.measure, record=self.record, checked=self.checked,
            drawn=SimpleNamespace(inputs=inputs), explain=lambda: None,
        )  # fmt: skip

    def measure(self, part: str, progress: Any = None) -> Any:
        if self.error is not None:
            raise self.error
        self.made.append(part)
        progress(LatencyProgress(launches=1, seconds=0.5, time_s=1.0, assessment=None))
        return self.record


def setting(*plans: Plan, method: Method = AS_PLANNED, suite: Any = None) -> Any:
    return dataclasses.replace(shared(*(plans or (plan(),)), method=method), suite=suite or Suite())


def shared(*plans: Plan, method: Method = AS_PLANNED) -> Any:
    """What the pairs of a run share; no side is started for it."""
    return _setting(plans, SILENT, method, cast("Any", None), None)


def test_a_pair_is_measured_by_its_own_plan() -> None:
    """Budget of latency and of memory, time, seed, callers, revision, parts."""
    one = pair(budget=Budget(latency=0.2, memory=0.3), time_s=7)
    chosen = setting(plan(one, seed=5), method=Method(against="v1", callers=3))
    opened(one, None, chosen)
    ((sides, options, more),) = chosen.suite.asked
    assert (sides.name, sides.control, sides.candidate) == ("p", "builtins:abs", "builtins:abs")
    assert sides.against == "v1"
    assert (options.budget, options.memory_budget, options.time_s) == (0.2, 0.3, 7)
    assert (options.seed, options.callers, options.inputs) == (5, 3, 32)
    assert more == {"parts": ["latency", "memory", "leaks"], "facts": None}


def test_all_latencies_of_a_run_are_one_family() -> None:
    """Of every plan; a pair without a latency is none of them, and no latency at all is one."""
    three = (plan(pair("a"), pair("b", checks=("shadow",))), plan(pair("c", checks=("latency",))))
    assert shared(*three).family == 2
    assert shared(plan(pair(checks=("shadow",)))).family == 1
    assert shared().family == 1


def test_the_family_reaches_every_measurement() -> None:
    """A suite opens each pair with the error that all of them share."""
    for family, own, expected in ((4, 1, 4), (1, 1, 1), (2, 9, 9)):
        options = bench.Options(family=own)
        sides = bench.Pair(control="builtins:abs", candidate="builtins:abs", inputs=[((1,), {})])
        assert bench.Suite(family=family).open(sides, options).options.family == expected
    made = shared(plan(pair("a"), pair("b"))).suite
    assert made.open(sides, bench.Options()).options.family == 2


@pytest.mark.parametrize(
    ("ours", "asked", "tried"),
    [(True, True, True), (False, True, False), (True, False, False)],
)
def test_a_machine_is_tried_unless_either_says_no(ours: bool, asked: bool, tried: bool) -> None:
    """The suite or the options of a pair."""
    sides = bench.Pair(control="builtins:abs", candidate="builtins:abs", inputs=[((1,), {})])
    opened = bench.Suite(self_check=ours).open(sides, bench.Options(self_check=asked))
    assert opened.options.self_check is tried


def sometimes(number: int) -> int:
    """Raise for 1, be 20 for 2."""
    if number == 1:
        raise ValueError(number)
    return 20 if number == 2 else number


RULE = '[[rules]]\nid = "r"\nkind = "expected"\npath = "$"\nreason = "x"\nowner = "y"\n'


def test_what_raised_or_differs_without_a_rule_is_not_measured(tmp_path: Path) -> None:
    """Of matches and of differences that a rule accepts the time says something."""
    (tmp_path / "rules.toml").write_text(RULE + 'candidate = "20"\n')
    inputs = [((number,), {}) for number in range(3)]

    def told(rules: Any) -> list[tuple[int, str, bool]]:
        record = compared(
            abs, sometimes, inputs, name="n", rules=rules, observations=tmp_path / "obs.jsonl"
        )
        found = sorted(facts(record), key=lambda fact: fact.place)
        assert all(fact.weight > 0 for fact in found)
        return [(fact.place, fact.outcome, fact.measurable) for fact in found]

    assert told(()) == [
        (0, "match", True),
        (1, "candidate raised", False),
        (2, "difference", False),
    ]
    assert told(load_rules(tmp_path / "rules.toml"))[2] == (2, "accepted", True)


def test_an_input_counts_as_often_as_its_line_says(tmp_path: Path) -> None:
    """With a comparison and without one; where no line says anything, nothing is known of any."""
    weighed = [{"args": [number], "weight": number + 1} for number in range(3)]
    corpus = Corpus((Items("here", weighed),))
    corpus.validate()
    one = Pair(name="p", control="builtins:abs", candidate="builtins:abs", corpus=corpus)
    record = compared(abs, abs, corpus, name="n", observations=tmp_path / "obs.jsonl")
    found = sorted(facts(record, corpus.weights), key=lambda fact: fact.place)
    assert [(fact.place, fact.calls) for fact in found] == [(0, 1), (1, 2), (2, 3)]
    chosen = setting(plan(one))
    for each, shadow in ((one, record), (one, None), (pair(), None)):
        opened(each, shadow, chosen)
    known, alone, nothing = (more["facts"] for _, _, more in chosen.suite.asked)
    assert [fact.calls for fact in sorted(known, key=lambda fact: fact.place)] == [1, 2, 3]
    assert [(fact.place, fact.calls) for fact in alone] == [(0, 1), (1, 2), (2, 3)]
    assert nothing is None


def refuses(number: int) -> int:
    if number == 1:
        raise ValueError(number)
    return number


def test_what_both_raised_alike_may_be_watched_for_leaks(tmp_path: Path) -> None:
    """It is not timed; and what one side alone raised is neither."""
    inputs = [((number,), {}) for number in range(3)]
    for candidate, alike in ((refuses, [False, True, False]), (abs, [False] * 3)):
        record = compared(refuses, candidate, inputs, name="n", observations=tmp_path / "obs.jsonl")
        found = sorted(facts(record), key=lambda fact: fact.place)
        assert [fact.raised_alike for fact in found] == alike
        assert [fact.measurable for fact in found] == [True, False, True]


def test_nothing_is_told_where_nothing_was_observed() -> None:
    """A comparison without a file of observations draws from all inputs alike."""
    assert list(facts(s.shadow())) == []


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ('difference = "missing"', "difference", Kind.MISSING),
        ('difference = "order"', "difference", Kind.ORDER),
        ('control_type = "int"', "control_type", "int"),
        ('candidate_type = "str"', "candidate_type", "str"),
        ('control = "1"', "control", "1"),
        ('candidate = "2"', "candidate", "2"),
    ],
)
def test_an_expected_rule_keeps_what_it_says(
    tmp_path: Path, written: str, field: str, value: Any
) -> None:
    """Each condition that is written is one of the rule; one that were lost would accept more."""
    file = tmp_path / "rules.toml"
    file.write_text(f"{RULE}{written}\n")
    (rule,) = load_rules(file)
    assert getattr(rule, field) == value
    assert type(getattr(rule, field)) is type(value)
    assert (rule.id, rule.path, rule.reason, rule.owner) == ("r", "$", "x", "y")


def test_an_expected_difference_accepts_no_other(tmp_path: Path) -> None:
    """A rule for a missing key does not accept a changed value."""
    file = tmp_path / "rules.toml"
    file.write_text(RULE.replace('"$"', '"$.a"') + 'difference = "missing"\n')
    rules = load_rules(file)
    gone = compared(lambda _: {"a": 1}, lambda _: {}, [((1,), {})], name="n", rules=rules)
    changed = compared(lambda _: {"a": 1}, lambda _: {"a": 2}, [((1,), {})], name="n", rules=rules)
    assert (gone.unaccepted, changed.unaccepted) == (0, 1)


def test_each_measurement_adds_to_the_record() -> None:
    """The pair's record and the trial of the machine, whatever part it was."""
    run, suite = s.pair(latency=None, memory=None, leaks=None), Suite()
    chosen = setting(suite=suite)
    for part in MEASURED:
        run = measure(run, pair(), part, opened(pair(), None, chosen), setting=chosen)
        assert run.bench == suite.record
        assert run.self_check == suite.checked
    assert suite.made == ["latency", "memory", "leaks"]


@pytest.mark.parametrize("part", MEASURED)
def test_a_measurement_that_fails_is_a_reason_and_no_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """What kept it from happening stands in the record; the run goes on."""
    suite = Suite(record=s.pair(latency=None, memory=None, leaks=None).bench, error=BenchError("x"))
    real = checks._setting

    def stubbed(*arguments: Any) -> Any:
        return dataclasses.replace(real(*arguments), suite=suite)

    monkeypatch.setattr(checks, "_setting", stubbed)
    run = run_plans([plan(pair(checks=("shadow", part)))], out=tmp_path)
    made = run.plans[0].pairs[0]
    assert made.obstacles == {part: "x"}
    assert judge(run).verdict == "inconclusive"
    assert f"plan / p: {part}: not measured: x" in judge(run).reasons


def test_a_skipped_plan_interrupts_nothing(tmp_path: Path) -> None:
    """What comes after it runs, and the run is whole."""
    skipped = PlanRun(name="x", skipped="needs y")
    run = run_plans([skipped, plan(pair(checks=("shadow",)))], out=tmp_path)
    assert [each.name for each in run.plans] == ["x", "plan"]
    assert not run.interrupted
    assert run.plans[0] == skipped
    assert judge(run).verdict == "pass"


def test_a_pair_without_inputs_is_not_measured(tmp_path: Path) -> None:
    """The reason says so, of every measurement that was asked for."""
    run = run_plans([plan(pair(items=[], checks=("shadow", *MEASURED)))], out=tmp_path)
    made = run.plans[0].pairs[0]
    answered = "there is no input on which both sides gave an answer that may be measured"
    assert made.obstacles == dict.fromkeys(MEASURED, answered)
    assert made.corpus.measured == 0
    alone = run_plans([plan(pair(items=[], checks=("latency",)))], out=tmp_path).plans[0].pairs[0]
    assert alone.obstacles == {"latency": "there is no input"}


def test_problems_of_every_corpus_are_told_at_once() -> None:
    """Nothing runs, and no second attempt is needed to see the rest."""
    bad = [pair(name, items=5) for name in "ab"]
    with pytest.raises(InputError) as refused:
        validate([plan(bad[0], name="one"), plan(bad[1], name="two")])
    assert len(refused.value.problems) == 2


def test_a_control_that_is_gone_is_looked_for_only_here() -> None:
    """Against a revision it need not be here; the candidate must."""
    gone = plan(pair(control="nowhere_at_all:f"))
    validate([gone], earlier=True)
    with pytest.raises(BenchError):
        validate([gone])
    with pytest.raises(BenchError):
        validate([plan(pair(candidate="nowhere_at_all:f"))], earlier=True)


def judged_then(run: PairRun, then: Any) -> PairRun:
    return measured_then(run, setting(method=Method(then=then)))


def test_an_earlier_record_is_judged_beside_this_one() -> None:
    """With the budget of the pair; without one nothing is said; what is missing is named."""
    run = s.pair()
    then = {"price": run.bench}
    assert judged_then(run, None).against_record is None
    assert judged_then(run, then).against_record is not None
    other = judged_then(run, {"b": run.bench, "a": run.bench})
    assert other.obstacles["record"] == "the earlier records know no pair price: a, b"
    untimed = judged_then(s.pair(latency=None), then)
    assert untimed.obstacles["record"] == "its latency was not measured now"


def test_what_bench_prints_is_the_verdict_of_the_gate() -> None:
    """Verdict and reasons of the run, with a pair's judgement against its earlier record."""
    slow = s.pair(latency=s.latency(1.5, verdict="fail"))
    suite = msgspec.json.decode(measured(s.run(slow)), type=bench.SuiteRecord)
    assert suite.verdict == "fail"
    assert suite.reasons == judge(s.run(slow)).reasons
    assert [each.name for each in suite.pairs] == ["price"]
    empty = msgspec.json.decode(measured(s.run(plans=())), type=bench.SuiteRecord)
    assert (empty.verdict, empty.pairs) == ("inconclusive", ())


@pytest.mark.parametrize(
    ("verdict", "method", "profiled"),
    [
        ("fail", Method(), True),
        ("pass", Method(), False),
        ("pass", Method(explain=True), True),
        ("fail", Method(explain=True, against="HEAD"), False),
    ],
)
def test_only_what_is_slow_or_asked_for_is_profiled(
    tmp_path: Path, verdict: Any, method: Method, profiled: bool
) -> None:
    """And never a control that is elsewhere."""
    from switchover.bench.profile import Explanation

    measuring: Any = SimpleNamespace(explain=lambda: Explanation(control="a", candidate="b"))
    run = s.pair(latency=s.latency(1.5, verdict=verdict))
    after = explained(run, measuring, tmp_path, setting(method=method))
    assert (after.explanation is not None) == profiled


def test_without_a_latency_there_is_nothing_to_profile(tmp_path: Path) -> None:
    """Also where it was asked for: no input could be measured, or no latency was."""
    alone = plan(pair(items=[], checks=("shadow", "latency")))
    run = run_plans([alone], out=tmp_path, method=Method(explain=True))
    made = run.plans[0].pairs[0]
    assert made.explanation is None
    assert list(made.obstacles) == ["latency"]
    untimed = s.pair(latency=None)
    chosen = setting(method=Method(explain=True))
    assert explained(untimed, cast("Any", None), tmp_path, chosen) == untimed


def test_a_side_that_is_missing_is_told_before_anything_runs() -> None:
    """The control as well as the candidate."""
    for missing in ("control", "candidate"):
        with pytest.raises(BenchError):
            validate([plan(pair(**{missing: "math:no_such_name"}))])


def test_a_run_says_how_long_it_took(tmp_path: Path) -> None:
    """The whole, and each pair, in seconds."""
    run = run_plans([plan(pair(checks=("shadow",)))], out=tmp_path)
    (made,) = run.plans[0].pairs
    assert 0 < made.seconds <= run.seconds < 60


def test_a_record_keeps_each_budget_where_it_belongs(tmp_path: Path) -> None:
    """That of latency and that of memory."""
    one = pair(budget=Budget(latency=0.2, memory=0.3), checks=("shadow",))
    (made,) = run_plans([plan(one)], out=tmp_path).plans[0].pairs
    assert (made.budget.latency, made.budget.memory) == (0.2, 0.3)
