"""The steps of a run, one by one: what each is given, what it leaves, what an interruption keeps."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
import samples_of_runs as s

from switchover import bench
from switchover.bench.errors import RevisionError
from switchover.bench.profile import Explanation
from switchover.bench.records import SelfCheck
from switchover.migrations import Budget, Corpus, InputError, Items, Method, Pair, Plan, run_plans
from switchover.migrations import check as checks
from switchover.migrations import compare as comparing
from switchover.migrations import measure as measuring
from switchover.migrations.compare import compare, preview
from switchover.migrations.measure import explained, facts, measure, measured_then, opened
from switchover.migrations.progress import SILENT
from switchover.migrations.ruled import Ruled
from switchover.reports import PairRun, PlanRun, SourceLine, read_run
from switchover.shadow import Comparison, Ignore, Outcome
from switchover.shadow.records import Observation
from switchover.shadow.records.comparison import Failure

ALL: Any = ("shadow", "latency", "memory", "leaks")
FIT = SelfCheck(fit=True)
RULE = Ignore(id="r", path="$.x", reason="x", owner="y")


def pair(name: str = "p", items: Any = range(3), **more: Any) -> Pair:
    corpus = Corpus((Items("numbers", items, raw=True),))
    values = {"control": "operator:neg", "candidate": "builtins:abs", "checks": ALL, **more}
    return Pair(name=name, corpus=corpus, **values)


def plan(*pairs: Pair, name: str = "plan", **more: Any) -> Plan:
    return Plan(name=name, pairs=pairs or (pair(),), **more)


class Watched:
    """Keeps what a watcher is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def scheduled(self, step: int, steps: int, left_s: float) -> None:
        self.told.append(("scheduled", step, steps))

    def began(self, pair: str, check: str, total: float | None) -> None:
        self.told.append(("began", pair, check, total))

    def advanced(self, done: float) -> None:
        self.told.append(("advanced", done))

    def ended(self, said: str) -> None:
        self.told.append(("ended", said))


class Steps:
    """Stands for comparison and measurement; `stops` is the step at which Ctrl-C comes."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, *, stops: str = "", error: Any = None
    ) -> None:
        self.made: list[tuple[str, str]] = []
        self.given: list[Any] = []
        self.stops, self.error = stops, error
        self.inputs: Any = [1, 2]
        self.record = s.pair().bench
        self.shadow = s.shadow()
        self.measuring: Any = None
        monkeypatch.setattr(checks, "compare", self.compare)
        monkeypatch.setattr(checks, "opened", self.opened)
        monkeypatch.setattr(checks, "measure", self.measure)
        monkeypatch.setattr(checks, "measured_then", self.then)
        monkeypatch.setattr(checks, "explained", self.explained)
        monkeypatch.setattr(checks.targets, "find", lambda sides: self.given.append(list(sides)))
        monkeypatch.setattr(checks.targets, "source_line", lambda side: None)

    def step(self, name: str, what: str) -> None:
        self.made.append((name, what))
        if what == self.stops:
            raise KeyboardInterrupt

    def compare(self, run: PairRun, pair: Pair, *, folder: Path, setting: Any) -> PairRun:
        self.step(pair.name, "shadow")
        self.given.append((folder, setting))
        return msgspec.structs.replace(run, shadow=self.shadow)

    def opened(self, pair: Pair, shadow: Any, setting: Any) -> Any:
        self.made.append((pair.name, "opened"))
        self.given.append(shadow)
        record = msgspec.structs.replace(self.record, latency=None, memory=None, leaks=None)
        self.measuring = SimpleNamespace(
            drawn=SimpleNamespace(inputs=self.inputs, raised=()), record=record, checked=None
        )
        return self.measuring

    def measure(self, run: PairRun, pair: Pair, check: str, measuring: Any, *, setting: Any) -> Any:
        self.step(pair.name, check)
        if self.error is not None:
            raise self.error
        part = {check: getattr(self.record, check)}
        measuring.record = msgspec.structs.replace(measuring.record, **part)
        return msgspec.structs.replace(run, bench=measuring.record)

    def then(self, run: PairRun, setting: Any) -> PairRun:
        self.step(run.name, "then")
        return run

    def explained(self, run: PairRun, measuring: Any, folder: Path, setting: Any) -> PairRun:
        self.step(run.name, "explained")
        self.given.append((folder, measuring))
        return run


def test_a_pair_goes_through_its_checks_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inputs are drawn once, after the comparison; at the end it is judged and explained."""
    there = Steps(monkeypatch)
    watcher = Watched()
    run = run_plans([plan()], out=tmp_path, watcher=cast("Any", watcher))
    done = ["shadow", "opened", "latency", "memory", "leaks", "then", "explained"]
    assert there.made == [("p", step) for step in done]
    assert watcher.told == [("scheduled", step, 4) for step in (1, 2, 3, 4)]
    (made,) = run.plans[0].pairs
    assert (made.shadow, made.obstacles, run.interrupted) == (there.shadow, {}, False)
    assert made.bench is not None
    assert None not in (made.bench.latency, made.bench.memory, made.bench.leaks)
    assert made.corpus.measured == 2
    (folder, setting) = there.given[1]
    assert folder == tmp_path / "plan" / "p"
    assert (setting.watcher, setting.only, setting.method) == (watcher, None, Method())
    assert there.given[2] == there.shadow
    assert there.given[-1] == (tmp_path / "plan" / "p", there.measuring)


