"""A pair's checks, step by step: what a watcher is told, what a record keeps, what ends a run."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
import samples_of_runs as s

from switchover import bench
from switchover.bench import RevisionError
from switchover.bench.latency import LatencyProgress
from switchover.bench.profile import Explanation
from switchover.bench.records import SelfCheck
from switchover.migrations import Budget, Corpus, Items, Lines, Method, Pair, Plan, run_plans
from switchover.migrations import check as checks
from switchover.migrations import compare as comparing
from switchover.migrations import measure as measuring
from switchover.migrations.check import _setting
from switchover.migrations.compare import preview
from switchover.migrations.measure import _is_answered, explained, measured, measured_then, opened
from switchover.migrations.progress import SILENT
from switchover.migrations.ruled import Ruled
from switchover.reports import judge, read_run
from switchover.shadow import Comparison, Failure, Ignore, Observation, Outcome

RULE = Ignore(id="r", path="$.a", reason="x", owner="y")


class Seen:
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.began_: list[tuple[str, str, float | None]] = []
        self.steps: list[tuple[int, int]] = []
        self.done: list[float] = []
        self.said: list[str] = []

    def scheduled(self, step: int, steps: int, left_s: float) -> None:
        self.steps.append((step, steps))

    def began(self, pair: str, check: str, total: float | None) -> None:
        self.began_.append((pair, check, total))

    def advanced(self, done: float) -> None:
        self.done.append(done)

    def ended(self, said: str) -> None:
        self.said.append(said)


class Suite:
    """Gives the parts of a record at once, and may be interrupted or refused at one of them."""

    def __init__(self, stops: dict[str, BaseException] | None = None) -> None:
        self.stops = stops or {}
        self.asked: list[tuple[bench.Pair, bench.Options, dict[str, Any]]] = []
        bare = s.pair(latency=None, memory=None, leaks=None).bench
        assert bare is not None
        self.record, self.whole = bare, s.pair().bench
        self.checked = SelfCheck(fit=True, reason="fit")

    def open(self, pair: bench.Pair, options: bench.Options, **more: Any) -> Any:
        self.asked.append((pair, options, more))
        self.drawn = SimpleNamespace(inputs=list(pair.inputs))
        return self

    def measure(self, part: str, progress: Any = None) -> Any:
        if part in self.stops:
            raise self.stops[part]
        progress(LatencyProgress(launches=1, seconds=0.5, time_s=1.0, assessment=None))
        self.record = msgspec.structs.replace(self.record, **{part: getattr(self.whole, part)})
        return self.record

    def explain(self) -> Explanation:
        if "explain" in self.stops:
            raise self.stops["explain"]
        return Explanation(control="a", candidate="b")


def pair(name: str = "p", **more: Any) -> Pair:
    values: dict[str, Any] = {
        "control": "builtins:abs",
        "candidate": "builtins:abs",
        "corpus": Corpus((Items("numbers", range(3), raw=True),)),
        **more,
    }
    return Pair(name=name, **values)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run plans on a suite that measures nothing."""

    def call(*plans: Any, suite: Suite | None = None, **more: Any) -> Any:
        real = _setting

        def stubbed(*arguments: Any) -> Any:
            return dataclasses.replace(real(*arguments), suite=suite or Suite())

        monkeypatch.setattr(checks, "_setting", stubbed)
        return run_plans(plans, out=tmp_path, **more)

    return call


def test_a_watcher_sees_every_step(run: Any) -> None:
    """Which of all it is, what begins with what it will reach, how far it is, what it came to."""
    seen = Seen()
    run(Plan(name="x", pairs=(pair(time_s=7),)), watcher=seen)
    assert seen.steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert seen.began_ == [
        ("p", "shadow", 3), ("p", "latency", 7), ("p", "memory", None), ("p", "leaks", None),
    ]  # fmt: skip
    assert seen.said[0] == "3 match"
    assert seen.said[1] == "pass: cpu time ratio 0.5: interval against the budget 1.05"
    assert seen.said[3] == "pass"
    assert 0.5 in seen.done


