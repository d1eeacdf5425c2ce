"""Notes the branches that a call takes, within the process that runs it.

From Python 3.12 on it asks `sys.monitoring`; before, it is a trace function that looks at single
instructions only on lines with a condition. Code of other scopes costs a look when it is entered.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from types import CodeType, FrameType
from typing import Any, NamedTuple

from ..monitored import free_tool
from .branch import Branch
from .jumps import Jump, Jumps, jumps
from .scope import Scope

__all__ = ["Watching", "watching"]


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


class _Known(NamedTuple):
    """What is known of one code object."""

    jumps: Jumps
    first: int
    """Index of its first branch."""
    all: frozenset[int]
    """The indices of its branches."""
    by_line: dict[int, frozenset[int]]
    """Of the lines that only single instructions tell, the indices of their branches."""


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
        self._codes: dict[CodeType, _Known | None] = {}
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

    def known(self, code: CodeType) -> _Known | None:
        """Give what is known of a code object; None outside."""
        try:
            return self._codes[code]
        except KeyError:
            pass
        found = None
        if code.co_name != "<module>" and code.co_filename in self._scope:
            found = _known(jumps(code), len(self.branches))
            self.branches += found.jumps.branches
        self._codes[code] = found
        return found


def _known(found: Jumps, first: int) -> _Known:
    return _Known(
        found,
        first,
        frozenset(range(first, first + len(found.branches))),
        {line: frozenset(first + one for one in held) for line, held in found.lines.items()},
    )


class _Tracing(Watching):
    """For Python 3.11."""

    def __init__(self, scope: Scope, common: int | None = None) -> None:
        super().__init__(scope, common)
        self._by_id: dict[int, _Known | None] = {}
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
        self._budget: dict[frozenset[int] | None, int] | None = None if common is None else {}

    def begin(self) -> None:
        self.forget()
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
        if not isinstance(known, _Known):
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

    def _met(self, code: CodeType) -> _Known | None:
        """Look at a code object for the first time."""
        if code.co_filename.startswith("<"):  # made while the side runs, maybe without end
            return None
        self._kept.append(code)
        self._by_id[id(code)] = known = self.known(code)
        if known is not None:
            self._indices[known.first] = known.all
        return known

    def _is_awake(self, first: int) -> bool:
        """Say whether a function is looked at that is entered now."""
        times = self._times[first] = self._times.get(first, 0) + 1
        if times > MOST_ENTERED:
            return False
        stale = self._stale.get(first, 0) // STALE if self._is_dear else 0
        return not stale or (self._number + first) % min(RESTING * stale, LEAST_LOOKED_AT) == 0

    def _local(self, known: _Known, noted: set[int]) -> Any:
        at, by_line, first = known.jumps.at, known.by_line, known.first
        plain, hit, budget = known.jumps.plain, noted.add, self._budget
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


_STEPS = frozenset({"line", "opcode"})


def _hit(last: Jump, now: int, first: int, hit: Any) -> None:
    """Note which way a jump has gone that was the instruction before, or on the line before."""
    if now == last.target:
        if last.leaves is not None:
            hit(first + last.leaves)
    elif now == last.after and last.stays is not None:
        hit(first + last.stays)


class _Monitoring(Watching):
    """For Python 3.12 and later."""

    if sys.version_info >= (3, 12):

        def __init__(self, scope: Scope, common: int | None = None) -> None:
            super().__init__(scope, common)
            monitoring = sys.monitoring
            self._events = monitoring.events
            self._is_on = False
            self._tool = free_tool((1, 3, 4, 0, 2, 5))
            monitoring.use_tool_id(self._tool, "switchover.shadow.coverage")
            monitoring.register_callback(self._tool, self._events.PY_START, self._entered)
            monitoring.register_callback(self._tool, self._events.PY_RESUME, self._entered)
            for name in ("BRANCH", "BRANCH_LEFT", "BRANCH_RIGHT"):
                if hasattr(self._events, name):
                    event = getattr(self._events, name)
                    monitoring.register_callback(self._tool, event, self._branched)

        def begin(self) -> None:
            self.forget()
            self._is_on = True
            sys.monitoring.set_events(self._tool, self._events.PY_START | self._events.PY_RESUME)

        def end(self) -> None:
            sys.monitoring.set_events(self._tool, 0)
            self._is_on = False

        def close(self) -> None:
            sys.monitoring.free_tool_id(self._tool)

        def _entered(self, code: CodeType, _offset: int) -> Any:
            is_new = code not in self._codes
            known = self.known(code)
            if known is None:
                return sys.monitoring.DISABLE
            if is_new:
                events = 0
                for name in ("BRANCH", "BRANCH_LEFT", "BRANCH_RIGHT"):
                    if hasattr(self._events, name) and not _is_sum(name, self._events):
                        events |= getattr(self._events, name)
                sys.monitoring.set_local_events(self._tool, code, events)
            self.noted.add(known.first)
            return None

        def _branched(self, code: CodeType, offset: int, to: int) -> Any:
            known = self._codes.get(code)
            if known is None or not self._is_on:
                return None
            jump = known.jumps.at.get(offset)
            if jump is not None:
                # 3.12 and 3.13 tell the end of a loop as the instruction after what ends it
                index = jump.stays if to == jump.after else jump.leaves
                if index is not None:
                    self.noted.add(known.first + index)
            return None


def _is_sum(name: str, events: Any) -> bool:
    """Say whether an event is only the two others together, as BRANCH is from 3.14 on."""
    return name == "BRANCH" and hasattr(events, "BRANCH_LEFT")


def watching(scope: Scope, common: int | None = None) -> Watching:
    """Give what watches on this interpreter."""
    if sys.version_info >= (3, 12):
        return _Monitoring(scope, common)
    return _Tracing(scope, common)