def test_only_what_a_pair_asks_for_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a comparison inputs are drawn without; without a measurement none are drawn."""
    there = Steps(monkeypatch)
    run = run_plans([plan(pair(checks=("shadow",)), pair("q", checks=("leaks",)))], out=tmp_path)
    assert there.made == [("p", "shadow"), ("p", "then"), ("q", "opened"), ("q", "leaks"), ("q", "then"),
                          ("q", "explained")]  # fmt: skip
    assert there.given[2] is None
    assert [each.checks for each in run.plans[0].pairs] == [("shadow",), ("leaks",)]


def test_a_pair_says_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sides, corpus, budget, where the candidate is written, how to compare it again."""
    Steps(monkeypatch)
    place = SourceLine(file="f.py", line=3)
    monkeypatch.setattr(
        checks.targets, "source_line", lambda side: place if side == "builtins:abs" else None
    )
    one = pair("odd name", budget=Budget(latency=0.2, memory=0.3), checks=("shadow",))
    named = plan(one, name="n", description="d", inconclusive="fail", command=("switchover", "a b"))
    (made,) = run_plans([named], out=tmp_path).plans
    (run,) = made.pairs
    assert (made.name, made.description, made.policy, made.skipped) == ("n", "d", "fail", None)
    assert (run.name, run.control, run.candidate) == ("odd name", "operator:neg", "builtins:abs")
    assert (run.corpus.name, run.corpus.inputs, run.corpus.malformed) == ("numbers", 3, 0)
    assert (run.budget.latency, run.budget.memory, run.source) == (0.2, 0.3, place)
    assert run.command == "switchover 'a b' --pair 'odd name'"
    (other,) = run_plans([plan()], out=tmp_path).plans[0].pairs
    assert other.command is None


def test_a_corpus_says_what_was_skipped_and_what_was_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the record of the pair."""
    from switchover.migrations import Lines

    Steps(monkeypatch)
    (tmp_path / "in.jsonl").write_text('{"args": [1]}\nnonsense\n')
    corpus = Corpus((Lines(tmp_path / "in.jsonl"),), notes=("gone",), skip_malformed=True)
    one = Pair(
        name="p",
        control="operator:neg",
        candidate="builtins:abs",
        corpus=corpus,
        checks=("shadow",),
    )
    (made,) = run_plans([plan(one)], out=tmp_path).plans[0].pairs
    assert (made.corpus.inputs, made.corpus.malformed, made.corpus.notes) == (1, 1, ("gone",))


def test_an_earlier_record_is_a_check_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every pair."""
    Steps(monkeypatch)
    method = Method(then={"p": s.pair().bench})  # type: ignore[dict-item] # there is one
    (made,) = (
        run_plans([plan(pair(checks=("latency",)))], out=tmp_path, method=method).plans[0].pairs
    )
    assert made.checks == ("latency", "record")


