"""Watches by a trace function, which looks at single instructions only on lines with a condition.

Code of other scopes costs a look when it is entered.
"""

from __future__ import annotations

import sys
import threading
from types import CodeType, FrameType
from typing import Any

from .jumps import Jump, LineJumps, lines
from .scope import Scope
from .watch import Known, Watching

__all__ = ["Tracing"]

MOST_ENTERED = 40
"""Times that a function is looked at within a call, where not all is to be told."""
MOST_STEPPED = 20
"""The same of a line that only single instructions tell: each costs a dozen looks."""
STALE = 30
"""Calls in a row with nothing new in a function, after which it rests."""
RESTING = 3
"""A function that rests is looked at in one of so many calls, and the longer nothing new comes of
it, in the fewer."""
LEAST_LOOKED_AT = 12
"""It is looked at in one of so many, however long nothing has come."""
DEAR = 100
"""Functions that a call enters, counted each time, up to which none rests: such a call is cheap."""


class Tracing(Watching):
    """For Python 3.11, where code has no probes."""

    def __init__(self, scope: Scope, common: int | None = None) -> None:
        super().__init__(scope, common)
        self._by_id: dict[int, Known | None] = {}
        """As `_codes`: the hash of a code object costs as much as all else."""
        self._kept: list[CodeType] = []
        """So that no other object gets one of these ids."""
        self._number = 0
        self._is_dear = False
        self._times: dict[int, int] = {}
        """Of the functions that the call has entered, by their first branch: how often."""
        self._stale: dict[int, int] = {}
        """How many calls in a row entered them with nothing new."""
        self._indices: dict[int, frozenset[int]] = {}
        """All their branches."""
        self._lines: dict[int, tuple[dict[int, frozenset[int]], dict[int, Jump]]] = {}
        """What lines tell of them: the indices of those that only single instructions on a line
        tell, and the jumps that the next line tells."""
        self._budget: dict[frozenset[int] | None, int] | None = None if common is None else {}

    def begin(self) -> None:
        self.forget()
        self.start()

    def start(self) -> None:
        """Look from now on, whatever was noted before."""
        self._before = sys.gettrace(), threading.gettrace()
        threading.settrace(self._called)
        sys.settrace(self._called)

    def end(self) -> None:
        sys.settrace(self._before[0])
        threading.settrace(self._before[1])

    def forget(self) -> None:
        if self._budget is not None:
            self._number += 1
            news = self.hit - self._counts.keys()
            self._is_dear = sum(self._times.values()) > DEAR
            for first in self._times:
                is_news = not news.isdisjoint(self._indices[first])
                self._stale[first] = 0 if is_news else self._stale.get(first, 0) + 1
            self._times.clear()
            self._budget.clear()
        super().forget()

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        known = self._by_id.get(id(frame.f_code), self)
        if known is None:
            return None
        if not isinstance(known, Known):
            known = self._met(frame.f_code)
            if known is None:
                return None
        noted = self.noted
        noted.add(known.first)
        if known.all <= noted:  # nothing new can be told of it
            return None
        if self._most is not None and not self._is_awake(known.first):
            return None
        return self._local(known, noted)

    def _met(self, code: CodeType) -> Known | None:
        """Look at a code object for the first time."""
        if code.co_filename.startswith("<"):  # made while the side runs, maybe without end
            return None
        known = self.known(code)
        self._keep(code, known)
        if known is not None:
            self._indices[known.first] = known.all
            told = lines(code, known.jumps)
            self._lines[known.first] = _by_line(known, told), told.plain
        return known

    def _keep(self, code: CodeType, known: Known | None) -> None:
        """Know a code object from now on by its id."""
        self._kept.append(code)
        self._by_id[id(code)] = known

    def _is_awake(self, first: int) -> bool:
        """Say whether a function is looked at that is entered now."""
        times = self._times[first] = self._times.get(first, 0) + 1
        if times > MOST_ENTERED:
            return False
        stale = self._stale.get(first, 0) // STALE if self._is_dear else 0
        return not stale or (self._number + first) % min(RESTING * stale, LEAST_LOOKED_AT) == 0

    def _local(self, known: Known, noted: set[int]) -> Any:
        at, first = known.jumps.at, known.first
        by_line, plain = self._lines[first]
        hit, budget = noted.add, self._budget
        last: Jump | None = None
        before: Jump | None = None

        def stepped(frame: FrameType, event: str, _argument: Any) -> Any:
            nonlocal last, before
            if event not in _STEPS:
                return stepped
            now = frame.f_lasti
            if last is not None:
                _hit(last, now, first, hit)
            if event == "opcode":
                last = at.get(now)
                return stepped
            if before is not None:
                _hit(before, now, first, hit)
            before = plain.get(frame.f_lineno)
            held = None if before is not None else by_line.get(frame.f_lineno)
            steps = held is not None and not held <= noted
            if steps and budget is not None:
                budget[held] = left = budget.get(held, MOST_STEPPED) - 1
                steps = left >= 0
            if frame.f_trace_opcodes is not steps:
                frame.f_trace_opcodes = steps
            last = at.get(now) if steps else None
            return stepped

        return stepped


def _by_line(known: Known, told: LineJumps) -> dict[int, frozenset[int]]:
    first = known.first
    return {line: frozenset(first + one for one in held) for line, held in told.jumping.items()}


_STEPS = frozenset({"line", "opcode"})


def _hit(last: Jump, now: int, first: int, hit: Any) -> None:
    """Note which way a jump has gone that was the instruction before, or on the line before."""
    if now == last.target:
        if last.leaves is not None:
            hit(first + last.leaves)
    elif now == last.after and last.stays is not None:
        hit(first + last.stays)
