"""The parts of two trees that still have to be compared, and where each pair lies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from ..records import Difference, Kind
from ..rules.paths import FIELD, INDEX, KEY, Path, written
from .causes import causes
from .scalars import ABSENT, EXACT
from .showing import shorten, spot, type_of, whole
from .tokens import Tokens

__all__ = ["Finding", "Pair", "Parting", "entries", "fields", "indexed", "members", "step"]

Pair: TypeAlias = tuple[Any, Any, Path]
"""Control, candidate, path."""


class Finding(NamedTuple):
    """A difference as it was found: with the trees themselves."""

    kind: Kind
    path: Path
    control: Any
    candidate: Any
    not_compared: bool = False

    @property
    def types(self) -> tuple[str | None, str | None]:
        """The names of both types; None where there is no value."""
        a, b = self.control, self.candidate
        return None if a is ABSENT else type_of(a), None if b is ABSENT else type_of(b)

    def control_text(self) -> str | None:
        """Give the whole of the control's value as text; None where it is none, or too long."""
        return None if self.control is ABSENT else whole(self.control)

    def candidate_text(self) -> str | None:
        """Give the same of the candidate's value."""
        return None if self.candidate is ABSENT else whole(self.candidate)

    def shown(self) -> Difference:
        """Write it down: rendered path, values around where they differ, type names, cause."""
        a, b = self.control, self.candidate
        path, folded = written(self.path)
        shown = spot(a, b)
        close, loose = causes(a, b) if self.kind is Kind.CHANGED else ("", "")
        return Difference(
            path=path,
            folded=folded,
            kind=self.kind,
            control=shown.control,
            candidate=shown.candidate,
            control_type=self.types[0],
            candidate_type=self.types[1],
            diff=shown.diff,
            cause=close,
            loose_cause=loose,
            not_compared=self.not_compared,
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
    left, right = _by_token(a, tokens), _by_token(b, tokens)
    found: list[Pair] = []
    for token, keys in left.items():
        others = right.get(token, [])
        found += ((a[x], b[y], step(path, x)) for x, y in zip(keys, others, strict=False))
        found += ((a[x], ABSENT, step(path, x)) for x in keys[len(others) :])
    for token, keys in right.items():
        paired = len(left.get(token, ()))
        found += ((ABSENT, b[key], step(path, key)) for key in keys[paired:])
    return found


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
        found.append((x, y, (path, FIELD, name)))
    if len(a) != len(b) or found:
        found += [(ABSENT, b[name], (path, FIELD, name)) for name in b if name not in a]
    return found


def members(a: Iterable[Any], b: Iterable[Any], path: Path, tokens: Tokens) -> list[Pair]:
    """List what only one of two sets holds."""
    left, right = _by_token(a, tokens), _by_token(b, tokens)
    missing = sorted(_beyond(left, right), key=shorten)
    extra = sorted(_beyond(right, left), key=shorten)
    found: list[Pair] = [(member, ABSENT, (path, KEY, member)) for member in missing]
    return found + [(ABSENT, member, (path, KEY, member)) for member in extra]


def _beyond(a: dict[int, list[Any]], b: dict[int, list[Any]]) -> Iterable[Any]:
    return (one for token, found in a.items() for one in found[len(b.get(token, ())) :])


def _by_token(values: Iterable[Any], tokens: Tokens) -> dict[int, list[Any]]:
    """Group by token: Nodes are told apart by identity, so equal ones may stand side by side."""
    found: dict[int, list[Any]] = {}
    for value in values:
        found.setdefault(tokens.of(value), []).append(value)
    return found


def indexed(path: Path, index: Iterable[int]) -> Path:
    """Go down through several indices, as into an array."""
    for at in index:
        path = (path, INDEX, at)
    return path