@pytest.mark.parametrize(
    ("stops", "undone"),
    [
        ("shadow", ["shadow", "latency", "memory", "leaks"]), ("latency", ["latency", "memory", "leaks"]),
        ("memory", ["memory", "leaks"]), ("leaks", ["leaks"]), ("then", []), ("explained", []),
    ],
)  # fmt: skip
def test_an_interruption_keeps_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stops: str, undone: list[str]
) -> None:
    """What has no record yet says why; nothing after it runs."""
    there = Steps(monkeypatch, stops=stops)
    run = run_plans([plan(pair(), pair("q")), plan(name="other")], out=tmp_path)
    (made,) = run.plans[0].pairs
    assert (run.interrupted, len(run.plans)) == (True, 1)
    assert made.obstacles == dict.fromkeys(undone, "the run was interrupted")
    assert (made.shadow is None) == ("shadow" in undone)
    for part in ("latency", "memory", "leaks"):
        assert (getattr(made.bench, part, None) is None) == (part in undone)
    assert {name for name, _ in there.made} == {"p"}
    assert read_run(tmp_path) == run


def test_a_latency_that_was_made_before_an_interruption_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where Ctrl-C came within the trial of the machine that follows it."""
    there = Steps(monkeypatch)

    def stopped(run: PairRun, pair: Pair, check: str, measuring: Any, *, setting: Any) -> Any:
        measuring.record, measuring.checked = there.record, FIT
        raise KeyboardInterrupt

    monkeypatch.setattr(checks, "measure", stopped)
    (made,) = run_plans([plan()], out=tmp_path).plans[0].pairs
    assert (made.bench, made.self_check, made.obstacles) == (there.record, FIT, {})
    there.record = msgspec.structs.replace(there.record, latency=None)
    (nothing,) = run_plans([plan()], out=tmp_path).plans[0].pairs
    assert (nothing.bench, nothing.self_check, "latency" in nothing.obstacles) == (None, None, True)


def test_an_interrupted_comparison_ends_the_pair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what it showed so far."""
    there = Steps(monkeypatch)
    there.shadow = s.shadow(interrupted=True)
    run = run_plans([plan()], out=tmp_path)
    (made,) = run.plans[0].pairs
    assert (run.interrupted, made.shadow, there.made) == (True, there.shadow, [("p", "shadow")])
    assert list(made.obstacles) == ["latency", "memory", "leaks"]


def test_what_keeps_a_measurement_from_happening_is_told_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But where there is no such revision, nothing can be measured at all."""
    there = Steps(monkeypatch, error=bench.BenchError("why"))
    (made,) = run_plans([plan()], out=tmp_path).plans[0].pairs
    assert made.obstacles == {"latency": "why", "memory": "why", "leaks": "why"}
    assert len(there.made) == 7
    Steps(monkeypatch, error=RevisionError("no such revision"))
    with pytest.raises(RevisionError):
        run_plans([plan()], out=tmp_path)


def test_without_inputs_nothing_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the reason says whether there were none, or none that may be."""
    there = Steps(monkeypatch)
    there.inputs = []
    both, alone = (
        run_plans([plan(pair(), pair("q", checks=("latency",)))], out=tmp_path).plans[0].pairs
    )
    why = "there is no input on which both sides gave an answer that may be measured"
    assert both.obstacles == dict.fromkeys(("latency", "memory", "leaks"), why)
    assert (both.corpus.measured, alone.obstacles) == (0, {"latency": "there is no input"})
    assert ("p", "latency") not in there.made


def test_what_all_pairs_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The family of all latencies, each plan's own seed, and the words of its command."""
    there = Steps(monkeypatch)
    one = plan(pair("a"), pair("b", checks=("shadow",)), seed=3, command=("c",))
    two = plan(pair("c", checks=("shadow", "latency")), name="two", seed=4)
    skipped = PlanRun(name="x", skipped="y")
    run = run_plans([skipped, one, two], out=tmp_path, only=2, method=Method(callers=2))
    settings = [
        each[1] for each in there.given if isinstance(each, tuple) and hasattr(each[1], "family")
    ]
    assert [each.family for each in settings] == [2, 2, 2]
    assert [each.seed for each in settings] == [3, 3, 4]
    assert [each.command for each in settings] == [("c",), ("c",), ()]
    assert [(each.only, each.method.callers) for each in settings] == [(2, 2)] * 3
    assert run.seed == 3
    assert run_plans([skipped], out=tmp_path).seed == 0
    assert run_plans([plan(pair(checks=("shadow",)))], out=tmp_path, only=0).plans[0].name == "plan"
    assert settings[0].watcher is SILENT


