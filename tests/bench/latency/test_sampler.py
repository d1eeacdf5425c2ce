"""Pairs are adjacent, in random order, and enough of them for slow calls too."""

import os
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.latency.sample import Piece
from switchover.bench.latency.sampler import Job, Sampler, pairs_wanted, run
from switchover.bench.latency.summary import presence


class World:
    """Two sides on one clock that moves only when they are sampled."""

    def __init__(self, seconds=0.001):
        self.now = 0.0
        self.log = []
        self.seconds = seconds

    def side(self, name):
        world = self

        class Side:
            def sample(self, inputs, passes, *, fresh):
                world.now += world.seconds
                world.log.append((name, tuple(inputs), fresh))
                spent = int(world.seconds * 1e9)
                return spent, spent, 0, 0

        return Side()


def piece(*inputs, share=1.0):
    return Piece(inputs=inputs, control_passes=1, candidate_passes=1, share=share)


def sampled(world, pieces, *, seconds=0.15, seed=1, fresh=False, names=("control", "candidate")):
    sampler = Sampler(
        [world.side(name) for name in names],
        pieces,
        fresh=fresh,
        rng=random.Random(seed),
        clock=lambda: world.now,
    )
    return sampler.sample(seconds)


def test_blocks_are_abba_or_baab():
    """Each block holds two adjacent pairs in mirrored order, and both orders occur."""
    world = World()
    pairs, _ = sampled(world, [piece(0)])
    timed = [name for name, _, _ in world.log[-2 * len(pairs.pieces) :]]
    blocks = Counter(tuple(timed[at : at + 4]) for at in range(0, len(timed), 4))
    a, b = "control", "candidate"
    assert set(blocks) == {(a, b, b, a), (b, a, a, b)}
    assert min(blocks.values()) > 0.2 * blocks.total()


def test_blocks_of_three_are_mirrored_too():
    """Each side stands in the middle of a block as often as the others, and at its ends."""
    world, names = World(), ("control", "candidate", "copy")
    pairs, _ = sampled(world, [piece(0)], names=names, seconds=0.6)
    assert len(pairs.control) == len(pairs.candidate) == len(pairs.copy) == len(pairs.pieces)
    timed = [name for name, _, _ in world.log[-3 * len(pairs.pieces) :]]
    blocks = Counter(tuple(timed[at : at + 6]) for at in range(0, len(timed), 6))
    assert {len(set(block[:3])) for block in blocks} == {3}
    assert all(block == block[::-1] for block in blocks)
    assert {block[2] for block in blocks} == {block[0] for block in blocks} == set(names)


def test_time_is_kept():
    """A launch ends after its time, give or take the warm-up and one block."""
    world = World()
    pairs, _ = sampled(world, [piece(0)], seconds=0.15)
    assert 70 <= len(pairs.pieces) <= 80
    assert world.now < 0.15 + 0.03 + 0.01


@pytest.mark.parametrize(("seconds", "least"), [(0.001, 75), (0.02, 10), (0.1, 2), (10.0, 2)])
def test_slow_calls_get_their_pairs(seconds, least):
    """Calls too slow for the launch's time are still paired, ten times at 20 ms, twice at 10 s."""
    pairs, _ = sampled(World(seconds), [piece(0)])
    assert len(pairs.pieces) >= least
    assert len(pairs.pieces) <= max(least, 80)


@given(st.floats(1e-6, 100))
def test_pairs_wanted_is_bounded(pair_s):
    """Never fewer than two pairs, never more than ten are waited for."""
    assert 2 <= pairs_wanted(pair_s) <= 10


def test_all_pieces_are_visited_when_time_allows():
    """Short pieces are all timed, each weighted by its share of the time."""
    pieces = [piece(0, share=0.25), piece(1, share=0.75)]
    pairs, weights = sampled(World(), pieces)
    assert weights == {0: 0.25, 1: 0.75}
    assert set(pairs.pieces) == {0, 1}


@pytest.mark.parametrize("seconds", [0.001, 0.05])
def test_every_launch_times_every_piece(seconds):
    """However slow they are, inputs are no difference between launches: each is timed twice."""
    shares = (0.1, 0.2, 0.3, 0.4)
    pieces = [piece(index, share=share) for index, share in enumerate(shares)]
    pairs, weights = sampled(World(seconds), pieces)
    assert weights == dict(enumerate(shares))
    assert min(Counter(pairs.pieces).values()) >= 2
    assert len(pairs.pieces) <= max(80, 2 * len(pieces))


