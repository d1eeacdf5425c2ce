"""A cost that some hash seeds alone have is told from a disturbed launch, where a launch has it."""

import math
import random
from collections import Counter

import pytest

from switchover.bench.errors import LaunchTimeoutError
from switchover.bench.latency import Job, LatencySettings, StoppingRule, measure, measurement
from switchover.bench.latency.sample import Calibration, Launch, Piece, Readings

JOB = Job(control="builtins:len", candidate="builtins:len", inputs=[(("",), {})])


class Machine:
    """Launches whose candidate is slower by its seed, or by chance, and how often these were made."""

    def __init__(self, *, by_seed=0.0, by_chance=0.0, by_time=0.0, seed=1):
        self.by_seed, self.by_chance, self.by_time = by_seed, by_chance, by_time
        self.now, self.seed, self.seeds = 0.0, seed, []
        self._rng = random.Random(seed)

    def launch(self, _task, _payload, *, env, **_options):
        self.now += 0.25
        seed = int(env["PYTHONHASHSEED"])
        self.seeds.append(seed)
        slow = (
            random.Random(seed).random() < self.by_seed
            or self._rng.random() < self.by_chance
            or self.now % 8 < 8 * self.by_time
        )
        factor = (2.0 if slow else 1.0) * math.exp(self._rng.gauss(0, 0.003))
        control = [self._rng.randint(198_000, 202_000) for _ in range(12)]
        candidate = [round(factor * self._rng.randint(198_000, 202_000)) for _ in range(12)]
        piece = Piece(inputs=(0,), control_passes=1, candidate_passes=1, share=1.0)
        return Launch(
            calibration=Calibration(pieces=(piece,), fresh=False),
            pieces=[0] * 12,
            weights={0: 1.0},
            control=self._readings(control),
            candidate=self._readings(candidate),
            seconds=0.15,
        )

    @staticmethod
    def _readings(times):
        zeros = [0] * len(times)
        return Readings(cpu=times, wall=times, waited=zeros, others=zeros)


@pytest.fixture
def measured(monkeypatch):
    """Measure on a machine."""

    def run(job=JOB, **of):
        there = Machine(**of)
        monkeypatch.setattr(measurement, "launch", there.launch)
        monkeypatch.setattr(measurement, "monotonic", lambda: there.now)
        return measure(job, LatencySettings(rule=StoppingRule(), seed=there.seed)), there

    return run


def test_a_seed_that_costs_is_named(measured):
    """Wherever a launch had it; it never passes, and five launches more tell it."""
    verdicts, named = Counter(), 0
    for seed in range(60):
        found, there = measured(by_seed=0.125, seed=seed)
        slow = [each for each in there.seeds if random.Random(each).random() < 0.125]
        verdicts[found.verdict, bool(slow)] += 1
        if slow and found.verdict != "fail":
            named += any(f"PYTHONHASHSEED={each}," in found.reasons[0] for each in slow)
    assert not verdicts["pass", True]
    assert named > 10
    assert verdicts["pass", False] > 15  # four launches, none of which had it


@pytest.mark.parametrize("of", [{"by_chance": 0.1}, {"by_time": 0.125}, {}])
def test_what_disturbs_a_launch_otherwise_is_no_seed(measured, of):
    """Neither chance, nor one second of eight in which everything is slow."""
    for seed in range(60):
        found, _ = measured(seed=seed, **of)
        assert not any("PYTHONHASHSEED" in each for each in found.reasons)


def test_without_odd_launches_none_is_made_again(measured):
    """An unchanged candidate takes four launches, each with a seed of its own."""
    found, there = measured()
    assert (found.verdict, len(there.seeds), len(set(there.seeds))) == ("pass", 4, 4)


def test_a_fork_has_no_seed_of_its_own(measured):
    """It hashes as its parent does, whatever it is told."""
    job = Job(control=lambda _: 1, candidate=len, inputs=[(("",), {})])
    for seed in range(20):
        found, _ = measured(job, by_seed=0.125, seed=seed)
        assert not any("PYTHONHASHSEED" in each for each in found.reasons)


def test_where_no_time_is_left_nothing_is_said_of_seeds(measured, monkeypatch):
    """What was measured stays as it was."""
    taken = Machine.launch

    def launch(self, *arguments, env, **options):
        if int(env["PYTHONHASHSEED"]) in self.seeds:
            raise LaunchTimeoutError("none of the time was left")
        return taken(self, *arguments, env=env, **options)

    monkeypatch.setattr(Machine, "launch", launch)
    for seed in range(20):
        found, _ = measured(by_seed=0.125, seed=seed)
        assert found.launches
        assert not any("PYTHONHASHSEED" in each for each in found.reasons)
