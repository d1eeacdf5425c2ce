"""Every launch times whole calls: what they return is awaited, or iterated to its end."""

import asyncio
import functools
import importlib
import statistics
import subprocess
import sys
from collections import Counter

import pytest

from switchover.bench.latency import side as side_module
from switchover.bench.latency.sample import Launch
from switchover.bench.latency.sampler import Job, run
from switchover.bench.latency.side import LocalSide
from switchover.bench.launch import launch, pack
from switchover.bench.loop import LazyLoop

MODULE = """
import asyncio, functools
def spin(units):
    total = 0
    for _ in range(units):
        total += 1
    return total
async def spin_async(units):
    return spin(units)
async def spin_items(units):
    yield spin(units)
def coroutine(units): return spin_async(units)
def expression(units): return (spin(units) for _ in "a")
def mapped(units): return map(spin, [units])
def async_items(units): return spin_items(units)
@functools.wraps(spin_async)
def facade(units): return asyncio.run(spin_async(units))
def task(units): return asyncio.ensure_future(spin_async(units))
def now_and_then(units): return coroutine(units) if units % 4 == 0 else spin(units)
"""

LOGGED = """
def log(file, what):
    with open(file, "a") as lines: lines.write(what)
async def later(file): log(file, "e")
async def items(file):
    yield 1
    log(file, "e")
def coroutine(file):
    log(file, "m")
    return later(file)
def expression(file):
    log(file, "m")
    return (log(file, "e") for _ in "a")
def async_items(file):
    log(file, "m")
    return items(file)
calls = 0
def now_and_then(file):
    global calls
    calls += 1
    log(file, "m")
    return later(file) if calls % 2 else log(file, "e")
"""


@pytest.fixture
def lazy(tmp_path, monkeypatch):
    """A module of calls that do their work only when awaited or iterated."""
    (tmp_path / "lazy_sample.py").write_text(MODULE)
    (tmp_path / "lazy_logged.py").write_text(LOGGED)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def times(factor, call, units):
    return call(factor * units)


@pytest.mark.usefixtures("lazy")
@pytest.mark.parametrize(
    "name", ["coroutine", "expression", "mapped", "async_items", "facade", "task", "now_and_then"]
)
def test_twice_the_work_is_measured_however_it_returns(name):
    """For real, launch after launch: it is twice the time, though a call alone does none of it.

    By processor time of neighbouring samples, which other processes slow down alike.
    """
    call = getattr(importlib.import_module("lazy_sample"), name)
    task = "switchover.bench.latency.sampler:run"
    control, candidate = (functools.partial(times, factor, call) for factor in (1, 2))
    inputs = [((20_000,), {}), ((20_003,), {})]  # much beside a loop that a call makes for itself
    job = Job(control=control, candidate=candidate, inputs=inputs)
    calibration = None
    for seed in (1, 2):
        options = {"seed": seed, "seconds": 0.05, "calibration": calibration}
        taken = launch(task, pack(job), returns=Launch, timeout_s=60, **options)
        calibration = taken.calibration
        pairs = zip(taken.pieces, taken.control.cpu, taken.candidate.cpu, strict=True)
        ratios = [
            theirs / ours * each.control_passes / each.candidate_passes
            for piece, ours, theirs in pairs
            for each in [calibration.pieces[piece]]
        ]
        assert statistics.median(ratios) > 1.5


class Calls:
    """Calls by kind, and how often each came to its end."""

    def __init__(self):
        self.made, self.ended = Counter(), Counter()

    def make(self, kind):
        self.made[kind] += 1
        return getattr(self, f"_{kind}")(kind)

    async def _coroutine(self, kind):
        self.ended[kind] += 1

    def _generator(self, kind):
        yield 1
        self.ended[kind] += 1

    def _mapped(self, kind):
        return map(self.ended.update, [[kind]])

    async def _async_generator(self, kind):
        yield 1
        self.ended[kind] += 1

    def _value(self, kind):
        self.ended[kind] += 1
        return kind

    def _sometimes(self, kind):
        if self.made[kind] % 2:
            return self._value(kind)
        return self._coroutine(kind)

    def _sometimes_lazy(self, kind):
        if self.made[kind] % 2:
            return self._value(kind)
        return self._generator(kind)

    def _loop(self, kind):
        try:
            return asyncio.get_running_loop()
        except RuntimeError:
            self.made[kind] -= 1
            raise

    def _task(self, kind):
        return self._loop(kind).create_task(self._coroutine(kind))

    def _scheduled(self, kind):
        self._loop(kind).call_soon(str)
        return self._value(kind)

    async def _coroutine_of_generator(self, kind):
        return self._generator(kind)


KINDS = [
    "coroutine",
    "generator",
    "mapped",
    "async_generator",
    "value",
    "sometimes",
    "sometimes_lazy",
    "task",
    "scheduled",
    "coroutine_of_generator",
]