def test_one_input_alone_is_one_step(run: Any) -> None:
    """The one that was named, under its own number."""
    seen = Seen()
    made = run(
        Plan(name="x", pairs=(pair(candidate="operator:neg", checks=("shadow",)),)),
        watcher=seen, only=2,
    )  # fmt: skip
    assert seen.began_ == [("p", "shadow", 1)]
    shadow = made.plans[0].pairs[0].shadow
    assert (shadow.inputs, shadow.unaccepted) == (1, 1)
    assert [one.index for group in shadow.groups for one in group.exemplars] == [2]
    assert made.plans[0].pairs[0].previews == {2: "2"}


@pytest.mark.parametrize(
    ("at", "undone"),
    [
        ("latency", ["latency", "memory", "leaks"]), ("memory", ["memory", "leaks"]),
        ("leaks", ["leaks"]), ("explain", []),
    ],
)  # fmt: skip
def test_an_interruption_names_what_it_kept_from_happening(
    run: Any, at: str, undone: list[str]
) -> None:
    """What was measured before stays, with the trial of the machine; no pair and no plan follows."""
    suite = Suite({at: KeyboardInterrupt()})
    two = (pair("first"), pair("second"))
    made = run(
        Plan(name="x", pairs=two),
        Plan(name="z", pairs=two),
        suite=suite,
        method=Method(explain=True),
    )
    assert made.interrupted
    ((first,),) = [plan.pairs for plan in made.plans]
    assert first.obstacles == dict.fromkeys(undone, "the run was interrupted")
    assert first.shadow is not None
    assert (first.bench is None) == (at == "latency")
    assert (first.self_check is None) == (at == "latency")
    assert judge(made).verdict == "inconclusive"


def test_an_interruption_keeps_a_comparison_with_an_earlier_record_from_happening(run: Any) -> None:
    """That is made when all is measured."""
    then = {"p": s.pair("p").bench}
    plan = Plan(name="x", pairs=(pair(),))
    made = run(plan, suite=Suite({"leaks": KeyboardInterrupt()}), method=Method(then=then))
    assert list(made.plans[0].pairs[0].obstacles) == ["leaks", "record"]
    ended = Method(then=then, explain=True)
    made = run(plan, suite=Suite({"explain": KeyboardInterrupt()}), method=ended)
    assert made.plans[0].pairs[0].obstacles == {}
    assert made.plans[0].pairs[0].against_record is not None


def test_a_revision_that_is_not_there_ends_the_run(run: Any) -> None:
    """The command named it: that is no obstacle of one pair."""
    with pytest.raises(RevisionError, match="no such"):
        run(Plan(name="x", pairs=(pair(),)), suite=Suite({"latency": RevisionError("no such")}))


def test_a_record_says_what_was_run(run: Any, tmp_path: Path) -> None:
    """Plan, pair, sides, corpus, budget, seed and the command that compares the pair again."""
    (tmp_path / "in.jsonl").write_text('{"args": [1]}\nnonsense\n')
    corpus = Corpus((Lines(tmp_path / "in.jsonl"),), skip_malformed=True)
    one = pair("a b", corpus=corpus, budget=Budget(latency=0.2, memory=0.3), checks=("shadow",))
    first = Plan(
        name="x", description="d", pairs=(one,), seed=5, inconclusive="fail",
        command=("switchover", "shadow", "x y.toml"),
    )  # fmt: skip
    made = run(first, Plan(name="z", pairs=(pair(checks=("shadow",)),), seed=6))
    assert (made.seed, [plan.name for plan in made.plans]) == (5, ["x", "z"])
    plan, other = made.plans
    assert (plan.description, plan.policy, other.policy) == ("d", "fail", "warn")
    (held,) = plan.pairs
    assert (held.name, held.control, held.candidate) == ("a b", "builtins:abs", "builtins:abs")
    assert (held.corpus.inputs, held.corpus.malformed, held.corpus.measured) == (1, 1, 0)
    assert held.corpus.name == corpus.name
    assert held.command == "switchover shadow 'x y.toml' --pair 'a b'"
    assert other.pairs[0].command is None
    assert (held.budget.latency, held.budget.memory) == (0.2, 0.3)
    assert [each.pairs[0].shadow.seed for each in made.plans] == [5, 6]
    assert read_run(tmp_path) == made


