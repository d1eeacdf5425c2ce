"""Notes the branches that a call takes, within the process that runs it.

From Python 3.12 on it asks `sys.monitoring`; before, it is a trace function that looks at single
instructions only on lines with a condition. Code of other scopes costs a look when it is entered.
"""

from __future__ import annotations

import sys
import threading
from types import CodeType, FrameType
from typing import Any

from .branch import Branch
from .jumps import Jump, Jumps, jumps
from .scope import Scope

__all__ = ["Watching", "watching"]


class Watching:
    """What is known of the code that ran, and what the running call has reached of it."""

    def __init__(self, scope: Scope) -> None:
        self.branches: list[Branch] = []
        """All branches of all functions that were entered since the beginning."""
        self.hit: set[int] = set()
        """Indices of those that were taken since `begin`."""
        self._scope = scope
        self._codes: dict[CodeType, tuple[Jumps, int] | None] = {}

    def begin(self) -> None:
        """Watch from now on, in this thread and in those that it starts."""
        raise NotImplementedError

    def end(self) -> None:
        """Watch no longer."""
        raise NotImplementedError

    def entered(self) -> list[CodeType]:
        """Give the code within the scope that was entered since the beginning."""
        return [code for code, found in self._codes.items() if found is not None]

    def known(self, code: CodeType) -> tuple[Jumps, int] | None:
        """Give the jumps of a code object with the index of its first branch; None outside."""
        try:
            return self._codes[code]
        except KeyError:
            pass
        found = None
        if code.co_name != "<module>" and code.co_filename in self._scope:
            found = jumps(code), len(self.branches)
            self.branches += found[0].branches
        self._codes[code] = found
        return found


class _Tracing(Watching):
    """For Python 3.11."""

    def begin(self) -> None:
        self.hit = set()
        self._before = sys.gettrace(), threading.gettrace()
        threading.settrace(self._called)
        sys.settrace(self._called)

    def end(self) -> None:
        sys.settrace(self._before[0])
        threading.settrace(self._before[1])

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        known = self.known(frame.f_code)
        if known is None:
            return None
        found, first = known
        hit = self.hit.add
        hit(first)
        if not found.at:
            frame.f_trace_lines = False
            return _nothing
        return self._local(found, first, hit)

    def _local(self, found: Jumps, first: int, hit: Any) -> Any:
        at, lines = found.at, found.lines
        last: Jump | None = None

        def stepped(frame: FrameType, event: str, _argument: Any) -> Any:
            nonlocal last
            if event in _STEPS:
                now = frame.f_lasti
                if last is not None:
                    if now == last.target:
                        if last.leaves is not None:
                            hit(first + last.leaves)
                    elif now == last.after and last.stays is not None:
                        hit(first + last.stays)
                last = at.get(now)
                if event == "line":
                    frame.f_trace_opcodes = frame.f_lineno in lines
            return stepped

        return stepped


_STEPS = frozenset({"line", "opcode"})


def _nothing(_frame: FrameType, _event: str, _argument: Any) -> Any:
    return _nothing


class _Monitoring(Watching):
    """For Python 3.12 and later."""

    if sys.version_info >= (3, 12):

        def __init__(self, scope: Scope) -> None:
            super().__init__(scope)
            monitoring = sys.monitoring
            self._events = monitoring.events
            self._is_on = False
            self._tool = next(at for at in (1, 3, 4, 0, 2, 5) if monitoring.get_tool(at) is None)
            monitoring.use_tool_id(self._tool, "switchover.shadow.coverage")
            monitoring.register_callback(self._tool, self._events.PY_START, self._entered)
            monitoring.register_callback(self._tool, self._events.PY_RESUME, self._entered)
            for name in ("BRANCH", "BRANCH_LEFT", "BRANCH_RIGHT"):
                if hasattr(self._events, name):
                    event = getattr(self._events, name)
                    monitoring.register_callback(self._tool, event, self._branched)

        def begin(self) -> None:
            self.hit = set()
            self._is_on = True
            sys.monitoring.set_events(self._tool, self._events.PY_START | self._events.PY_RESUME)

        def end(self) -> None:
            sys.monitoring.set_events(self._tool, 0)
            self._is_on = False

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
            self.hit.add(known[1])
            return None

        def _branched(self, code: CodeType, offset: int, to: int) -> Any:
            known = self._codes.get(code)
            if known is None or not self._is_on:
                return None
            found, first = known
            jump = found.at.get(offset)
            if jump is not None:
                # 3.12 and 3.13 tell the end of a loop as the instruction after what ends it
                index = jump.stays if to == jump.after else jump.leaves
                if index is not None:
                    self.hit.add(first + index)
            return None


def _is_sum(name: str, events: Any) -> bool:
    """Say whether an event is only the two others together, as BRANCH is from 3.14 on."""
    return name == "BRANCH" and hasattr(events, "BRANCH_LEFT")


def watching(scope: Scope) -> Watching:
    """Give what watches on this interpreter."""
    return _Monitoring(scope) if sys.version_info >= (3, 12) else _Tracing(scope)
