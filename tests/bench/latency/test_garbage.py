"""What calls leave to the collector counts, though it rests while times are taken."""

import gc
from time import sleep

import pytest

from switchover.bench.latency.garbage import added, collected_s
from switchover.bench.latency.side import LocalSide
from switchover.bench.loop import LazyLoop


class Node:
    pass


def plain(number):
    return [Node() for _ in range(number)]


def cyclic(number):
    for _ in range(number):
        node = Node()
        node.itself = node


async def cyclic_awaited(number):
    cyclic(number)


def one_cycle(_):
    alone = {}
    alone["itself"] = alone  # from the interpreter's free list, which hides it from its counts


def nothing():
    pass


def keeping_one(_):
    keeping(1)


KEPT = []


def keeping(number):
    KEPT.append([Node() for _ in range(number)])


@pytest.mark.parametrize(
    ("call", "leaves"),
    [
        (plain, False), (cyclic, True), (cyclic_awaited, True), (keeping, False),
        (one_cycle, True), (keeping_one, False),
    ],
)  # fmt: skip
def test_a_probe_sees_what_a_call_leaves_to_the_collector(call, leaves):
    """Cycles; not what ends by itself, nor what is kept. The collector is as it was before."""
    assert gc.isenabled()
    with LazyLoop() as loop:
        side = LocalSide(call, [((300,), {})], loop=loop)
        assert (side.probe(0, behind=True).garbage_s > 0) == leaves
        assert side.probe(0).garbage_s == 0
    assert gc.isenabled()
    KEPT.clear()


def test_what_ten_times_as_many_cycles_cost_is_more():
    """The time is of the collector for one call's cycles."""
    few, many = (collected_s(lambda n=n: cyclic(n), nothing) for n in (50, 2_000))
    assert many > few > 0
    assert collected_s(lambda: plain(50), nothing) == 0


def test_what_the_arguments_copies_leave_is_no_part_of_it():
    """An input that leads back to itself is left to the collector by its copy alone."""
    assert collected_s(lambda: cyclic(50), lambda: cyclic(50)) == 0
    with LazyLoop() as loop:
        tree = Node()
        tree.itself = tree
        side = LocalSide(keeping_one, [((tree,), {})], loop=loop)
        assert side.probe(0, behind=True).garbage_s == 0
    KEPT.clear()


def test_a_look_at_copies_that_take_long_ends():
    """As long as one call and its copy take: not two hundred times that."""
    made = []
    collected_s(lambda: made.append(sleep(0.01)), nothing)
    assert len(made) == 1


@pytest.mark.parametrize(
    ("control", "candidate", "share"),
    [
        ([(1.0, 0.0)], [(0.9, 0.4)], 0.4),
        ([(1.0, 0.3), (3.0, 0.1)], [(1.0, 0.4), (3.0, 0.8)], 0.2),
        ([(1.0, 0.4)], [(1.0, 0.4)], 0.0),
        ([(1.0, 0.4)], [(1.0, 0.1)], 0.0),
        ([(1.0, 0.0)], [(1.0, 0.031)], 0.031),
        ([(1.0, 0.0)], [(1.0, 0.029)], 0.0),
        ([], [], 0.0),
    ],
)
def test_it_is_told_as_a_share_of_the_controls_time(control, candidate, share):
    """What the candidate leaves beyond the control, from three per cent on."""
    assert added(control, candidate) == pytest.approx(share)