def test_an_earlier_record_is_one_more_check(run: Any) -> None:
    """Of each pair, after those that its plan asks for; without an earlier record there is none."""
    then = {"p": s.pair("p").bench}
    (made,) = run(Plan(name="x", pairs=(pair(),)), method=Method(then=then)).plans[0].pairs
    assert made.checks == ("shadow", "latency", "memory", "leaks", "record")
    assert made.against_record is not None
    (plain,) = run(Plan(name="x", pairs=(pair(),))).plans[0].pairs
    assert plain.checks == ("shadow", "latency", "memory", "leaks")
    assert plain.against_record is None
    assert plain.corpus.measured == 3


def test_a_plan_is_measured_on_what_its_own_comparison_saw(run: Any) -> None:
    """The inputs are drawn once, by the facts of the comparison, for all parts that follow it."""
    suite = Suite()
    run(Plan(name="x", pairs=(pair(),), seed=9), suite=suite)
    ((sides, options, more),) = suite.asked
    assert more["parts"] == ["latency", "memory", "leaks"]
    assert [(fact.place, fact.outcome, fact.measurable) for fact in more["facts"]] == [
        (0, "match", True), (1, "match", True), (2, "match", True),
    ]  # fmt: skip
    assert (options.seed, options.answers, sides.against) == (9, "differ", "")


def setting(method: Method, *pairs: Pair) -> Any:
    plans = [Plan(name="x", pairs=pairs or (pair(),))]
    return dataclasses.replace(
        _setting(plans, SILENT, method, cast("Any", None), None), suite=Suite()
    )


@pytest.mark.parametrize(
    ("planned", "asked", "calls"),
    [("auto", "auto", "auto"), ("first", "auto", "first"), ("first", "repeated", "repeated"),
     ("auto", "first", "first"), ("repeated", "auto", "repeated")],
)  # fmt: skip
def test_the_command_goes_before_the_plan_in_which_calls_are_timed(
    planned: Any, asked: Any, calls: str
) -> None:
    """Unless it leaves that to be seen."""
    chosen = setting(Method(calls=asked))
    opened(pair(calls=planned), None, chosen)
    assert chosen.suite.asked[0][1].calls == calls


@pytest.mark.parametrize(
    ("rules", "compared", "asked", "answers"),
    [((), False, "same", "same"), ((), False, "differ", "differ"), ((RULE,), False, "differ", "differ"),
     ((), True, "same", "differ"), ((RULE,), True, "same", "differ")],
)  # fmt: skip
def test_answers_are_compared_once(rules: Any, compared: bool, asked: Any, answers: str) -> None:
    """Not again where a comparison did, nor where they may differ."""
    chosen = setting(Method(answers=asked))
    opened(pair(rules=rules), s.shadow() if compared else None, chosen)
    assert chosen.suite.asked[0][1].answers == answers


def test_answers_that_nobody_compared_are_held_to_the_rules() -> None:
    """A measurement alone accepts what the plan accepts."""
    chosen = setting(Method())
    opened(pair(rules=(RULE,)), None, chosen)
    assert isinstance(chosen.suite.asked[0][1].answers, Ruled)


def seen(**more: Any) -> Observation:
    return Observation(**{"wall_s": 1.0, "cpu_s": 1.0, **more})


FAILED = Failure(type="ValueError", message="x")


@pytest.mark.parametrize(
    ("outcome", "accepted", "sides", "measured"),
    [
        (Outcome.MATCH, False, (seen(), seen()), True),
        (Outcome.DIFFERENCE, True, (seen(), seen()), True),
        (Outcome.DIFFERENCE, False, (seen(), seen()), False),
        (Outcome.UNSTEADY, False, (seen(), seen()), False),
        (Outcome.MATCH, False, (None, seen()), False),
        (Outcome.MATCH, False, (seen(), None), False),
        (Outcome.MATCH, True, (seen(failure=FAILED), seen()), False),
        (Outcome.DIFFERENCE, True, (seen(), seen(failure=FAILED)), False),
        (Outcome.MATCH, False, (seen(timed_out=True), seen()), False),
        (Outcome.MATCH, True, (seen(), seen(timed_out=True)), False),
    ],
)
def test_only_answers_of_both_sides_are_timed(
    outcome: Outcome, accepted: bool, sides: Any, measured: bool
) -> None:
    """The same ones, or others that a rule accepts; nothing that raised or came too late."""
    control, candidate = sides
    found = Comparison(
        index=0, outcome=outcome, accepted=accepted, control=control, candidate=candidate
    )
    assert _is_answered(found) is measured


