"""How a run is measured: families, the trial of the machine, earlier records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import samples_of_runs as s
from msgspec.structs import replace

from switchover import bench
from switchover.bench.driver import timing
from switchover.bench.driver import trial as trial_of_machine
from switchover.bench.latency import Job
from switchover.bench.records import Interval, SelfCheck, WitnessRecord
from switchover.migrations import (
    Corpus,
    InputError,
    Items,
    Method,
    Pair,
    Plan,
    measure,
    measured,
    read_then,
    run_plans,
)
from switchover.migrations.check import _setting
from switchover.migrations.progress import SILENT
from switchover.reports import PairRun, judge, write_run
from switchover.values.worker import Pool


def pair(name: str = "price", checks: Any = ("latency",)) -> Pair:
    """A pair of two functions that are here."""
    corpus = Corpus((Items("numbers", (1,), raw=True),))
    return Pair(
        name=name, control="builtins:abs", candidate="operator:pos", corpus=corpus, checks=checks
    )


class Instruments:
    """Stand-ins for timing and for the trial of the machine, which keep what they were asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, verdict: str, trial: SelfCheck) -> None:
        self.tried: list[Job] = []
        self.options: list[bench.Options] = []
        found = s.pair(latency=s.latency(1.5, verdict=verdict), memory=None, leaks=None).bench
        assert found is not None
        self.latency = found.latency
        self.trial = trial
        monkeypatch.setattr(timing, "timed", self.timed)
        monkeypatch.setattr(trial_of_machine, "try_machine", self.try_machine)

    def timed(self, job: Job, settings: Any, options: bench.Options, *_: Any, **__: Any) -> Any:
        self.options.append(options)
        assert self.latency is not None
        return timing.Timed(self.latency)

    def try_machine(self, job: Job, options: bench.Options, **_: Any) -> SelfCheck:
        self.tried.append(job)
        return self.trial


FIT = SelfCheck(interval=Interval(ratio=1.0, low=0.99, high=1.01, level=0.99), fit=True)
UNFIT = SelfCheck(
    interval=Interval(ratio=1.3, low=1.1, high=1.5, level=0.99), fit=False, reason="unfit: 1.3"
)


def latency(pairs: list[Pair], which: int, method: Method = Method()) -> PairRun:  # noqa: B008 - frozen
    """Measure the latency of one of these pairs, in a run of all of them."""
    setting = _setting([Plan(name="x", pairs=tuple(pairs))], SILENT, method, Pool(), None)
    measuring = measure.opened(pairs[which], None, setting)
    run = s.pair(name=pairs[which].name)
    return measure.measure(run, pairs[which], "latency", measuring, setting=setting)


def test_every_latency_of_a_run_is_one_family() -> None:
    """Across plans, and pairs that measure no latency are none of it."""
    plans = [Plan(name=n, pairs=(pair("a"), pair("b"), pair("c", ("shadow",)))) for n in "xy"]
    assert _setting(plans, SILENT, Method(), Pool(), None).family == 4
    assert _setting([], SILENT, Method(), Pool(), None).family == 1


@pytest.mark.parametrize(
    ("which", "verdict", "trials"), [(0, "pass", 0), (0, "fail", 1), (1, "pass", 0), (1, "fail", 1)]
)
def test_the_machine_is_tried_with_each_fail(
    monkeypatch: pytest.MonkeyPatch, which: int, verdict: str, trials: int
) -> None:
    """Once for each, on the control of that pair; the run keeps what it came to."""
    instruments = Instruments(monkeypatch, verdict, FIT)
    run = latency([pair("a"), pair("b")], which)
    assert [(one.control, one.copied) for one in instruments.tried] == [
        ("builtins:abs", True)
    ] * trials
    assert (run.self_check is not None) == bool(trials)
    assert instruments.options[0].family == 2


def test_an_unfit_machine_fails_nobody_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fail that its error explains becomes inconclusive, with the reason first."""
    Instruments(monkeypatch, "fail", UNFIT)
    run = replace(latency([pair()], 0), checks=("latency",))
    (check,) = judge(s.run(run)).plans[0].pairs[0].checks
    assert check.verdict == "inconclusive"
    assert check.reasons[0] == "unfit: 1.3"


def test_against_a_revision_the_candidate_tries_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control may not be here at all."""
    instruments = Instruments(monkeypatch, "fail", FIT)
    latency([pair()], 0, Method(against="HEAD", callers=3))
    assert [(one.control, one.control_path) for one in instruments.tried] == [("operator:pos", ())]
    assert instruments.options[0].callers == 3