def test_all_sides_are_looked_for_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a revision the control by name is not, unless it is here; a callable always is."""
    there = Steps(monkeypatch)
    pairs = (pair("a", checks=("shadow",)), pair("b", control=abs, checks=("shadow",)))
    run_plans([plan(*pairs)], out=tmp_path)
    assert there.given[0] == ["operator:neg", "builtins:abs", abs, "builtins:abs"]
    there.given.clear()
    run_plans([plan(*pairs)], out=tmp_path, method=Method(against="HEAD"))
    assert there.given[0] == ["builtins:abs", abs, "builtins:abs"]


def test_a_run_is_dated_and_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the local clock with its offset; pairs and run by their seconds."""
    Steps(monkeypatch)
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    run = run_plans([plan()], out=tmp_path)
    began = dt.datetime.fromisoformat(run.started)
    assert began.utcoffset() is not None
    assert before <= began <= dt.datetime.now(dt.UTC)
    assert "." not in run.started
    assert 0 < run.plans[0].pairs[0].seconds <= run.seconds < 30


def test_each_step_is_written_as_interrupted_until_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a killed run is never a pass; of several pairs those before are kept."""
    Steps(monkeypatch)
    written: list[tuple[bool, list[list[str]]]] = []
    real = checks.write_run

    def seen(record: Any, out: Path) -> None:
        names = [[each.name for each in plan.pairs] for plan in record.plans]
        written.append((record.interrupted, names))
        real(record, out)

    monkeypatch.setattr(checks, "write_run", seen)
    pairs = (pair("a", checks=("shadow",)), pair("b", checks=("shadow",)))
    run_plans([plan(*pairs), plan(pair("c", checks=("shadow",)), name="two")], out=tmp_path)
    assert [each[0] for each in written] == [True] * (len(written) - 1) + [False]
    assert next(each[1] for each in written if each[1]) == [["a"]]
    assert written[-1][1] == [["a", "b"], ["c"]]


# one comparison


class Run:
    """Stands for a shadow run, and keeps what it was given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, record: Any) -> None:
        self.given: dict[str, Any] = {}
        self.record = record
        monkeypatch.setattr(comparing.shadow, "run", self)

    def __call__(self, control: Any, candidate: Any, inputs: Any, **given: Any) -> Any:
        self.given = {"sides": (control, candidate), "inputs": list(inputs), **given}
        return self.record


def shared(
    watcher: Any = SILENT, *, only: int | None = None, method: Any = None, suite: Any = None
) -> Any:
    return measuring.Setting(
        seed=5, suite=suite, family=3, schedule=cast("Any", None), watcher=watcher,
        method=method or Method(), pool=cast("Any", "pool"), only=only,
    )  # fmt: skip


def test_a_comparison_is_given_all_that_the_pair_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sides, inputs, rules, what they are seen as, seed, time limit, where observations go."""
    there = Run(monkeypatch, s.shadow())
    watcher = Watched()
    one = pair(rules=(RULE,), seen_as=str, timeout_s=4.0)
    run = compare(s.pair(shadow_record=None), one, folder=tmp_path, setting=shared(watcher))
    assert there.given == {
        "sides": ("operator:neg", "builtins:abs"), "inputs": [((n,), {}) for n in range(3)], "name": "p",
        "rules": (RULE,), "seen_as": str, "seed": 5, "timeout_s": 4.0, "first": 0, "pool": "pool",
        "observations": tmp_path / "observations.jsonl", "progress": watcher.advanced,
    }  # fmt: skip
    assert run.shadow == there.record
    assert watcher.told == [("began", "p", "shadow", 3), ("ended", "40 match")]


def test_one_input_alone_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its number, also the first; one that is not there is refused with those that are."""
    there = Run(monkeypatch, s.shadow())
    watcher = Watched()
    for only in (0, 2):
        compare(s.pair(), pair(), folder=tmp_path, setting=shared(watcher, only=only))
        assert (there.given["inputs"], there.given["first"]) == ([((only,), {})], only)
    assert watcher.told[0] == ("began", "p", "shadow", 1)
    for items, remedy in (
        (range(3), "its inputs are 0 to 2"),
        ((), "its corpus is empty"),
        ((7,), "0 to 0"),
    ):
        with pytest.raises(InputError) as refused:
            compare(s.pair(), pair(items=items), folder=tmp_path, setting=shared(only=3))
        assert remedy in str(refused.value)
        assert "there is no input 3 for p" in str(refused.value)