def test_profiles_are_named_by_their_place_in_the_report(tmp_path: Path) -> None:
    """Plan, pair, `profile`, file; only what speedscope opens."""
    folder = tmp_path / "plan" / "pair"
    slow = s.pair(latency=s.latency(1.5, verdict="fail"))
    made = explained(slow, cast("Any", Suite()), folder, setting(Method()))
    assert made.profiles
    for name in made.profiles:
        assert name.startswith("plan/pair/profile/")
        assert name.endswith(".speedscope.json")
        assert (tmp_path / name).is_file()


def test_an_earlier_record_is_judged_by_the_pairs_own_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its budget of latency, and the family of the run."""
    rules = list[Any]()

    def judged(then: Any, now: Any, *, rule: Any) -> Any:
        rules.append((then, now, rule.budget, rule.family))
        return

    monkeypatch.setattr(measuring, "judge_against", judged)
    made = s.pair()
    made = msgspec.structs.replace(made, budget=msgspec.structs.replace(made.budget, latency=0.2))
    earlier = s.pair(latency=s.latency(0.7)).bench
    chosen = setting(Method(then={"price": earlier}), pair("a"), pair("b"))
    measured_then(made, chosen)
    assert rules == [(earlier, made.bench, 0.2, 2)]


def test_a_suite_holds_what_was_measured_and_no_more() -> None:
    """Pairs without a measurement are none of it; the machine is that of the first."""
    none = msgspec.structs.replace(s.pair("none"), bench=None)
    found = msgspec.json.decode(measured(s.run(none, s.pair("b"))), type=bench.SuiteRecord)
    assert [each.name for each in found.pairs] == ["b"]
    assert found.environment.cpu == "Example CPU 3000"
    assert found.verdict == "inconclusive"
    assert found.pairs[0].reasons == ()


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ((("text",), {}), "text"), ((("te\nxt",), {}), "'te\\nxt'"), (((5,), {}), "5"),
        (((5,), {"a": 1}), "(5, a=1)"), (((), {}), "()"), (((), {"a": "x"}), "(a='x')"),
        (((1, "x"), {}), "(1, 'x')"), ((("",), {}), ""),
    ],
)  # fmt: skip
def test_an_input_reads_as_it_would_be_called(call: Any, shown: str) -> None:
    """Its only argument alone, and text as it is where it can be printed."""
    assert preview(call) == shown


def test_what_a_comparison_came_to_is_one_line_and_what_was_printed() -> None:
    """Outcomes that occurred, what rules accepted, then the first and last lines of each side."""
    record = s.shadow({Outcome.MATCH: 1200, Outcome.TIMED_OUT: 1, Outcome.DIED: 0})
    assert comparing._said(record) == "1,200 match, 1 timed out"
    assert comparing._said(s.shadow({})) == "no input"
    ruled = s.shadow({Outcome.DIFFERENCE: 2000}, accepted={Outcome.DIFFERENCE: 1500})
    assert comparing._said(ruled) == "2,000 difference; 1,500 accepted by rules"
    printed = s.shadow(
        {Outcome.MATCH: 1}, output={"control": "a\tb'\\c", "candidate": "\n".join("0123456789x")}
    )
    lines = comparing._said(printed).splitlines()
    assert lines[1] == "    control printed: a\\tb'\\c"
    assert [line.rpartition(" printed: ")[2] for line in lines[2:]] == [
        *"01234", "… 1 lines more …", *"6789x",
    ]  # fmt: skip
    ten = s.shadow({Outcome.MATCH: 1}, output={"control": "\n".join("0123456789")})
    assert len(comparing._said(ten).splitlines()) == 11


class Moves:
    """An iterable of inputs that leaves the current folder while it is read."""

    def __init__(self, to: Path) -> None:
        self._to = to

    def __iter__(self) -> Any:
        os.chdir(self._to)
        return iter([1, 2])


def test_a_run_writes_where_it_was_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever reading a corpus does to the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    corpus = Corpus((Items("moves", Moves(tmp_path / "elsewhere"), raw=True),))
    made = run_plans(
        [Plan(name="x", pairs=(pair(corpus=corpus, checks=("shadow",)),))], out=Path("there")
    )
    assert read_run(tmp_path / "there") == made
    assert (tmp_path / "there" / "x" / "p" / "observations.jsonl").is_file()
    assert list((tmp_path / "elsewhere").iterdir()) == []
