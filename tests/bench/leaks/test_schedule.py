"""How stages follow each other, and what they say together. Pure: no code runs."""

import pytest

from switchover.bench.leaks.growth import Growth
from switchover.bench.leaks.schedule import (
    Stage,
    StageLimits,
    certain,
    course,
    fitted,
    next_batch,
    watched,
)
from switchover.bench.leaks.signals import SIGNALS

LIMITS = StageLimits()
BLOCKS, THREADS = (next(s for s in SIGNALS if s.name == name) for name in ("blocks", "threads"))


def stage(per_batch, *, blocks=0.0, threads=0.0, heap=0.0):
    rates = {"blocks": blocks, "threads": threads, "heap": heap}
    calls = per_batch * LIMITS.batches
    return Stage(
        per_batch=per_batch,
        batches=LIMITS.batches,
        growths={
            name: Growth(
                per_call=rate, low=rate, high=rate, rise=round(rate * calls), rose=rate >= 0.02
            )
            for name, rate in rates.items()
        },
    )


def following(*stages, multiple=1, **times):
    times = {"call_s": 1e-5, "left_s": 10.0, **times}
    return next_batch(stages, multiple=multiple, limits=LIMITS, **times)


def leaking(*sizes, **rates):
    return [stage(size, **rates) for size in sizes]


def slow(*steps, per_batch=1):
    """Stages of a slow function: what each of their batches left behind, in blocks."""
    return [
        Stage(
            per_batch=per_batch,
            batches=len(each),
            growths={
                "blocks": Growth(
                    per_call=1, low=1, high=1, rise=sum(each), rose=any(each), steps=tuple(each)
                )
            },
        )
        for each in steps
    ]


@pytest.mark.parametrize(
    ("call_s", "batches", "size"),
    [(0.01, 12, 2), (0.1, 12, 2), (0.3, 10, 1), (1.0, 6, 1), (10.0, 6, 1)],
)
def test_slow_calls_get_three_stages(call_s, batches, size):
    """Of ten seconds each stage gets a third, and six calls at least."""
    limits = fitted(LIMITS, call_s=call_s, left_s=10.0)
    assert (limits.batches, limits.first) == (batches, size)