def test_the_seed_repeats_the_order():
    """The same seed times the same sides in the same order."""
    logs = []
    for _ in range(2):
        world = World()
        sampled(world, [piece(0), piece(1)], seed=7)
        logs.append(world.log)
    assert logs[0] == logs[1]


def run_here(**job):
    return run(Job(**job), seed=1, seconds=0.02, calibration=None)


def test_real_calls_are_timed():
    """In this very process: readings are positive, and CPU time lies within wall time."""
    found = run_here(control="builtins:sum", candidate=sum, inputs=[((list(range(3_000)),), {})])
    assert len(found.pieces) >= 10
    for side in (found.control, found.candidate):
        assert all(0 < cpu <= wall + 1_000 for cpu, wall in zip(side.cpu, side.wall, strict=True))


def test_a_call_that_changes_its_input_sees_it_fresh():
    """A sort, which leaves its input sorted, is timed on unsorted copies every time."""

    def sort(numbers):
        assert numbers[0] == 999
        numbers.sort()

    numbers = list(range(999, -1, -1))
    found = run_here(control=sort, candidate=sort, inputs=[((numbers,), {})])
    assert found.calibration.fresh
    assert numbers[0] == 999


@pytest.mark.alone
def test_a_quick_call_that_changes_a_large_input_is_not_drowned_in_copies():
    """What takes a thousand times longer to copy than to call is copied a few times a sample."""

    def touch(rows):
        rows[0] = -rows[0] - 1

    rows = [[number, str(number)] for number in range(20_000)]
    rows[0] = 1
    found = run_here(control=touch, candidate=touch, inputs=[((rows,), {})])
    (piece,) = found.calibration.pieces
    assert found.calibration.fresh
    assert piece.control_passes <= 10
    assert len(found.pieces) >= 10


def test_async_calls_are_awaited():
    """Coroutine functions, and plain functions that return awaitables, are awaited."""
    awaited = Counter()

    async def native(number):
        awaited["native"] += 1
        return number

    def plain(number):
        async def inner():
            awaited["plain"] += 1
            return number

        return inner()

    run_here(control=native, candidate=plain, inputs=[((1,), {})])
    assert min(awaited.values()) > 10
    assert set(awaited) == {"native", "plain"}


def test_generators_are_run_to_their_end():
    """A generator function is timed with what it generates, plain or async."""
    ended = Counter()

    def plain():
        yield 1
        ended["plain"] += 1

    async def awaited():
        yield 1
        ended["awaited"] += 1

    run_here(control=plain, candidate=awaited, inputs=[((), {})])
    assert min(ended.values()) > 10
    assert set(ended) == {"plain", "awaited"}


def test_keyword_arguments_arrive():
    """Inputs carry keyword arguments to the call."""
    seen = set()
    run_here(
        control=dict, candidate=lambda **found: seen.add(tuple(found)), inputs=[((), {"é": 1})]
    )
    assert seen == {("é",)}


@pytest.mark.parametrize("asynchronous", [False, True])
def test_concurrent_callers_overlap(asynchronous):
    """With four callers four calls are under way at once."""
    import asyncio
    import threading
    import time

    inside, most, lock = 0, 0, threading.Lock()

    def enter(step):
        nonlocal inside, most
        with lock:
            inside += step
            most = max(most, inside)

    async def awaited():
        enter(1)
        await asyncio.sleep(0.001)
        enter(-1)

    def blocking():
        enter(1)
        time.sleep(0.001)
        enter(-1)

    call = awaited if asynchronous else blocking
    found = run_here(control=call, candidate=call, inputs=[((), {})], callers=4)
    assert most == 4
    assert found.pieces


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")
@pytest.mark.alone
def test_work_in_a_child_process_is_seen():
    """What a child computed before it ended is work of the call, so that wall time decides."""

    def delegated():
        if not (child := os.fork()):
            sum(range(300_000))
            os._exit(0)
        os.waitpid(child, 0)

    found = run_here(control=delegated, candidate=delegated, inputs=[((), {})])
    assert presence(found.control).elsewhere > 0.2


def test_an_error_in_a_concurrent_caller_is_raised():
    """A call that fails only under load ends the launch with its error."""
    calls = Counter()

    def flaky():
        calls["all"] += 1
        if calls["all"] > 100:
            raise RuntimeError("too many")

    with pytest.raises(RuntimeError, match="too many"):
        run_here(control=flaky, candidate=flaky, inputs=[((), {})], callers=2)


def test_no_inputs_give_no_pairs():
    """Without an input there is nothing to time, and nothing is invented."""
    assert run_here(control=len, candidate=len, inputs=[]).pieces == []
