"""Where two documents differ: only what does is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Union

from .cutting import pieces_in
from .decoding import decode, joined, outline, read_pickle
from .document import CHUNKED, MOST_BYTES, PLAIN, chunks_of, form_of
from .encoding import encode, unlike
from .errors import ReadingError
from .narrowing import narrowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import TypeAlias

    from .node import Tree

    Step: TypeAlias = Union[tuple[str, int], tuple[str, Tree]]
    Steps: TypeAlias = tuple[Step, ...]
    """From the root to a part: `("item", 3)` in a list or tuple, `("entry", key)` in a dict."""
    Parted: TypeAlias = tuple[Steps, Tree, Tree]

__all__ = ["differing"]


def differing(
    control: bytes, candidate: bytes, *, most_bytes: int = MOST_BYTES
) -> Iterator[tuple[Steps, Tree, Tree]]:
    """Yield the parts of two documents whose bytes differ, with their place, decoded.

    All that is not yielded is equal. Unequal bytes prove nothing: a part may be equal all the
    same. Where the outlines differ there is one part: the whole of both, with no steps, or of
    small documents the only part that differs.

    Raises:
        ReadingError: A document is damaged, or larger than `most_bytes`.
    """
    if control == candidate:
        return iter(())
    form = form_of(control)
    if form == form_of(candidate) == CHUNKED:
        ours, theirs = chunks_of(control), chunks_of(candidate)
        if len(ours) == len(theirs) and ours[0] == theirs[0]:
            if max(len(control), len(candidate)) > most_bytes:
                raise ReadingError(f"a document is over the limit of {most_bytes} bytes")
            plan = outline(ours, read_pickle)
            return iter(_Pair(ours[1:], theirs[1:]).parts(plan, (), 0))
    one, other = decode(control, most_bytes=most_bytes), decode(candidate, most_bytes=most_bytes)
    if form == form_of(candidate) == PLAIN:
        return iter((narrowed(one, other, candidate),))
    return iter((((), one, other),))


class _Pair:
    """Two documents under one outline, each chunk read where it is needed."""

    def __init__(self, control: list[bytes], candidate: list[bytes]) -> None:
        self._chunks = (control, candidate)
        chunks = zip(control, candidate)
        self._is_equal = [a == b for a, b in chunks]

    def parts(self, plan: Any, steps: Steps, at: int) -> list[Parted]:
        """List what differs under a plan whose chunks begin at `at`."""
        if all(self._is_equal[at : at + pieces_in(plan)]):
            return []
        kind = plan[1] if plan[0] == "mix" else plan[0]
        found = self._mixed(plan, steps, at) if plan[0] == "mix" else self._runs(plan, steps, at)
        elements = {one[0][len(steps)] for one in found or ()} if kind != "dict" else ()
        if found is None or len(elements) > 1:
            # Several elements of a sequence, or other keys: they are to be aligned as a whole.
            return [(steps, *self._both(plan, at))]
        return found

    def _runs(self, plan: Any, steps: Steps, at: int) -> list[Parted] | None:
        kind, _, step = plan
        found: list[Parted] = []
        for run in range(pieces_in(plan)):
            if self._is_equal[at + run]:
                continue
            ours, theirs = self._piece(at + run)
            if kind == "dict":
                if encode(list(ours)) != encode(list(theirs)):
                    return None
                places = [("entry", key) for key in ours]
                ours, theirs = ours.values(), theirs.values()
            else:
                places = [("item", run * step + n) for n in range(len(ours))]
            if len(ours) != len(theirs):
                raise ReadingError(f"two runs of a {kind} under one outline do not match")
            found += _unlike(steps, places, ours, theirs)
        return found

    def _mixed(self, plan: Any, steps: Steps, at: int) -> list[Parted]:
        _, kind, keys, plans = plan
        names = keys if kind == "dict" else range(len(plans))
        places = [("entry" if kind == "dict" else "item", name) for name in names]
        found: list[Parted] = []
        if not self._is_equal[at]:
            loose = [place for place, one in zip(places, plans) if one is None]
            ours, theirs = self._piece(at)
            if not len(loose) == len(ours) == len(theirs):
                raise ReadingError(f"the loose parts of a {kind} do not fit its outline")
            found += _unlike(steps, loose, ours, theirs)
        at += 1
        for place, one in zip(places, plans):
            if one is not None:
                found += self.parts(one, (*steps, place), at)
                at += pieces_in(one)
        return found

    def _piece(self, at: int) -> tuple[Any, Any]:
        pieces = [read_pickle(chunks[at]) for chunks in self._chunks]
        if any(type(piece) not in _PIECES for piece in pieces):
            raise ReadingError("a piece of the document is no container")
        return pieces[0], pieces[1]

    def _both(self, plan: Any, at: int) -> tuple[Tree, Tree]:
        """Read all of a part from both; what is equal is read once, and stands in both."""
        ours, theirs = [], []
        for n in range(at, at + pieces_in(plan)):
            ours.append(read_pickle(self._chunks[0][n]))
            theirs.append(ours[-1] if self._is_equal[n] else read_pickle(self._chunks[1][n]))
        return joined(plan, iter(ours)), joined(plan, iter(theirs))


_PIECES = frozenset((list, tuple, dict))


def _unlike(steps: Steps, places: list[Any], ours: Any, theirs: Any) -> list[Parted]:
    return [
        ((*steps, place), one, other)
        for place, one, other in zip(places, ours, theirs)
        if unlike(one, other)
    ]