@pytest.mark.parametrize(
    ("call_s", "left_s", "batches", "size"),
    [
        (0.1, 3.9, 10, 2 // 2), (0.1, 4.32, 12, 1), (0.0, 5.98, 12, 2), (0.0, 6.0, 12, 2),
        (0.08, 7.2, 12, 2), (0.08, 7.1, 12, 1), (0.3, 6.0, 6, 1), (0.3, 6.8, 7, 1),
    ],
)  # fmt: skip
def test_a_reading_takes_of_the_time_of_each_call(call_s, left_s, batches, size):
    """Twenty milliseconds, before the first one was made."""
    limits = fitted(LIMITS, call_s=call_s, left_s=left_s)
    assert (limits.batches, limits.first) == (batches, size)


def test_what_comes_again_call_by_call_is_a_leak():
    """Twelve calls tell it: the same six, twice."""
    stages = slow([2] * 6, [2] * 6)
    assert course(stages[:1], BLOCKS, LIMITS) == "undecided"
    assert course(stages, BLOCKS, LIMITS) == "grows"
    assert certain(stages, LIMITS)
    assert not certain(slow([2] * 6, [9, 1, 0, 4, 0, 7]), LIMITS)


def test_stages_of_unlike_size_made_other_calls():
    """What they left behind is not laid side by side."""
    one, other = slow([2] * 6), slow([2] * 6, per_batch=2)
    assert course([*one, *other], BLOCKS, LIMITS) == "undecided"


def test_a_leak_beside_a_cache_of_slow_calls_is_not_called_slowing():
    """The first stage fills the cache; two more tell what goes on."""
    stages = slow([4] * 6, [2] * 6, [2] * 6)
    assert course(stages[:2], BLOCKS, LIMITS) == "undecided"
    assert course(stages, BLOCKS, LIMITS) == "grows"


def test_a_cache_that_inputs_filled_is_flat():
    """The same calls add nothing when they are made again."""
    assert course(slow([2] * 6, [0] * 6), BLOCKS, LIMITS) == "flat"


def test_slow_calls_that_rise_are_made_again():
    """Twice as many of them would not fit, and would not be the same ones."""
    limits = fitted(LIMITS, call_s=1.0, left_s=20.0)
    (first,) = slow([2] * 6)
    times = {"call_s": 1.0, "left_s": 12.0, "multiple": 1}
    assert next_batch([first], limits=limits, **times) == 1
    assert next_batch([first], limits=limits, **{**times, "left_s": 5.9}) is None
    assert next_batch(slow([2] * 6, [2] * 6), limits=limits, **times) is None


def test_the_first_stage_is_small():
    """A leak of processes must not make hundreds of them before it is seen."""
    assert following() == 2


def test_a_flat_start_goes_to_the_full_size():
    """Where nothing rises in the small stage, one full stage follows, and then none."""
    assert following(stage(2)) == LIMITS.full
    assert following(stage(2), stage(50)) is None


def test_a_rise_doubles():
    """Where something rises, the next stage has twice the calls."""
    assert following(stage(2), stage(50, blocks=1)) == 100


def test_a_batch_is_a_multiple_of_the_inputs():
    """A batch visits every input equally often, unless it is smaller than their number."""
    assert following(stage(2), multiple=40) == 80
    assert following(stage(2, blocks=1), multiple=40) == 4


def test_time_bounds_a_batch():
    """A slow function gets the batch that fits, and no stage where none fits."""
    assert following(stage(2), call_s=0.02, left_s=9.6) == 40
    assert following(stage(2), call_s=1.0, left_s=10.0) is None
    assert following(stage(2, blocks=1), call_s=0.5, left_s=10.0) is None


def test_a_slow_reading_is_not_a_slow_call():
    """Readings wait for threads that end soon: they take of the time, but no more for more calls."""
    assert following(stage(2), call_s=1e-5, read_s=0.1, left_s=1.3) == LIMITS.full
    assert following(stage(2), call_s=1e-5, read_s=0.1, left_s=1.2) is None
    assert following(stage(2), call_s=0.01, read_s=0.375, left_s=9.6) == 42


def test_growth_bounds_a_batch():
    """A leak of a megabyte per call does not get a stage of two gigabytes."""
    assert following(stage(2), stage(50, heap=2**20, blocks=1)) is None


def test_three_doublings_make_a_leak():
    """A resource that grows at one rate through three stages leaks."""
    assert course(leaking(2, threads=1), THREADS, LIMITS) == "undecided"
    assert course(leaking(2, 4, threads=1), THREADS, LIMITS) == "undecided"
    assert course(leaking(2, 4, 8, threads=1), THREADS, LIMITS) == "grows"


def test_memory_needs_more_calls():
    """Memory needs 300 calls besides, for small caches fill in fewer."""
    assert course(leaking(2, 4, 8, blocks=1), BLOCKS, LIMITS) == "undecided"
    assert course(leaking(2, 4, 8, 16, blocks=1), BLOCKS, LIMITS) == "grows"


def test_a_pool_that_fills_is_flat():
    """What stopped growing in the latest stage is flat, whatever was before."""
    stages = [*leaking(2, 4, 8, threads=1), stage(16)]
    assert course(stages, THREADS, LIMITS) == "flat"


def test_a_cache_that_fills_slows_down():
    """Growth whose rate falls from stage to stage is a cache on its way to being full."""
    rates = {2: 1.0, 4: 0.95, 8: 0.8, 16: 0.6, 32: 0.4}
    stages = [stage(size, blocks=rate) for size, rate in rates.items()]
    assert course(stages, BLOCKS, LIMITS) == "slowing"


def test_a_leak_beside_a_cache_is_seen():
    """A leak that goes on when the cache beside it is full is a leak, at a third of the rate."""
    rates = {2: 3.0, 4: 3.0, 8: 2.5, 16: 1.4, 32: 1.0, 64: 1.0, 128: 1.0}
    stages = [stage(size, blocks=rate) for size, rate in rates.items()]
    assert course(stages[:5], BLOCKS, LIMITS) == "slowing"
    assert course(stages, BLOCKS, LIMITS) == "grows"
    assert next_batch(stages[:5], call_s=1e-5, left_s=10, multiple=1, limits=LIMITS) == 64


def test_resources_end_the_watch_early():
    """A hundred threads are enough to be certain; nobody needs a thousand."""
    assert not certain(leaking(2, 4, threads=1), LIMITS)
    stages = leaking(2, 4, 8, threads=1)
    assert certain(stages, LIMITS)
    assert following(*stages) is None


def test_memory_is_watched_longer():
    """Blocks are followed through twenty thousand calls, where time allows."""
    sizes = [2 * 2**power for power in range(11)]
    assert not certain(leaking(*sizes[:9], blocks=1), LIMITS)
    assert certain(leaking(*sizes, blocks=1), LIMITS)


def test_a_quarter_of_a_gigabyte_is_a_leak():
    """Growth by that much in a dozen batches is not waited for to end."""
    stages = [stage(2, heap=12 * 2**20, blocks=1)]
    assert course(stages, BLOCKS, LIMITS) == "grows"
    assert certain(stages, LIMITS)


@pytest.mark.parametrize("rate", [0.02, 1.0, 300.0])
def test_the_schedule_ends(rate):
    """Doubling comes to an end for any leak, by certainty or by size."""
    stages = []
    while (size := following(*stages)) and len(stages) < 40:
        stages.append(stage(size, blocks=rate, heap=rate))
    assert len(stages) < 20


def few(calls, **rates):
    """One stage of so many calls, of a batch each."""
    made = stage(1, **rates)
    return Stage(per_batch=calls, batches=1, growths=made.growths)


def test_memory_leaks_from_300_calls_on():
    """Not from 299."""
    assert course([few(100, blocks=1)] * 3, BLOCKS, LIMITS) == "grows"
    assert course([few(100, blocks=1)] * 2 + [few(99, blocks=1)], BLOCKS, LIMITS) == "undecided"


HEAP = next(signal for signal in SIGNALS if signal.name == "heap")


def heap(calls, rise):
    """Three stages of so many calls in all, in which the heap rose by so many bytes each."""
    growth = Growth(per_call=1, low=1, high=1, rise=rise, rose=True)
    return [Stage(per_batch=calls // 3, batches=1, growths={"heap": growth})] * 3


def test_bytes_leak_once_the_allocator_has_settled():
    """Where they rose by more than it ever settles, or over as many calls as make certain."""
    assert course(heap(360, 8_000), HEAP, LIMITS) == "undecided"
    assert course(heap(1_512, 7_000), HEAP, LIMITS) == "undecided"
    assert course(heap(19_998, 8_000), HEAP, LIMITS) == "undecided"
    assert course(heap(20_001, 8_000), HEAP, LIMITS) == "grows"
    assert course(heap(300, 21_846), HEAP, LIMITS) == "grows"
    assert course(heap(300, 21_845), HEAP, LIMITS) == "undecided"
    assert course(heap(297, 40_000), HEAP, LIMITS) == "undecided"


def test_a_rate_slows_down_by_more_than_a_quarter():
    """Falling from stage to stage, to less than three quarters of the first."""
    falls = [stage(2**power, blocks=rate) for power, rate in ((6, 1.0), (7, 0.9), (8, 0.75))]
    assert course(falls, BLOCKS, LIMITS) == "grows"
    falls[-1] = stage(256, blocks=0.74)
    assert course(falls, BLOCKS, LIMITS) == "slowing"
    falls[1] = stage(128, blocks=1.0)
    assert course(falls, BLOCKS, LIMITS) == "grows"


def test_a_watch_is_certain_at_its_limits():
    """128 resources; 20,000 calls of memory; a quarter of a gigabyte."""
    assert certain([few(43, threads=1)] * 3, LIMITS) is False
    rising = [Growth(per_call=1, low=1, high=1, rise=rise, rose=True) for rise in (40, 40, 48, 47)]
    stages = [Stage(per_batch=2, batches=12, growths={"threads": each}) for each in rising]
    assert certain(stages[:3], LIMITS)
    assert not certain([*stages[:2], stages[3]], LIMITS)
    assert certain([few(10_000, blocks=1), *[few(5_000, blocks=1)] * 2], LIMITS)
    assert not certain([few(9_999, blocks=1), *[few(5_000, blocks=1)] * 2], LIMITS)


def test_a_stage_is_as_large_as_time_and_heap_allow():
    """The smaller of the two, and at least one more call than the stage before."""
    assert following(stage(50, heap=223_696, blocks=1)) == 100  # 256 MiB in twelve batches
    assert following(stage(50, heap=223_700, blocks=1)) is None
    assert following(stage(2), call_s=1.0, left_s=36.0) == 3
    assert following(stage(2), call_s=1.0, left_s=35.0) is None
    assert following(stage(49)) == 50
    assert following(stage(2), call_s=0.0) == LIMITS.full


def test_a_heap_that_grew_by_so_much_is_a_leak_at_once():
    """At the limit exactly, over all stages that rose; below it the usual number of stages counts."""
    size = LIMITS.heap_bytes / (2 * LIMITS.batches)
    assert course([stage(2, blocks=1, heap=size)], BLOCKS, LIMITS) == "grows"
    assert course([stage(2, blocks=1, heap=size - 1)], BLOCKS, LIMITS) == "undecided"
    halves = [stage(2, blocks=1, heap=size / 2)] * 2
    assert course(halves, BLOCKS, LIMITS) == "grows"
    assert certain(halves, LIMITS)


def test_a_batch_is_whole_calls():
    """What fits in part is left out, by time and by heap."""
    assert following(left_s=18.0, call_s=1.0) == 1
    assert following(stage(2), left_s=10.3, call_s=0.02) == 42
    tight = StageLimits(heap_bytes=12 * 40 + 6)
    flat = stage(2, heap=0.001)
    assert next_batch([flat], call_s=1e-5, left_s=10, multiple=1, limits=tight) == 40


def test_a_stage_that_adds_nothing_is_not_made():
    """Not one of no calls, nor one that is no larger than the last."""
    assert following(call_s=10.0, left_s=100.0) is None
    assert following(stage(20), call_s=0.02, left_s=20.5 * 12 * 0.02) is None
    assert following(stage(20), call_s=0.02, left_s=21.5 * 12 * 0.02) == 21


def test_calls_that_take_no_time_and_leave_no_bytes_have_bounds():
    """No call is quicker than a tenth of a microsecond, and none leaves less than a byte."""
    assert following(call_s=0.0, left_s=1.5 * 12e-7) == 1
    small = StageLimits(heap_bytes=12 * 40)
    unread = stage(2)
    unread = Stage(per_batch=2, batches=12, growths={"blocks": unread.growths["blocks"]})
    for quiet in (stage(2, heap=0.001), unread):
        assert next_batch([quiet], call_s=1e-5, left_s=10, multiple=1, limits=small) == 40


def test_without_a_count_of_inputs_a_batch_stays_as_it_is():
    """Nought is no multiple."""
    assert following(stage(2), multiple=0) == LIMITS.full


def test_a_signal_is_watched_from_when_it_can_be_read():
    """One that the first stage could not read counts in the latest; one that is gone does not."""
    early, late = stage(2), stage(50)
    bare = Stage(per_batch=2, batches=12, growths={"heap": early.growths["heap"]})
    assert BLOCKS in watched([bare, late])
    assert BLOCKS not in watched([late, bare])
    assert watched([]) == []


def test_bytes_count_from_their_rise_on():
    """Where they rose by just so much, 300 calls are enough; a byte less needs 20,000."""
    for rise, expected in ((64 * 1024, "grows"), (64 * 1024 - 1, "undecided")):
        part = Growth(per_call=1.0, low=1.0, high=1.0, rise=rise // 4, rose=True)
        last = Growth(per_call=1.0, low=1.0, high=1.0, rise=rise - 3 * (rise // 4), rose=True)
        stages = [
            Stage(per_batch=50, batches=12, growths={"heap": each})
            for each in (part, part, part, last)
        ]
        (signal,) = (each for each in SIGNALS if each.name == "heap")
        assert course(stages, signal, LIMITS) == expected
