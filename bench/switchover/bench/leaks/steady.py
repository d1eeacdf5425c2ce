"""Growth that comes again call by call: why few calls are enough where counters are exact."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["LEAST", "steady"]

LEAST = 6
"""Calls, or batches of them, in each of the two stages that are laid side by side."""

_COMES_AGAIN = 0.75  # of the steps that rose at all; the others are lists that made room, and such
_LEAST_EQUAL = 3
_LARGE = 512  # bytes; what is smaller is one of the blocks that are counted by themselves


def steady(before: Sequence[int], after: Sequence[int], *, unit: str) -> bool:
    """Say whether what rose in one stage rose again, call by call, in the next one.

    Both stages make the same calls in the same order, so `before` and `after` hold what each batch
    of them left behind, the first time and once more. A cache that is filled by inputs gains
    nothing the second time; a leak leaves the same again. Either three quarters of the steps that
    rose are equal, or all of them rose and the sums lie within a quarter of each other; of bytes
    the latter counts from 512 a step on.

    **Source:** the counters are exact: the interpreter's cache of attributes, its free lists and
    garbage are emptied before each reading, and malloc keeps nothing for its threads; 400 calls of
    two workloads of a workflow engine then moved them by one block in all. Assumption: what grows
    at every call, whatever its input, and has a bound of its own, is full within the two stages.
    Nothing can tell a longer one from a leak but more calls.
    """
    both = list(zip(before, after, strict=False))
    if len(both) < LEAST:
        return False
    moved = [(one, other) for one, other in both if one or other]
    equal = sum(one > 0 and one == other for one, other in moved)
    if equal >= max(_LEAST_EQUAL, _COMES_AGAIN * len(moved)):
        return True
    least = _LARGE if unit.endswith("bytes") else 1
    if min(min(pair) for pair in both) < least:
        return False
    first, second = (sum(steps) for steps in zip(*both, strict=True))
    return bool(_COMES_AGAIN * first <= second and _COMES_AGAIN * second <= first)