def then(candidate: int, **environment: Any) -> Any:
    """An earlier record of another machine, whose candidate took so many opcodes."""
    record = s.pair().bench
    assert record is not None
    counts = (WitnessRecord(name="opcodes", control=900, candidate=candidate, ratio=1.0),)
    machine = replace(record.environment, cpu="Another CPU", **environment)
    return replace(record, witnesses=counts, environment=machine)


@pytest.mark.parametrize(
    ("earlier", "verdict", "basis"),
    [
        (then(400), "pass", "counts"),
        (then(300), "fail", "counts"),
        (then(400, python="3.12.1"), "inconclusive", "nothing"),
    ],
)
def test_another_machine_decides_by_counts_and_never_by_time(
    earlier: Any, verdict: str, basis: str
) -> None:
    """Where there is nothing to count, nothing is decided, however fast it was."""
    setting = _setting([], SILENT, Method(then={"price": earlier}), Pool(), None)
    run = replace(s.pair(), checks=("record",))
    run = measure.measured_then(run, setting)
    assert run.against_record is not None
    assert (run.against_record.verdict, run.against_record.basis) == (verdict, basis)
    assert judge(s.run(run)).verdict == verdict
    suite = bench.from_json(measured(s.run(run)), bench.SuiteRecord)
    assert suite.pairs[0].verdict == verdict
    assert suite.pairs[0].reasons[-1].startswith("record: ")


def test_a_pair_without_an_earlier_record_is_no_pass() -> None:
    """It says which pairs the records know."""
    setting = _setting([], SILENT, Method(then={"discount": then(400)}), Pool(), None)
    run = measure.measured_then(replace(s.pair(), checks=("record",)), setting)
    assert "know no pair price: discount" in run.obstacles["record"]
    assert judge(s.run(run)).verdict == "inconclusive"


def test_records_are_read_from_whatever_holds_them(tmp_path: Path) -> None:
    """One pair's, a suite's, and those of a run or its folder."""
    run = s.run(s.pair("a"), s.pair("b"))
    write_run(run, tmp_path)
    (tmp_path / "suite.json").write_bytes(measured(run))
    (tmp_path / "one.json").write_bytes(bench.to_json(then(400)))
    assert set(read_then(tmp_path)) == set(read_then(tmp_path / "records.json")) == {"a", "b"}
    assert set(read_then(tmp_path / "suite.json")) == {"a", "b"}
    assert set(read_then(tmp_path / "one.json")) == {"price"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a SuiteRecord"),
        ("[]", "not a SuiteRecord"),
        ('{"plans": 3}', "no records of a run"),
        ('"plans, latency"', "not a SuiteRecord"),
        ('["plans"]', "not a SuiteRecord"),
        ('{"latency": 3}', "not a PairRecord"),
        ("\x00\xff", "not a SuiteRecord"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    """The file, what is wrong with it, and what to give."""
    file = tmp_path / "then.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=said) as refused:
        read_then(file)
    assert "bench --json" in str(refused.value)


def test_two_pairs_of_one_name_are_refused(tmp_path: Path) -> None:
    """Nobody can tell which is meant."""
    write_run(replace(s.run(), plans=s.run().plans * 2), tmp_path)
    with pytest.raises(InputError, match="two pairs are named price"):
        read_then(tmp_path)


def test_pairs_that_ask_for_nothing_of_it_are_left_out(tmp_path: Path) -> None:
    """A bench of a plan with pairs for the comparison alone judges the others."""
    plan = Plan(name="x", pairs=(pair("timed"), pair("compared", ("shadow",))))
    narrowed = plan.with_options(checks=("shadow",))
    assert [one.name for one in narrowed.pairs] == ["compared"]
    assert judge(run_plans([narrowed], out=tmp_path)).verdict == "pass"
    with pytest.raises(InputError, match="no pair of this plan asks for memory or leaks"):
        plan.with_options(checks=("memory", "leaks"))


def test_a_record_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its name, as one that is none."""
    file = tmp_path / "then.json"
    file.write_text("{}")

    def refuses(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuses)
    with pytest.raises(InputError, match="Permission denied"):
        read_then(file)
