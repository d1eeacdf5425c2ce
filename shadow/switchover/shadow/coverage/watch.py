"""What watches the branches that a call takes, within the process that runs it."""

from __future__ import annotations

from collections import Counter
from types import CodeType
from typing import NamedTuple

from .branch import Branch
from .jumps import Jumps, jumps
from .scope import Scope

__all__ = ["Known", "Watching"]


class Known(NamedTuple):
    """What is known of one code object."""

    jumps: Jumps
    first: int
    """Index of its first branch."""
    all: frozenset[int]
    """The indices of its branches."""


class Watching:
    """What is known of the code that ran, and what the running call has reached of it.

    Args:
        scope: The files of the side.
        common: Calls that have taken a branch after which nobody looks for it any more; None
            where each call is to tell all that it took. Of a function that a call enters, or a line
            that it comes to, again and again, the first times are looked at then; one that told
            nothing new for long is looked at in some calls only.
    """

    def __init__(self, scope: Scope, common: int | None = None) -> None:
        self.branches: list[Branch] = []
        """All branches of all functions that were entered since the beginning."""
        self.noted: set[int] = set()
        """Indices of those that were taken since `begin`, and of those that are common."""
        self._scope, self._most = scope, common
        self._codes: dict[CodeType, Known | None] = {}
        self._counts: Counter[int] = Counter()
        self._common: set[int] = set()

    @property
    def hit(self) -> set[int]:
        """Indices of the branches that were taken since `begin`, but for the common ones."""
        return self.noted - self._common

    def begin(self) -> None:
        """Watch from now on, in this thread and in those that it starts."""
        raise NotImplementedError

    def end(self) -> None:
        """Watch no longer, until it begins again."""
        raise NotImplementedError

    def close(self) -> None:
        """Give back what a process has few of; it does not begin again."""

    def forget(self) -> None:
        """Leave what the last call took; what is common by now is looked for no more."""
        if self._most is not None:
            hit = self.hit
            self._counts.update(hit)
            self._common |= {index for index in hit if self._counts[index] >= self._most}
        self.noted = set(self._common)

    def entered(self) -> list[CodeType]:
        """Give the code within the scope that was entered since the beginning."""
        return [code for code, found in self._codes.items() if found is not None]

    def known(self, code: CodeType) -> Known | None:
        """Give what is known of a code object; None outside."""
        try:
            return self._codes[code]
        except KeyError:
            pass
        found = None
        if code.co_name != "<module>" and code.co_filename in self._scope:
            found = _known(self._taken_apart(code), len(self.branches))
            self.branches += found.jumps.branches
        self._codes[code] = found
        return found

    def _taken_apart(self, code: CodeType) -> Jumps:
        return jumps(code)


def _known(found: Jumps, first: int) -> Known:
    return Known(found, first, frozenset(range(first, first + len(found.branches))))
