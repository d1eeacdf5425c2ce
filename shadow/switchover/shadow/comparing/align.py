"""Which elements of two sequences belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Literal, TypeAlias

__all__ = ["MOST_EDITS", "Step", "align", "is_reordered"]

Step: TypeAlias = tuple[Literal["pair", "missing", "extra"], int, int]
"""What to do with control[i] and candidate[j]."""

MOST_EDITS = 96
"""Insertions and removals looked for; more, and elements pair by position.

**Source:** Myers, "An O(ND) difference algorithm and its variations", 1986. With N elements and D
edits the search takes O(N + D²) steps where most elements agree, so D is what has to be bounded.
"""


def is_reordered(control: Sequence[Hashable], candidate: Sequence[Hashable]) -> bool:
    """Say whether both hold the same tokens in another order."""
    same_length = len(control) == len(candidate)
    return same_length and control != candidate and Counter(control) == Counter(candidate)


def align(control: Sequence[Hashable], candidate: Sequence[Hashable]) -> list[Step]:
    """Pair the elements that do not agree; the agreeing ones are left out."""
    head, tail = _common(control, candidate)
    a = control[head : len(control) - tail]
    b = candidate[head : len(candidate) - tail]
    matches = _matches(a, b) if a and b and not set(a).isdisjoint(b) else []
    found: list[Step] = []
    i = j = 0
    for x, y in [*matches, (len(a), len(b))]:
        found.extend(_gap(head + i, head + x, head + j, head + y))
        i, j = x + 1, y + 1
    return found


def _common(a: Sequence[Hashable], b: Sequence[Hashable]) -> tuple[int, int]:
    shorter = min(len(a), len(b))
    head = 0
    while head < shorter and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return head, tail


def _gap(i: int, i_end: int, j: int, j_end: int) -> list[Step]:
    both = min(i_end - i, j_end - j)
    return [
        *(("pair", i + k, j + k) for k in range(both)),
        *(("missing", k, -1) for k in range(i + both, i_end)),
        *(("extra", -1, k) for k in range(j + both, j_end)),
    ]


def _matches(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Myers' greedy search; the agreeing pairs, or none if it takes too many edits."""
    n, m = len(a), len(b)
    reach = {1: 0}
    trail: list[dict[int, int]] = []
    for edits in range(min(MOST_EDITS, n + m) + 1):
        trail.append(reach.copy())
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            while x < n and x - k < m and a[x] == b[x - k]:
                x += 1
            reach[k] = x
            if x >= n and x - k >= m:
                return _walk_back(trail, n, m)
    return []


def _walk_back(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for edits in range(len(trail) - 1, -1, -1):
        reach, k = trail[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        start_x = reach[before]
        start_y = start_x - before
        while x > start_x and y > start_y:
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = start_x, start_y
    found.reverse()
    return found
