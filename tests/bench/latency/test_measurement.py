"""A measurement stops when it is decided or when its time is up, and its record says which."""

import math
import random

import pytest

from switchover.bench.errors import LaunchedTaskError
from switchover.bench.latency import Job, LatencySettings, StoppingRule, measure, measurement
from switchover.bench.latency.assessment import time_up
from switchover.bench.latency.endurance import Course
from switchover.bench.latency.sample import Calibration, Launch, Piece, Readings

JOB = Job(control=len, candidate=len, inputs=[(("",), {})])


@pytest.fixture
def launches(monkeypatch):
    """Replace launches by simulated ones, and time by what they say they took."""

    class World:
        now = 0.0
        taken = []
        ratio = 1.0
        cpu_ratio = None
        noise = 0.003
        on_core = 1.0
        launch_s = 0.25
        pairs = 20
        skipped = ()
        problem = ""
        left = 0
        rare = 1.0  # what every fifth call of the candidate takes in proportion

    world, rng = World(), random.Random(3)
    world.taken = []

    def fake(task, payload, **options):
        world.now += world.launch_s
        world.taken.append(options)
        drift = math.exp(rng.gauss(0, world.noise))
        wall = [rng.randint(190_000, 210_000) for _ in range(world.pairs)]
        slower = [
            round(time * world.ratio * drift * (1 if index % 5 else world.rare))
            for index, time in enumerate(wall)
        ]
        cpu = [round(time * world.on_core) for time in wall]
        cpu_slower = [
            round(time * (world.cpu_ratio or 1.0) * drift) if world.cpu_ratio else time
            for time in (cpu if world.cpu_ratio else [round(t * world.on_core) for t in slower])
        ]
        zeros = [0] * world.pairs
        piece = Piece(inputs=(0,), control_passes=1, candidate_passes=1, share=1.0)
        return Launch(
            calibration=Calibration(
                pieces=(piece,) if world.pairs else (),
                fresh=False,
                skipped=world.skipped,
                problem=world.problem,
                left=world.left,
            ),
            pieces=zeros,
            weights={0: 1.0},
            control=Readings(cpu=cpu, wall=wall, waited=zeros, others=zeros),
            candidate=Readings(cpu=cpu_slower, wall=slower, waited=zeros, others=zeros),
            seconds=0.15,
        )

    monkeypatch.setattr(measurement, "launch", fake)
    monkeypatch.setattr(measurement, "monotonic", lambda: world.now)
    return world


def run(**options):
    return measure(JOB, LatencySettings(rule=StoppingRule(), **options))


@pytest.mark.parametrize(
    ("ratio", "verdict"), [(1.0, "pass"), (0.9, "pass"), (1.1, "fail"), (3.0, "fail")]
)
def test_easy_cases_end_at_the_first_look(launches, ratio, verdict):
    """Far from the budget four launches are enough."""
    launches.ratio = ratio
    found = run()
    assert (found.verdict, found.launches, found.pairs) == (verdict, 4, 80)
    assert found.seconds == pytest.approx(1.0)
    assert found.seconds_to_decide == 0
    assert found.clocks["cpu"].ratio == pytest.approx(ratio, rel=0.02)
    assert len(found.clocks["cpu"].launch_ratios) == 4


def test_time_ends_the_undecided(launches):
    """On the budget the measurement goes on until its time is up, and never beyond."""
    launches.ratio = 1.05
    found = run(time_s=5.0)
    assert found.verdict == "inconclusive"
    assert 4.5 <= found.seconds <= 5.0
    assert "spans the budget" in found.reasons[0]


def test_the_advice_is_in_the_record(launches):
    """An undecided record says how many more seconds would decide."""
    launches.ratio, launches.noise = 1.03, 0.03
    found = run(time_s=2.0)
    assert found.verdict == "inconclusive"
    assert found.seconds_to_decide > 0
    assert "s more would decide" in found.reasons[1]


def test_a_part_of_a_pair_advises_the_time_of_the_pair(launches):
    """What has a tenth of the time needs ten times as much, and never what the pair had already."""
    launches.ratio, launches.noise = 1.03, 0.03
    whole, part = run(time_s=2.0), run(time_s=2.0, asked_s=20.0)
    seconds = part.seconds + part.seconds_to_decide
    assert f"--time {math.ceil(whole.seconds + whole.seconds_to_decide)} (" in whole.reasons[1]
    assert f"--time {math.ceil(10 * seconds)} (" in part.reasons[1]
    late = LatencySettings(rule=StoppingRule(), time_s=0.7, asked_s=10.0)
    assert late.more(4 * 0.7) == "--time 40"
    assert late.more(0.1) == "--time 11"


def test_one_slow_launch_is_not_a_verdict(launches):
    """When a launch takes all the time, the record is inconclusive rather than a guess."""
    launches.launch_s = 60.0
    found = run(time_s=10.0)
    assert (found.verdict, found.launches) == ("inconclusive", 1)


def test_waiting_makes_wall_time_decide(launches):
    """A pair that computes a tenth of its time is judged by wall time."""
    launches.on_core, launches.ratio, launches.cpu_ratio = 0.1, 1.1, 1.0
    found = run()
    assert (found.clock, found.verdict) == ("wall", "fail")
    assert found.control_on_core == pytest.approx(0.1, abs=0.01)


