"""Pair the elements of two sequences: by position, by alignment, or by a rule's key."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import count
from typing import Any, TypeAlias

from switchover.values import Node

from ..records import Kind
from ..rules.paths import INDEX, MEMBER, Path
from .align import align, is_reordered
from .pairs import Finding, Pair, Parting
from .scalars import ABSENT
from .tokens import Tokens

__all__ = ["by_key", "in_order"]

Same: TypeAlias = Callable[[Any, Any], bool]


def in_order(a: Sequence[Any], b: Sequence[Any], path: Path, same: Same, tokens: Tokens) -> Parting:
    """Pair elements so that one inserted or removed does not make all behind it differ.

    Args:
        a: The control's elements.
        b: The candidate's elements.
        path: Where the sequences lie.
        same: Answers True only for elements known to be equal, and is cheap.
        tokens: Makes tokens for the alignment.
    """
    start, end = 0, max(len(a), len(b))
    by_position: list[Pair] | None = None
    if len(a) == len(b) == 1:
        return Parting([(a[0], b[0], (path, INDEX, 0))])
    if len(a) == len(b):
        unequal = _unequal(a, b, same)
        if not unequal:
            return Parting([])
        start, end = unequal[0], unequal[-1] + 1
        by_position = [(a[at], b[at], (path, INDEX, at)) for at in unequal]
        if len(unequal) == 1 or 2 * len(unequal) <= end - start:
            return Parting(by_position)
    aligned = _aligned(a[start:end], b[start:end], start, path, tokens)
    if by_position is None or aligned.finding or len(aligned.pairs) < len(by_position):
        return aligned
    return Parting(by_position)


def _unequal(a: Sequence[Any], b: Sequence[Any], same: Same) -> list[int]:
    """List the positions not known to be equal."""
    return [at for at in range(len(a)) if not same(a[at], b[at])]


def _aligned(a: Sequence[Any], b: Sequence[Any], start: int, path: Path, tokens: Tokens) -> Parting:
    left, right = [tokens.of(x) for x in a], [tokens.of(y) for y in b]
    if is_reordered(left, right):
        return Parting([], Finding(Kind.ORDER, path, list(a), list(b)))
    pairs: list[Pair] = []
    for what, i, j in align(left, right):
        x = ABSENT if what == "extra" else a[i]
        y = ABSENT if what == "missing" else b[j]
        pairs.append((x, y, (path, INDEX, start + (j if what == "extra" else i))))
    return Parting(pairs)


_Keyed: TypeAlias = dict[Hashable, tuple[Any, Any]]


def by_key(
    a: Sequence[Any], b: Sequence[Any], path: Path, key: str | None, tokens: Tokens
) -> Parting | None:
    """Pair elements whatever their order: by a field of each, or by value; None if one lacks it.

    Elements that only one side has are missing or extra under a key; by value, they pair up in
    the order they stand, and what is left over is missing or extra.
    """
    left, right = _keyed(a, key, tokens), _keyed(b, key, tokens)
    if left is None or right is None:
        return None
    shared = [token for token in left if token in right]
    moved = shared != [token for token in right if token in left]
    order = Finding(Kind.ORDER, path, list(a), list(b)) if moved else None
    missing = [left[token] for token in left if token not in right]
    extra = [right[token] for token in right if token not in left]
    if key is None:
        return Parting(_by_position(missing, extra, path), order)
    pairs: list[Pair] = [(left[t][1], right[t][1], _member(path, key, left[t][0])) for t in shared]
    pairs += [(value, ABSENT, _member(path, key, k)) for k, value in missing]
    pairs += [(ABSENT, value, _member(path, key, k)) for k, value in extra]
    return Parting(pairs, order)


def _member(path: Path, key: str, value: Any) -> Path:
    return (path, MEMBER, (key, value))


def _by_position(
    missing: list[tuple[Any, Any]], extra: list[tuple[Any, Any]], path: Path
) -> list[Pair]:
    both = min(len(missing), len(extra))
    pairs: list[Pair] = [
        (x, y, (path, INDEX, at)) for (at, x), (_, y) in zip(missing, extra, strict=False)
    ]
    pairs += [(x, ABSENT, (path, INDEX, at)) for at, x in missing[both:]]
    return pairs + [(ABSENT, y, (path, INDEX, at)) for at, y in extra[both:]]


def _keyed(values: Sequence[Any], key: str | None, tokens: Tokens) -> _Keyed | None:
    """Token to (key or position, element), equal tokens told apart by number."""
    found: _Keyed = {}
    seen: dict[Hashable, count[int]] = {}
    for at, value in enumerate(values):
        by = value if key is None else _lookup(value, key)
        if by is ABSENT:
            return None
        token = tokens.of(by)
        nth = next(seen.setdefault(token, count()))
        found[token, nth] = (at if key is None else by, value)
    return found


def _lookup(tree: Any, key: str) -> Any:
    if isinstance(tree, dict):
        return tree.get(key, ABSENT)
    if not isinstance(tree, Node):
        return ABSENT
    return {**(tree.entries or {}), **(tree.fields or {})}.get(key, ABSENT)
