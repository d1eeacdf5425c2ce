"""The parts of two values that still have to be compared, and where each pair lies."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple, TypeAlias

from .paths import FIELD, INDEX, KEY, Path, written
from .records import Difference, Kind
from .scalars import ABSENT, EXACT
from .shorten import shorten, type_name
from .tokens import Tokens

__all__ = ["Finding", "Pair", "Parting", "entries", "fields", "indexed", "members", "step"]

Pair: TypeAlias = tuple[Any, Any, Path, bool]
"""Control, candidate, path, and whether a proof of equality has been tried on them."""


class Finding(NamedTuple):
    """A difference as it was found: with the values themselves."""

    kind: Kind
    path: Path
    control: Any
    candidate: Any

    def shown(self) -> Difference:
        """Write it down: rendered path, shortened values, type names."""
        a, b = self.control, self.candidate
        path, folded = written(self.path)
        return Difference(
            path=path,
            folded=folded,
            kind=self.kind,
            control=None if a is ABSENT else shorten(a),
            candidate=None if b is ABSENT else shorten(b),
            control_type=None if a is ABSENT else type_name(type(a)),
            candidate_type=None if b is ABSENT else type_name(type(b)),
        )


class Parting(NamedTuple):
    """What comparing one level of two values left to do, and what it found."""

    pairs: list[Pair]
    finding: Finding | None = None


def step(path: Path, key: Any) -> Path:
    """Go down to the entry with this key."""
    return (path, FIELD if isinstance(key, str) else KEY, key)


def entries(a: dict[Any, Any], b: dict[Any, Any], path: Path, tokens: Tokens) -> list[Pair]:
    """Pair the entries of two mappings by typed key: `1` and `True` are two keys."""
    if set(map(type, a)) | set(map(type, b)) <= {str}:
        return fields(a, b, path)
    left = {tokens.of(key): key for key in a}
    right = {tokens.of(key): key for key in b}
    found: list[Pair] = []
    for token, key in left.items():
        other = b[right[token]] if token in right else ABSENT
        found.append((a[key], other, step(path, key), False))
    extra = [key for token, key in right.items() if token not in left]
    return found + [(ABSENT, b[key], step(path, key), False) for key in extra]


def fields(a: dict[str, Any], b: dict[str, Any], path: Path) -> list[Pair]:
    """Pair what stands under the same name, without the scalars that are equal."""
    found: list[Pair] = []
    for name, x in a.items():
        y = b.get(name, ABSENT)
        if x is y:
            continue
        cls = type(x)
        if cls is type(y) and cls in EXACT and x == y:
            continue
        found.append((x, y, (path, FIELD, name), False))
    if len(a) != len(b) or found:
        found += [(ABSENT, b[name], (path, FIELD, name), True) for name in b if name not in a]
    if len(found) == 1:  # what holds it was not proved equal, and nothing else is left
        found[0] = (*found[0][:3], True)
    return found


def members(a: Iterable[Any], b: Iterable[Any], path: Path, tokens: Tokens) -> list[Pair]:
    """List what only one of two sets holds."""
    left, right = _by_token(a, tokens), _by_token(b, tokens)
    missing = sorted((left[token] for token in left.keys() - right.keys()), key=shorten)
    extra = sorted((right[token] for token in right.keys() - left.keys()), key=shorten)
    found: list[Pair] = [(member, ABSENT, (path, KEY, member), True) for member in missing]
    return found + [(ABSENT, member, (path, KEY, member), True) for member in extra]


def _by_token(values: Iterable[Any], tokens: Tokens) -> dict[Hashable, Any]:
    return {tokens.of(value): value for value in values}


def indexed(path: Path, index: Iterable[int]) -> Path:
    """Go down through several indices, as into an array."""
    for at in index:
        path = (path, INDEX, at)
    return path