def test_inputs_that_show_a_difference_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every group, by their number."""
    groups = (s.group("$.a"), s.group("$.b"))
    shown = [msgspec.structs.replace(groups[0].exemplars[0], index=at) for at in (2, 0)]
    groups = (msgspec.structs.replace(groups[0], exemplars=tuple(shown)),
              msgspec.structs.replace(groups[1], exemplars=(shown[0],)))  # fmt: skip
    Run(monkeypatch, s.shadow(groups=groups))
    run = compare(s.pair(), pair(items=["x", "y", "z"]), folder=tmp_path, setting=shared())
    assert run.previews == {0: "x", 2: "z"}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (s.shadow({}), "no input"),
        (s.shadow({Outcome.MATCH: 1200, Outcome.BOTH_RAISED: 3, Outcome.DIED: 0}), "1,200 match, 3 both raised"),
        (s.shadow({Outcome.DIFFERENCE: 5000}, accepted={Outcome.DIFFERENCE: 4000}),
         "5,000 difference; 4,000 accepted by rules"),
        (s.shadow({Outcome.MATCH: 1}, output={"control": "a\nb\n", "candidate": "c\x07"}),
         "1 match\n    control printed: a\n    control printed: b\n    candidate printed: c\\x07"),
    ],
)  # fmt: skip
def test_what_a_comparison_came_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: Any, said: str
) -> None:
    """Counts of what there was, what rules accept, and what the sides printed."""
    Run(monkeypatch, record)
    watcher = Watched()
    compare(s.pair(), pair(), folder=tmp_path, setting=shared(watcher))
    assert watcher.told[-1] == ("ended", said)


@pytest.mark.parametrize(("count", "shown"), [(10, 10), (11, 11), (30, 11)])
def test_of_much_that_was_printed_begin_and_end_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, shown: int
) -> None:
    """Five lines each, and how many there are between."""
    Run(monkeypatch, s.shadow(output={"control": "\n".join(f"l{at}" for at in range(count))}))
    watcher = Watched()
    compare(s.pair(), pair(), folder=tmp_path, setting=shared(watcher))
    lines = watcher.told[-1][1].splitlines()[1:]
    assert len(lines) == shown
    if count > 10:
        assert lines[4:7] == ["    control printed: l4", f"    control printed: … {count - 10} lines more …",
                              f"    control printed: l{count - 5}"]  # fmt: skip


def test_an_input_reads_as_it_would_be_called() -> None:
    """One argument as it is; a text with what cannot be printed, and more arguments, as Python."""
    assert preview(((5,), {})) == "5"
    assert preview((("a b",), {})) == "a b"
    assert preview((("a\tb",), {})) == "'a\\tb'"
    assert preview((("a",), {"k": 1})) == "('a', k=1)"
    assert preview(((), {})) == "()"
    assert preview(((), {"k": "v"})) == "(k='v')"
    assert len(preview(((1, "x" * 500), {}))) == 200
    assert len(preview((("\n" + "x" * 500,), {}))) == 200


# one measurement


class Suite:
    def __init__(self) -> None:
        self.given: Any = None

    def open(self, sides: Any, options: Any, **more: Any) -> Any:
        self.given = (sides, options, more)
        return "opened"


def test_a_measurement_is_given_all_that_pair_and_method_say() -> None:
    """Every option; the plan's choice of calls, unless the method has its own."""
    suite = Suite()
    method = Method(against="v1", callers=3)
    one = pair(budget=Budget(latency=0.2, memory=0.3), time_s=7, calls="first")
    assert opened(one, None, shared(method=method, suite=suite)) == "opened"
    sides, options, more = suite.given
    assert sides == bench.Pair(name="p", control="operator:neg", candidate="builtins:abs",
                               inputs=one.corpus, against="v1")  # fmt: skip
    assert options == bench.Options(budget=0.2, memory_budget=0.3, time_s=7, seed=5, callers=3,
                                    calls="first", answers="same", inputs=32)  # fmt: skip
    assert more == {"parts": ["latency", "memory", "leaks"], "facts": None}
    opened(one, None, shared(method=Method(calls="repeated"), suite=suite))
    assert suite.given[1].calls == "repeated"
    opened(pair(checks=("shadow", "leaks")), s.shadow(), shared(suite=suite))
    assert suite.given[2] == {"parts": ["leaks"], "facts": []}


