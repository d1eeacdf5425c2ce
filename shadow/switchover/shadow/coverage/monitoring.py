"""Watches by `sys.monitoring`: what is common, or nobody's branch, is switched off for good."""

from __future__ import annotations

import sys
from types import CodeType
from typing import Any

from ..monitored import free_tool
from .jumps import Jump
from .scope import Scope
from .watch import Watching

__all__ = ["Monitoring"]


class Monitoring(Watching):
    """For Python 3.12 and later."""

    if sys.version_info >= (3, 12):

        def __init__(self, scope: Scope, common: int | None = None) -> None:
            super().__init__(scope, common)
            monitoring = sys.monitoring
            self._events = monitoring.events
            self._is_on = self._has_begun = False
            self._passed: dict[int, int] = {}
            """By the frame, the jump that asks again what another one has decided."""
            self._tells_ways = hasattr(self._events, "BRANCH_LEFT")
            """Whether each way of a jump is told, and switched off, by itself."""
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
            self._passed.clear()
            if not self._has_begun:  # later changes would make all code be looked at anew
                self._has_begun = True
                events = self._events.PY_START | self._events.PY_RESUME
                sys.monitoring.set_events(self._tool, events)
            self._is_on = True

        def end(self) -> None:
            self._is_on = False

        def close(self) -> None:
            sys.monitoring.set_events(self._tool, 0)
            sys.monitoring.free_tool_id(self._tool)

        def _entered(self, code: CodeType, _offset: int) -> Any:
            if not self._is_on:
                return None if code.co_filename in self._scope else sys.monitoring.DISABLE
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
            return sys.monitoring.DISABLE if known.first in self._common else None

        def _branched(self, code: CodeType, offset: int, to: int) -> Any:
            known = self._codes.get(code)
            jump = None if known is None else known.jumps.at.get(offset)
            if known is None or jump is None:
                return sys.monitoring.DISABLE
            if not self._is_on:
                return None
            # 3.12 and 3.13 tell the end of a loop as the instruction after what ends it
            leaves = to != jump.after
            index = jump.leaves if leaves else jump.stays
            if known.jumps.asks_again and self._is_decided(known.jumps.at, jump, leaves):
                return None
            if index is not None:
                self.noted.add(known.first + index)
            ways = (index,) if self._tells_ways else (jump.stays, jump.leaves)
            if jump.again is not None:  # unless this is told, the other one seems to decide
                other = known.jumps.at[jump.again]
                ways = (jump.stays, jump.leaves, other.stays, other.leaves)
            is_common = all(way is None or known.first + way in self._common for way in ways)
            return sys.monitoring.DISABLE if is_common else None

        def _is_decided(self, at: dict[int, Jump], jump: Jump, leaves: bool) -> bool:
            """Say whether another jump has decided this one, and keep which one this decides."""
            frame = id(sys._getframe(2))  # noqa: SLF001 - of the code that branches
            is_decided = at.get(self._passed.pop(frame, -1)) is jump
            if leaves and jump.again is not None:
                self._passed[frame] = jump.again
            return is_decided


def _is_sum(name: str, events: Any) -> bool:
    """Say whether an event is only the two others together, as BRANCH is from 3.14 on."""
    return name == "BRANCH" and hasattr(events, "BRANCH_LEFT")
