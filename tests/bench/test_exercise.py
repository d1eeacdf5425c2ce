"""An exercise makes whole calls: what they return is awaited, or iterated to its end."""

import asyncio
import functools
from collections import Counter
from contextlib import closing

import pytest
from bench.measured import spin

from switchover.bench import resolve
from switchover.bench.exercise import Exercise
from switchover.bench.launch import launch
from switchover.bench.leaks.watched import SideSeries
from switchover.bench.memory.traced import Traced
from switchover.bench.profile.sampling import Sampled
from switchover.bench.witness.opcodes import tally

ended = Counter()


def generator(kind="generator"):
    yield 1
    ended[kind] += 1


def wrapper(kind="wrapper"):
    return generator(kind)


def mapped(kind="mapped"):
    return map(ended.update, [[kind]])


async def coroutine(kind="coroutine"):
    await asyncio.sleep(0)
    ended[kind] += 1


def returns_coroutine(kind="returns_coroutine"):
    return coroutine(kind)


async def async_generator(kind="async_generator"):
    yield 1
    ended[kind] += 1


@functools.wraps(coroutine)
def facade(kind="facade"):
    return asyncio.run(coroutine(kind))


def task(kind="task"):
    return asyncio.get_running_loop().create_task(coroutine(kind))


def scheduled(kind="scheduled"):
    asyncio.get_running_loop().call_soon(str)
    ended[kind] += 1


def now_and_then(kind="now_and_then"):
    if ended[kind] % 2:
        return coroutine(kind)
    ended[kind] += 1
    return None


CALLS = [
    generator,
    wrapper,
    mapped,
    coroutine,
    returns_coroutine,
    async_generator,
    facade,
    task,
    scheduled,
    now_and_then,
]


@pytest.mark.parametrize("call", CALLS)
def test_every_call_comes_to_its_end(call):
    """Run or prepared, each call is made to its end, whatever it returns."""
    name = "facade" if call is facade else call.__name__
    ended[name] = 0
    with closing(Exercise(resolve(call), [((name,), {})])) as exercise:
        exercise.run(1)
        exercise.run(5)
        for _ in range(4):
            exercise.prepare(0)()
    assert (ended[name], exercise.raised) == (10, 0), exercise.first_error


def raising(_):
    yield 1
    raise ValueError("late")


def test_what_a_generator_raises_is_an_outcome():
    """An error in the middle of a lazy result is the call's own."""
    exercise = Exercise(resolve(raising), [((1,), {})])
    exercise.run(3)
    assert (exercise.raised, exercise.first_error) == (3, "ValueError: late")


def demanding():
    raise RuntimeError("no running event loop")


def test_a_call_that_finds_no_loop_anywhere_is_counted_once():
    """What fails inside of a loop as outside is an outcome, one for each call asked for."""
    with closing(Exercise(resolve(demanding), [((), {})])) as exercise:
        exercise.run(3)
    assert (exercise.raised, exercise.first_error) == (3, "RuntimeError: no running event loop")


def numbers(count):
    return (number * number for number in range(count))


def test_opcodes_of_lazy_results_are_counted():
    """Ten times the items are about ten times the opcodes."""
    few, many = tally(numbers, [((1_000,), {}), ((10_000,), {})], seconds=5)
    assert many / few == pytest.approx(10, abs=0.2)


def hoarding(count):
    kept = []
    for number in range(count):
        kept.append(bytes(1_000))
        yield number


def hoarding_later(count):
    async def later():
        return [bytes(1_000) for _ in range(count)]

    return later()


def nothing_lazy(_):
    return (item for item in ())


@pytest.mark.parametrize(
    ("call", "least", "most"),
    [(hoarding, 100_000, 200_000), (hoarding_later, 100_000, 200_000), (nothing_lazy, 0, 1_000)],
)
def test_memory_of_lazy_results_is_traced(call, least, most):
    """What a generator holds on its way is its peak; the exercise's own part is taken off."""
    pytest.importorskip("memray", reason="memory is traced by memray")
    traced = launch(
        "switchover.bench.memory.tracing:trace_side",
        (call, [((100,), {})]),
        returns=Traced,
        timeout_s=60,
        time_s=5.0,
    )
    assert least <= traced.peaks[0] <= most


held = []


def leaking():
    held.append(object())
    yield 1
    held.append(bytearray(100))


def test_leaks_of_lazy_results_are_found():
    """What a generator leaves behind after its first item counts, too."""
    side = launch(
        "switchover.bench.leaks.watching:watch_side",
        (leaking, [((), {})]),
        returns=SideSeries,
        timeout_s=60,
        time_s=5.0,
    )
    series = side.series["blocks"]
    assert series.course == "grows"
    assert series.per_call >= 2


def spins_lazily(units):
    return map(spin, [units])


async def spins_awaited(units):
    return spin(units)


def spins_later(units):
    return spins_awaited(units)


def spins_inside(units):
    asyncio.get_running_loop()
    return spin(units)


@pytest.mark.parametrize("call", [spin, spins_lazily, spins_awaited, spins_later, spins_inside])
def test_lazy_results_are_profiled(call):
    """The profile shows the work that only iterating or awaiting does.

    However busy the machine is, some twenty samples are taken: one share says nothing of one.
    """
    pytest.importorskip("pyinstrument", reason="profiles are taken by pyinstrument")
    _, side = launch(
        "switchover.bench.profile.sampling:sample_both",
        (spin, call, [((200_000,), {})]),
        returns=tuple[Sampled, Sampled],
        timeout_s=60,
        time_s=0.5,
    )
    spinning = sum(s for stack, s in side.folded().items() if stack[-1].startswith("spin\0"))
    assert spinning > 0.8 * sum(side.folded().values()) > 0.02