@pytest.mark.parametrize(
    ("compared", "answers", "rules", "expected"),
    [
        (True, "same", (RULE,), "differ"), (False, "differ", (RULE,), "differ"),
        (False, "same", (), "same"), (True, "same", (), "differ"), (False, "same", (RULE,), Ruled((RULE,))),
    ],
)  # fmt: skip
def test_answers_are_compared_once(compared: bool, answers: Any, rules: Any, expected: Any) -> None:
    """Where a comparison was made not again; else under the rules, unless they may differ."""
    suite = Suite()
    record = s.shadow() if compared else None
    opened(pair(rules=rules), record, shared(method=Method(answers=answers), suite=suite))
    assert suite.given[1].answers == expected


def observed(**given: Any) -> Observation:
    return Observation(**{"wall_s": 0.5, "cpu_s": 0.1, **given})


GOOD = {"control": observed(), "candidate": observed()}
FAILED = Failure(type="E", message="m")


@pytest.mark.parametrize(
    ("given", "outcome", "measurable"),
    [
        ({"outcome": Outcome.MATCH, **GOOD}, "match", True),
        ({"outcome": Outcome.DIFFERENCE, **GOOD}, "difference", False),
        ({"outcome": Outcome.DIFFERENCE, **GOOD, "accepted": True}, "accepted", True),
        ({"outcome": Outcome.MATCH, **GOOD, "control": observed(failure=FAILED)}, "match", False),
        ({"outcome": Outcome.MATCH, **GOOD, "candidate": observed(failure=FAILED)}, "match", False),
        ({"outcome": Outcome.MATCH, **GOOD, "candidate": observed(timed_out=True)}, "match", False),
        ({"outcome": Outcome.MATCH, **GOOD, "candidate": None}, "match", False),
        ({"outcome": Outcome.CANDIDATE_RAISED, **GOOD, "candidate": observed(failure=FAILED), "accepted": True},
         "accepted", False),
        ({"outcome": Outcome.BOTH_RAISED, **GOOD}, "both raised", False),
        ({"outcome": Outcome.NOT_COMPARABLE, **GOOD}, "not comparable", False),
    ],
)  # fmt: skip
def test_what_may_be_measured(
    tmp_path: Path, given: dict[str, Any], outcome: str, measurable: bool
) -> None:
    """What both sides answered, alike or by a rule; never what raised, hung or is missing."""
    file = tmp_path / "obs.jsonl"
    file.write_bytes(msgspec.json.encode(Comparison(index=4, **given)) + b"\n")
    (fact,) = facts(s.shadow(observations=str(file)))
    assert (fact.place, fact.outcome, fact.measurable, fact.weight) == (4, outcome, measurable, 0.5)
    file.write_bytes(msgspec.json.encode(Comparison(index=4, outcome=Outcome.DIED)) + b"\n")
    (fact,) = facts(s.shadow(observations=str(file)))
    assert (fact.weight, fact.measurable) == (0.0, False)


