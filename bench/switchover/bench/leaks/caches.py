"""Bounded caches and deques: which of them filled meanwhile, and how much lies in them."""

from __future__ import annotations

import functools
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .probes import survivors


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A bounded cache with room left that gained entries; `share` of its entries are new."""

    cache: Any
    size: int
    bound: int
    share: float

    @property
    def name(self) -> str:
        return f"{_name(self.cache)} ({self.size} of {self.bound})"

    def clear(self) -> None:
        """Empty it."""
        self.cache.clear() if isinstance(self.cache, deque) else self.cache.cache_clear()


def sizes() -> dict[int, int]:
    """Give the number of entries of each that the collector sees, by identity."""
    return {id(cache): size for cache, size, _ in _bounded()}


def filling(before: dict[int, int]) -> list[Filling]:
    """Give the caches that gained entries since, and are not full; the one with most first."""
    found = [
        Filling(cache=cache, size=size, bound=bound, share=1 - before.get(id(cache), 0) / size)
        for cache, size, bound in _bounded()
        if before.get(id(cache), 0) < size < bound
    ]
    return sorted(found, key=lambda each: each.size * each.share, reverse=True)


def given_back(
    caches: Iterable[Filling], levels: Callable[[], Mapping[str, int]]
) -> Mapping[str, float]:
    """Empty the caches and give what each level falls by, as far as new entries account for it."""
    total: defaultdict[str, float] = defaultdict(float)
    for each in caches:
        before = levels()
        each.clear()
        after = levels()
        for name, level in before.items():
            total[name] += (level - after[name]) * each.share
    return total


def _bounded() -> list[tuple[Any, int, int]]:
    found = []
    for cache in survivors(functools._lru_cache_wrapper):  # noqa: SLF001 - has no other name
        info = cache.cache_info()
        if info.maxsize is not None:
            found.append((cache, info.currsize, info.maxsize))
    queues = ((each, len(each), each.maxlen) for each in survivors(deque))
    return found + [each for each in queues if each[2] is not None]


def _name(cache: Any) -> str:
    if isinstance(cache, deque):
        return "deque"
    return f"{cache.__wrapped__.__module__}.{cache.__wrapped__.__qualname__}"
