"""What a bounded cache gained is told from what it held; nothing else excuses growth."""

import functools
from collections import deque

import pytest

from switchover.bench.leaks import caches
from switchover.bench.leaks.caches import Filling, filling, given_back, sizes


def kept(number):
    return [number]


@pytest.fixture
def cache():
    return functools.lru_cache(maxsize=4)(kept)


@pytest.mark.parametrize(
    ("held", "size", "share"),
    [
        (0, 1, 1.0),
        (1, 3, 2 / 3),
        (2, 3, 1 / 3),
        (3, 3, None),
        (0, 4, None),
        (3, 4, None),
        (4, 4, None),
    ],
)
def test_a_cache_fills_where_it_gained_and_has_room(cache, held, size, share):
    """One that is full may throw away what it gains, and one that gained nothing explains nothing."""
    for number in range(held):
        cache(number)
    before = sizes()
    assert before[id(cache)] == held
    for number in range(size):
        cache(number)
    found = [each for each in filling(before) if each.cache is cache]
    assert [each.share for each in found] == ([] if share is None else [pytest.approx(share)])
    assert [(each.size, each.bound) for each in found] == [(size, 4)] * len(found)


def test_a_cache_that_was_made_meanwhile_gained_all_that_it_has():
    """It was not there before."""
    before = sizes()
    late = functools.lru_cache(maxsize=4)(kept)
    late(1)
    (found,) = [each for each in filling(before) if each.cache is late]
    assert (found.share, found.name) == (1.0, f"{kept.__module__}.kept (1 of 4)")


def test_what_has_no_bound_is_no_such_cache():
    """Nor is a deque without one; with one it is."""
    open_, queue, bounded = functools.cache(kept), deque(), deque(maxlen=4)
    before = sizes()
    for number in range(3):
        open_(number)
        queue.append([number])
        bounded.append([number])
    assert {id(open_), id(queue)}.isdisjoint(before)
    (found,) = [each for each in filling(before) if each.cache in (open_, queue, bounded)]
    assert (found.cache is bounded, found.name, found.share) == (True, "deque (3 of 4)", 1.0)


def test_the_cache_that_gained_most_comes_first(monkeypatch):
    """By its entries, and not by its share or its size."""
    one, other, third = (functools.lru_cache(maxsize=100)(kept) for _ in range(3))
    monkeypatch.setattr(
        caches, "_bounded", lambda: [(one, 3, 100), (other, 50, 100), (third, 9, 100)]
    )
    found = filling({id(one): 0, id(other): 48, id(third): 4})
    assert [each.cache for each in found] == [third, one, other]


def test_what_clearing_gives_back_counts_by_the_share_of_new_entries():
    """Of each cache and each signal; both are empty then."""
    one, other = functools.lru_cache(maxsize=100)(kept), deque([1, 2], maxlen=4)
    one(1)
    fillings = [
        Filling(cache=one, size=1, bound=100, share=0.5),
        Filling(cache=other, size=2, bound=4, share=0.25),
    ]
    read = iter([{"blocks": 100, "heap": 1000}, {"blocks": 60, "heap": 1000},
                 {"blocks": 60, "heap": 1000}, {"blocks": 56, "heap": 960}])  # fmt: skip
    assert given_back(fillings, lambda: next(read)) == {"blocks": 21.0, "heap": 10.0}
    assert (one.cache_info().currsize, len(other)) == (0, 0)
    assert given_back([], dict) == {}


def test_every_cache_and_every_queue_counts(monkeypatch):
    """The first of them, too; what has no bound is none of them."""
    caches_, queues = [functools.lru_cache(maxsize=2)(kept), functools.lru_cache(maxsize=None)(kept)], [
        deque([1], maxlen=3), deque([1]), deque([1, 2], maxlen=5),
    ]  # fmt: skip
    caches_[0](1)
    monkeypatch.setattr(
        caches, "survivors", lambda kind: iter(queues if kind is deque else caches_)
    )
    assert caches._bounded() == [
        (caches_[0], 1, 2), (queues[0], 1, 3), (queues[2], 2, 5),
    ]  # fmt: skip
