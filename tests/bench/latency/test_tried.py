"""The machine is tried in the launches of a second measurement, and judged as if by itself."""

import math
import random
from collections import Counter

import pytest

from switchover.bench.deadline import Deadline
from switchover.bench.driver import trial
from switchover.bench.latency import (
    Job,
    LatencySettings,
    StoppingRule,
    measure,
    measure_tried,
    measurement,
)
from switchover.bench.latency.sample import Calibration, Launch, Piece, Readings
from switchover.bench.latency.sampler import run
from switchover.bench.options import Options

JOB = Job(control=len, candidate=len, inputs=[(("",), {})])
SETTINGS = LatencySettings(rule=StoppingRule())
LAUNCH_S = 0.25
NEVER = Deadline(math.inf)


class Machine:
    """Launches that take no time: what each side takes in them is drawn.

    Attributes:
        ratio: What the candidate takes of the control's time.
        error: What this machine makes of whatever is timed beside the control.
        noise: By which the sides of one launch differ, as a log ratio; in a fifth of the launches
            eight times as much.
    """

    def __init__(self, *, ratio=1.0, error=1.0, noise=0.004, seed=1):
        self.ratio, self.error, self.noise = ratio, error, noise
        self.now, self.launches = 0.0, 0
        self._rng = random.Random(seed)

    def launch(self, _task, payload, **_options):
        self.now += LAUNCH_S
        self.launches += 1
        noise = self.noise * (8 if self._rng.random() < 0.2 else 1)
        sides = [1.0, self.ratio * self.error, self.error]
        drifts = [share * math.exp(self._rng.gauss(0, noise)) for share in sides]
        rough = [[self._rng.randint(198_000, 202_000) for _ in range(8)] for _ in drifts]
        control, candidate, copy = (
            self._readings([round(time * drift) for time in times])
            for drift, times in zip(drifts, rough, strict=True)
        )
        piece = Piece(inputs=(0,), control_passes=1, candidate_passes=1, share=1.0)
        return Launch(
            calibration=Calibration(pieces=(piece,), fresh=False),
            pieces=[0] * 8,
            weights={0: 1.0},
            control=control,
            candidate=candidate,
            copy=copy if payload.value.tried else None,
            seconds=0.15,
        )

    @staticmethod
    def _readings(wall):
        zeros = [0] * len(wall)
        return Readings(cpu=[time // 50 for time in wall], wall=wall, waited=zeros, others=zeros)


@pytest.fixture
def machine(monkeypatch):
    """Let launches run on a machine, and time be what it says."""

    def use(**of):
        there = Machine(**of)
        monkeypatch.setattr(measurement, "launch", there.launch)
        monkeypatch.setattr(measurement, "monotonic", lambda: there.now)
        return there

    return use


def verdict():
    """Judge a pair whose fail nothing counted backs up, as the driver does."""
    first = measure(JOB, SETTINGS)
    if first.verdict != "fail":
        return first.verdict
    second, tried = measure_tried(JOB, SETTINGS)
    if second.verdict != "fail":
        return "inconclusive"
    low = second.clocks[second.clock].low
    checked = trial.try_machine(JOB, Options(), until=NEVER, beyond=low, tried=tried)
    return "fail" if checked.fit else "unfit"


def verdicts(machine, trials, **of):
    found = Counter()
    for seed in range(trials):
        machine(seed=seed, **of)
        found[verdict()] += 1
    return found


def test_a_plain_fail_takes_two_intervals_and_no_third(machine):
    """Four launches find it, four more confirm it and try the machine."""
    there = machine(ratio=1.1, noise=0.001)
    assert verdict() == "fail"
    assert there.launches == 8


def test_unchanged_code_never_fails(machine):
    """With a fifth of the launches eight times as noisy as the others."""
    assert not verdicts(machine, 200)["fail"]


def test_on_the_bound_either_verdict_is_rare(machine):
    """About one in a hundred at most, which is the error that the first interval alone may make."""
    found = verdicts(machine, 60, ratio=1.05)
    assert found["fail"] + found["pass"] <= 2


def test_a_tenth_more_is_found(machine):
    """In 99 of 100, though a fifth of the launches is disturbed."""
    assert verdicts(machine, 100, ratio=1.1)["fail"] >= 98


@pytest.mark.parametrize("error", [1.1, 1.5])
def test_what_the_machine_does_to_a_copy_as_well_is_no_fail(machine, error):
    """Both measurements find unchanged code slower; its copy in the same launches is as slow."""
    found = verdicts(machine, 60, error=error)
    assert found["unfit"] >= 57
    assert not found["fail"]


def test_an_error_as_large_as_the_budget_is_seldom_called_fit(machine):
    """At the bound of what a trial may overlook it errs in at most one of a hundred."""
    fit = 0
    for seed in range(80):
        machine(seed=seed, error=1.05, ratio=1.3)
        _, tried = measure_tried(JOB, SETTINGS)
        fit += trial.try_machine(JOB, Options(), until=NEVER, tried=tried).fit is True
    assert fit <= 2


def test_a_trial_goes_on_where_the_launches_do_not_decide_it(machine):
    """With launches that time the copy too, until its own time is up."""
    there = machine(ratio=2.0, error=1.05, noise=0.001)
    _, tried = measure_tried(JOB, SETTINGS)
    assert there.launches == 4
    found = tried.measure(
        LatencySettings(rule=StoppingRule(both_ways=True), time_s=3.0, until=NEVER)
    )
    assert found.verdict == "inconclusive"
    assert found.launches == there.launches > 8
    assert found.clocks["wall"].ratio == pytest.approx(1.05, abs=0.005)


def test_a_launch_times_a_copy_beside_both_sides():
    """In this very process: as many readings of each, and the copy is no quicker than the control."""
    numbers = list(range(3_000))
    job = Job(control=sum, candidate=sorted, inputs=[((numbers,), {})], tried=True)
    found = run(job, seed=1, seconds=0.02, calibration=None)
    assert len(found.control.wall) == len(found.candidate.wall) == len(found.copy.wall)
    of_copy = found.of_copy()
    assert of_copy.candidate == found.copy
    assert of_copy.control == found.control
    (piece,), (whole,) = of_copy.calibration.pieces, found.calibration.pieces
    assert piece.candidate_passes == piece.control_passes == whole.control_passes
    with pytest.raises(ValueError, match="no copy"):
        of_copy.of_copy()