@pytest.mark.parametrize(("check", "total"), [("latency", 7), ("memory", None), ("leaks", None)])
def test_a_measurement_is_told_as_it_goes(check: Any, total: float | None) -> None:
    """Latency by its seconds; each by its verdict and first reason."""
    watcher, record = Watched(), s.pair(leaks=s.leaks("leak")).bench

    def made(part: str, *, progress: Any) -> Any:
        assert part == check
        progress(SimpleNamespace(seconds=2.5))
        return record

    there: Any = SimpleNamespace(measure=made, checked=FIT)
    run = measure(s.pair(latency=None), pair(time_s=7), check, there, setting=shared(watcher))
    assert (run.bench, run.self_check) == (record, FIT)
    part = getattr(record, check)
    assert watcher.told == [("began", "p", check, total), ("advanced", 2.5),
                            ("ended", f"{part.verdict}: {part.reasons[0]}")]  # fmt: skip


def test_a_verdict_without_a_reason_stands_alone() -> None:
    """A clean leak has nothing to add."""
    watcher, record = Watched(), s.pair().bench
    there: Any = SimpleNamespace(measure=lambda part, *, progress: record, checked=None)
    measure(s.pair(), pair(), "leaks", there, setting=shared(watcher))
    assert watcher.told[-1] == ("ended", "pass")


def test_a_profile_is_kept_with_the_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found, and the flame scopes by their place in the run's folder."""
    found = Explanation(control="a", candidate="b")
    files = [tmp_path / "plan" / "p" / "profile" / name
             for name in ("control.speedscope.json", "difference.svg", "candidate.speedscope.json")]  # fmt: skip
    given: list[Any] = []
    monkeypatch.setattr(
        measuring.profile, "write", lambda what, where: given.append((what, where)) or files
    )
    there: Any = SimpleNamespace(explain=lambda: found)
    run = explained(
        s.pair(latency=s.latency(2, verdict="fail")), there, tmp_path / "plan" / "p", shared()
    )
    assert given == [(found, tmp_path / "plan" / "p" / "profile")]
    assert run.explanation == found
    assert run.profiles == (
        "plan/p/profile/control.speedscope.json",
        "plan/p/profile/candidate.speedscope.json",
    )


def test_an_earlier_record_is_judged_by_budget_and_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """The candidate's earlier record by the pair's name, this one, and the rule of the run."""
    given: list[Any] = []
    monkeypatch.setattr(
        measuring,
        "judge_against",
        lambda then, now, *, rule: given.append((then, now, rule)) or "judged",
    )
    run = msgspec.structs.replace(s.pair(), budget=checks.BudgetRecord(latency=0.3, memory=0.4))
    assert run.bench is not None
    then = {"price": s.pair(leaks=None).bench, "other": run.bench}
    found = measured_then(run, shared(method=Method(then=cast("Any", then))))
    ((earlier, now, rule),) = given
    assert (earlier, now, found.against_record) == (then["price"], run.bench, "judged")
    assert (rule.budget, rule.family) == (0.3, 3)
    assert measured_then(msgspec.structs.replace(run, bench=None), shared(method=Method(then=cast("Any", then)))
                         ).obstacles == {"record": "its latency was not measured now"}  # fmt: skip


def test_the_measurements_of_a_run_are_one_suite() -> None:
    """Each pair with its record's judgement; the trials; the environment of the first."""
    then = msgspec.structs.replace(s.pair().bench, name="x")  # type: ignore[type-var] # there is one
    against = measuring.judge_against(
        then, s.pair().bench, rule=measuring.StoppingRule(budget=0.05, family=1)
    )  # type: ignore[arg-type]
    against = dataclasses.replace(against, verdict="fail", reasons=("slower than then",))
    one = msgspec.structs.replace(s.pair("a"), against_record=against, self_check=FIT)
    none = msgspec.structs.replace(s.pair("b"), bench=None)
    suite = msgspec.json.decode(
        measuring.measured(s.run(one, none, s.pair("c"))), type=bench.SuiteRecord
    )
    assert [(each.name, each.verdict) for each in suite.pairs] == [("a", "fail"), ("c", "pass")]
    assert suite.pairs[0].reasons[-1] == "record: slower than then"
    assert suite.environment == s.pair().bench.environment  # type: ignore[union-attr]
    assert (suite.fit, suite.verdict) == (True, "inconclusive")  # b was not measured
