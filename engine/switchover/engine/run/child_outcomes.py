"""Which of a container's children have ended, and how: what it takes to go on with the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ..states import TaskError

__all__ = ["ChildOutcomes", "ChildrenEnded"]

Span = tuple[int, int]
"""The first index and the one behind the last."""


class ChildrenEnded(msgspec.Struct, frozen=True, omit_defaults=True):
    """A `ChildOutcomes` as plain data: spans of indexes, few where children end in order.

    Attributes:
        causes: the errors that ended children whose own responses were never handled, by row.
    """

    succeeded: tuple[Span, ...] = ()
    failed: tuple[Span, ...] = ()
    causes: dict[str, TaskError] = {}


class ChildOutcomes:
    """Of one container, while it is open.

    Attributes:
        causes: filled by whoever runs the children.
    """

    def __init__(self, ended: ChildrenEnded | None = None) -> None:
        given = ended or ChildrenEnded()
        self.causes = dict(given.causes)
        self._ended = dict.fromkeys(_indexes(given.succeeded), True)
        self._ended.update(dict.fromkeys(_indexes(given.failed), False))

    def note(self, index: int, *, succeeded: bool) -> None:
        """Say how a child has ended."""
        self._ended[index] = succeeded

    def has_ended(self, index: int) -> bool:
        return index in self._ended

    def outcomes(self) -> Iterable[bool]:
        """Of each child that has ended, whether it succeeded."""
        return self._ended.values()

    def plain(self) -> ChildrenEnded:
        """Write it down."""
        good = sorted(index for index, succeeded in self._ended.items() if succeeded)
        bad = sorted(index for index, succeeded in self._ended.items() if not succeeded)
        return ChildrenEnded(tuple(_spans(good)), tuple(_spans(bad)), dict(self.causes))


def _spans(indexes: list[int]) -> Iterator[Span]:
    """Put sorted indexes together where they follow each other."""
    begin = end = -1
    for index in indexes:
        if index != end:
            if end > begin:
                yield begin, end
            begin = index
        end = index + 1
    if end > begin:
        yield begin, end


def _indexes(spans: Iterable[Span]) -> Iterator[int]:
    for begin, end in spans:
        yield from range(begin, end)