@pytest.mark.parametrize("callers", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_later_launches_carry_calls_out_like_the_first(kind, callers):
    """With the first launch's calibration as without one, every call made comes to its end."""
    calls = Calls()
    job = Job(control=calls.make, candidate=calls.make, inputs=[((kind,), {})], callers=callers)
    calibration = None
    for seed in range(3):
        calls.made.clear()
        calls.ended.clear()
        taken = run(job, seed=seed + 1, seconds=0.02, calibration=calibration)
        calibration = taken.calibration
        assert taken.pieces
        assert calls.made[kind] > 10
        assert calls.ended[kind] == calls.made[kind]


def test_inputs_may_return_this_or_that():
    """Where one input gives a coroutine and the next a list, both are carried out."""
    calls = Calls()
    kinds = ["coroutine", "value", "generator", "async_generator"]
    job = Job(control=calls.make, candidate=calls.make, inputs=[((kind,), {}) for kind in kinds])
    first = run(job, seed=1, seconds=0.02, calibration=None)
    run(job, seed=2, seconds=0.02, calibration=first.calibration)
    assert not first.calibration.skipped
    assert calls.ended == calls.made


def test_a_facade_is_called_outside_of_any_loop():
    """A plain function that looks like the async one it wraps may run a loop of its own."""

    async def awaited(number):
        await asyncio.sleep(0)
        return number

    @functools.wraps(awaited)
    def facade(number):
        return asyncio.run(awaited(number))

    found = run(
        Job(control=awaited, candidate=facade, inputs=[((1,), {})]),
        seed=1,
        seconds=0.02,
        calibration=None,
    )
    assert not found.calibration.problem
    assert found.pieces


def test_a_future_of_another_loop_is_awaited_there():
    """What a first call made before there was a loop comes to its end, and the launch goes on."""
    ended = Counter()

    async def work():
        ended["work"] += 1

    other = asyncio.new_event_loop()

    def task():
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = other
        return loop.create_task(work())

    job = Job(control=task, candidate=task, inputs=[((), {})])
    found = run(job, seed=1, seconds=0.02, calibration=None)
    other.close()
    assert not found.calibration.problem
    assert ended["work"] > 10


def test_a_call_that_finds_no_loop_anywhere_is_an_outcome():
    """Where the loop that a call asks for is missing inside of one too, its error is quoted."""

    def fails():
        raise RuntimeError("no running event loop")

    job = Job(control=fails, candidate=fails, inputs=[((), {})])
    found = run(job, seed=1, seconds=0.02, calibration=None)
    assert "control raised RuntimeError: no running event loop" in found.calibration.problem


def test_an_error_on_the_way_to_the_end_is_an_outcome():
    """An input whose generator raises halfway is not timed, and the error is quoted."""

    def fails():
        yield 1
        raise KeyError("halfway")

    found = run(
        Job(control=fails, candidate=fails, inputs=[((), {})]),
        seed=1,
        seconds=0.02,
        calibration=None,
    )
    assert found.calibration.problem == "input 0: control raised KeyError: 'halfway'"


@pytest.mark.parametrize("name", ["coroutine", "expression", "async_items", "now_and_then"])
def test_sides_apart_carry_calls_out(lazy, name):
    """In workers, too, and in later launches: every call made comes to its end."""
    log = lazy / "log"
    job = Job(
        control=f"lazy_logged:{name}",
        candidate=f"lazy_logged:{name}",
        inputs=[((str(log),), {})],
        control_path=(*sys.path, str(lazy)),
    )
    calibration = None
    for seed in (1, 2):
        log.write_text("")
        taken = launch(
            "switchover.bench.latency.sampler:run",
            pack(job),
            returns=Launch,
            timeout_s=60,
            seed=seed,
            seconds=0.02,
            calibration=calibration,
        )
        calibration = taken.calibration
        assert not calibration.problem
        found = Counter(log.read_text())
        assert found["m"] == found["e"] > 10


def test_nothing_is_iterated_that_is_complete():
    """A list that comes back stays untouched, and no event loop is made for it."""
    with LazyLoop() as loop:
        side = LocalSide(list, [(("ab",), {})], loop=loop)
        assert side.probe(0).completion == "called"
        side.sample([0], 3, fresh=False)


def test_a_launch_of_plain_calls_does_without_asyncio():
    """Importing asyncio takes as long as a launch's pairs: it waits until something is awaited."""
    code = (
        "import sys; from switchover.bench.latency.sampler import Job, run;"
        "run(Job(control='builtins:len', candidate='builtins:reversed', inputs=[(('a',), {})]),"
        "seed=1, seconds=0.01, calibration=None);"
        "sys.exit('asyncio' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("seconds", "calls", "probed_s"),
    [
        ((0.5, 1e-3, 1e-3), 2, 1e-3),  # a start: enough is known with the second call
        ((0.04, 1e-3, 1e-3), 3, 1e-3),
        ((1.1, 1e-3, 1e-3), 1, 1.1),  # so slow a call is not made again to see
    ],
)
def test_a_start_is_not_taken_for_the_calls_that_follow(monkeypatch, seconds, calls, probed_s):
    """The very first call of a side is made once more, up to a second; no other is."""
    now, made = [0.0], []
    monkeypatch.setattr(side_module, "perf_counter", lambda: now[0])

    def call():
        now[0] += seconds[len(made)] if len(made) < 3 else 0.5
        made.append(1)

    with LazyLoop() as loop:
        side = LocalSide(call, [((), {}), ((), {})], loop=loop)
        found = side.probe(0)
        assert found.seconds == pytest.approx(probed_s)
        # a copy and the same arguments again, where the first call took longer
        assert len(made) == calls + (2 if seconds[0] > probed_s else 0)
        assert found.first_s == pytest.approx(seconds[0])
        made[:] = [1, 1, 1]
        assert side.probe(1).seconds == pytest.approx(0.5)
        assert len(made) == 4