def test_a_clock_that_disagrees_is_said(launches):
    """Where CPU time was asked for and wall time contradicts it, a reason says so."""
    launches.ratio, launches.cpu_ratio = 1.2, 1.0
    found = run(clock="cpu")
    assert found.verdict == "pass"
    assert any("clocks disagree: wall time says fail" in reason for reason in found.reasons)


def test_a_candidate_that_only_waits_longer_does_not_pass(launches):
    """Left to choose, the clock is wall time when the sides wait unequally."""
    launches.ratio, launches.cpu_ratio = 1.2, 1.0
    found = run()
    assert (found.clock, found.verdict) == ("wall", "fail")


def test_nothing_timed_is_never_a_pass(launches):
    """When every input raises there is no verdict, and the reason is quoted."""
    launches.pairs, launches.skipped, launches.problem = 0, (0,), "input 0: control raised KeyError"
    found = run()
    assert (found.verdict, found.launches) == ("inconclusive", 0)
    assert "input 0: control raised KeyError" in found.reasons[0]


def test_inputs_left_out_are_said(launches):
    """A pass over the rest names the inputs that raised."""
    launches.skipped, launches.problem = (3, 4), "input 3: control raised KeyError: 'x'"
    assert run().reasons[-1] == "2 inputs not timed; input 3: control raised KeyError: 'x'"


def test_what_has_no_room_is_said(launches):
    """A pass that speaks of a part of the inputs says so."""
    launches.left = 7
    assert "7 inputs not timed: a launch has room for 1" in run().reasons[-1]


def test_rare_slow_calls_are_found(launches):
    """A candidate whose every fifth call takes twice as long fails by the time of all calls."""
    launches.rare = 2.0
    found = run()
    decided = found.clocks["cpu"]
    assert (found.verdict, decided.estimate) == ("fail", "total")
    assert decided.ratio == pytest.approx(1.2, abs=0.02)
    assert decided.usual == pytest.approx(1.0, abs=0.02)
    assert any("whose ratio is" in reason for reason in found.reasons)


def test_the_usual_pair_decides_where_calls_are_alike(launches):
    """Without rare calls the record's figures are the median's."""
    found = run()
    assert (found.clocks["cpu"].estimate, found.clocks["cpu"].usual) == ("usual", None)


def test_the_first_launch_calibrates_for_the_others(launches):
    """Calibration is done once, and every launch has a seed and a core of its own."""
    run(seed=5)
    assert [each["calibration"] is None for each in launches.taken] == [True, False, False, False]
    assert len({each["seed"] for each in launches.taken}) == 4
    assert all(each["env"]["PYTHONHASHSEED"] for each in launches.taken)


def test_the_seed_repeats_a_measurement(launches):
    """The same seed gives the launches the same seeds and cores."""
    run(seed=5)
    run(seed=5)
    first, second = launches.taken[:4], launches.taken[4:]
    assert [(e["seed"], e["cpu"]) for e in first] == [(e["seed"], e["cpu"]) for e in second]


def test_progress_is_told_after_each_launch(launches):
    """A progress bar gets a step per launch, with an assessment from the first look on."""
    steps = []
    measure(JOB, LatencySettings(rule=StoppingRule()), report=steps.append)
    assert [step.launches for step in steps] == [1, 2, 3, 4]
    assert [step.assessment is None for step in steps] == [True, True, True, False]


@pytest.mark.parametrize(
    ("launches_done", "elapsed", "up"), [(4, 1.0, False), (39, 9.8, True), (1, 6.0, True)]
)
def test_time_is_up_before_a_launch_would_exceed_it(launches_done, elapsed, up):
    """No launch is started that would probably end after the time."""
    assert time_up(launches=launches_done, elapsed_s=elapsed, time_s=10.0) is up


def test_times_are_thinned_for_plots(launches):
    """However many pairs there are, a record carries 2,000 of them at most."""
    launches.pairs = 2_000
    found = run()
    assert found.pairs == 8_000
    assert len(found.control_times) == len(found.candidate_times) <= 2_000


@pytest.mark.parametrize(("callers", "pin"), [(1, True), (2, True), (1, False)])
def test_what_settles_is_bound_as_what_is_timed(monkeypatch, callers, pin):
    """To a core where one caller may be bound; several at once get all."""
    seen = []

    def fake(*_, cpu, **__):
        seen.append(cpu)
        return Course(control=[], candidate=[], calls=1)

    monkeypatch.setattr(measurement, "launch", fake)
    monkeypatch.setattr(measurement, "cores_to_pin", lambda: (7,))
    job = Job(control="m:f", candidate="m:g", inputs=[((), {})], callers=callers)
    settings = LatencySettings(rule=StoppingRule(), pin=pin)
    assert measurement.settles(job, settings, seconds=1.0) is None
    assert seen == [7 if pin and callers == 1 else None]


def test_a_death_is_an_error(monkeypatch):
    """What kills a launch is raised, for the caller to write down."""

    def dead(*_, **__):
        raise LaunchedTaskError("boom")

    monkeypatch.setattr(measurement, "launch", dead)
    with pytest.raises(LaunchedTaskError, match="boom"):
        run()
