"""A cache executes less when an input comes again; memory that is cold at first does not."""

import functools

import pytest

from switchover.bench.errors import LaunchError
from switchover.bench.latency import measurement
from switchover.bench.latency.measurement import LatencySettings, StoppingRule
from switchover.bench.latency.recounted import Recounted, executes_less, run
from switchover.bench.latency.repeats import Repeats
from switchover.bench.latency.sample import Calibration
from switchover.bench.latency.sampler import Job

INPUTS = [((number,), {}) for number in range(1, 9)]
MEMO = {}


def work(number):
    return sum(each for each in range(20 + number))


@functools.cache
def remembered(number):
    return work(number)


def memo(number):
    if number not in MEMO:
        MEMO[number] = work(number)
    return MEMO[number]


def cold(number):
    return sum(bytearray(number << 10)[:number])


@pytest.mark.parametrize(
    ("call", "less"), [(remembered, True), (memo, True), (work, False), (cold, False)]
)
def test_what_is_answered_from_a_cache_executes_less(call, less):
    """Inputs that warm the process up are not counted, nor those that raised."""
    found = run((call, INPUTS), most_s=60.0, skipped=(7,))
    assert len(found.first) == len(found.again) == 6
    assert executes_less(found) is less


@pytest.mark.parametrize(
    ("first", "again", "less"),
    [
        ([100], [100], False), ([1_004], [1_000], False), ([1_006], [1_000], True),
        ([90], [100], False), ([200, 100, 100], [10, 100, 100], False),
        ([200, 200, 100], [10, 10, 100], True), ([], [], True),
    ],
)  # fmt: skip
def test_most_inputs_execute_less(first, again, less):
    """By more than two counts differ; where nothing was counted there may be a cache."""
    assert executes_less(Recounted(first=first, again=again)) is less


def test_counting_ends_with_its_time():
    """After the input that it was up at."""
    assert len(run((work, INPUTS), most_s=0.0).first) == 1


@pytest.mark.parametrize(
    ("control_by", "candidate_by", "counts", "cached", "is_cold"),
    [
        (1.5, 2.9, [5, 5], (False, False), ("control", "candidate")),
        (1.5, 3.0, [5], (False, True), ("control",)),  # far cheaper: no count is needed
        (1.5, 2.9, [9, 5], (True, False), ("candidate",)),
        (1.5, 2.9, [LaunchError("died"), 5], (True, False), ("candidate",)),
    ],
)
def test_calls_that_get_cheaper_are_counted_where_cold_memory_may_explain_it(
    monkeypatch, control_by, candidate_by, counts, cached, is_cold
):
    """Each side in a process of its own; what cannot be counted stays a cache."""
    asked = []

    def launch(task, payload, **_):
        asked.append((task, payload))
        count = counts.pop(0)
        if isinstance(count, Exception):
            raise count
        return Recounted(first=[count], again=[5])

    monkeypatch.setattr(measurement, "launch", launch)
    job = Job(control="a:f", candidate="b:f", inputs=INPUTS)
    found = Repeats(control=True, candidate=True, control_by=control_by, candidate_by=candidate_by)
    launches = measurement._Launches(job, LatencySettings(rule=StoppingRule(), calls="auto"))
    told, cold_sides = launches._recounted(found, job, Calibration(pieces=(), fresh=False))
    assert ((told.control, told.candidate), cold_sides) == (cached, is_cold)
    assert asked[0] == ("switchover.bench.latency.recounted:run", ("a:f", INPUTS))
    assert not counts
