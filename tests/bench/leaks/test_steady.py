"""What comes again call by call is a leak; what does not may be a cache. Pure: no code runs."""

import pytest

from switchover.bench.leaks.steady import LEAST, steady


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([2] * 6, [2] * 6),
        ([1, 5, 3, 1, 5, 3], [1, 5, 3, 1, 5, 3]),
        ([0, 1, 0, 1, 0, 1], [0, 1, 0, 1, 0, 1]),
        ([2, 2, 2, 2, 2, 2, 2, 2], [2, 2, 2, 3, 2, 2, 2, 1]),
        ([9, 7, 8, 9, 6, 9], [8, 9, 9, 7, 9, 8]),
        ([8] * 6, [6] * 6),
        ([6] * 6, [8] * 6),
    ],
)
def test_the_same_again_is_a_leak(before, after):
    """Equal step by step, but for a quarter of them; or rising at every step to a like sum."""
    assert steady(before, after, unit="objects")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([2] * 6, [0] * 6),
        ([0] * 6, [0] * 6),
        ([2] * 5, [2] * 5),
        ([2, 2, 2, 2, 2, 2, 2], [2, 2, 2, 2, 0, 0, 0]),
        ([1, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 1]),
        ([8] * 6, [5] * 6),
        ([5] * 6, [8] * 6),
        ([1, 0, 2, 0, 1, 0], [0, 2, 0, 1, 0, 2]),
        ([-1] * 6, [-1] * 6),
    ],
)
def test_what_does_not_come_again_is_none(before, after):
    """A cache that is full, one that fills, jitter, and too little to tell."""
    assert not steady(before, after, unit="objects")


def test_bytes_that_vary_count_from_the_size_that_no_block_has():
    """Below it they are counted as blocks already, and the heap may still settle by as much."""
    before, after = [512, 600, 700, 800, 900, 513], [900, 512, 600, 777, 808, 700]
    assert steady(before, after, unit="bytes")
    assert steady(before, after, unit="resident bytes")
    assert not steady([511, *before[1:]], after, unit="bytes")
    assert steady([40] * LEAST, [40] * LEAST, unit="bytes")
