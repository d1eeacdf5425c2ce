"""Watches which lines a run reaches, and says which mutants it executes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Mapping
from types import CodeType, FrameType
from typing import Any

from ..monitored import free_tool
from .depth import begins_on_head, deeper, depth_of
from .mutant import Mutant

__all__ = ["Watch", "executed"]

if sys.version_info >= (3, 12):
    _EVENTS = sys.monitoring.events


class Watch:
    """Notes the lines of some files that are reached inside its block, in every thread.

    A line that a function runs is noted as such, and once more as one of its depth (`deeper`).

    From Python 3.12 on it asks `sys.monitoring`, which costs next to nothing; before, it is a trace
    function, and the one that was there before (a debugger, coverage) sees nothing of the block.
    On Python 3.11 a frame that was running before the block is not seen.

    Args:
        files: the names of files as code objects have them.
    """

    def __init__(self, files: Iterable[str]) -> None:
        self._files = frozenset(files)
        self.lines: dict[str, set[int]] = {file: set() for file in self._files}
        self._tool: int | None = None
        self._before: tuple[Any, Any] = (None, None)

    def __enter__(self) -> Watch:
        if sys.version_info >= (3, 12):
            self._begin_monitoring()
        else:
            self._before = (sys.gettrace(), threading.gettrace())
            threading.settrace(self._called)
            sys.settrace(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        if sys.version_info >= (3, 12):
            self._end_monitoring()
        else:
            sys.settrace(self._before[0])
            threading.settrace(self._before[1])

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename not in self._files:
            return None
        lines = self.lines[code.co_filename]
        lines.add(frame.f_lineno)
        depth = depth_of(code)

        def reached(frame: FrameType, event: str, _argument: Any) -> Any:
            if event == "line":
                lines.add(frame.f_lineno)
                lines.add(deeper(frame.f_lineno, depth))
            return reached

        return reached

    if sys.version_info >= (3, 12):

        def _begin_monitoring(self) -> None:
            self._tool = tool = free_tool()
            sys.monitoring.use_tool_id(tool, "switchover.shadow.mutation")
            sys.monitoring.register_callback(tool, _EVENTS.LINE, self._reached)
            sys.monitoring.register_callback(tool, _EVENTS.PY_START, self._started)
            sys.monitoring.set_events(tool, _EVENTS.LINE | _EVENTS.PY_START)
            sys.monitoring.restart_events()

        def _end_monitoring(self) -> None:
            assert self._tool is not None
            sys.monitoring.set_events(self._tool, 0)
            for event in (_EVENTS.LINE, _EVENTS.PY_START):
                sys.monitoring.register_callback(self._tool, event, None)
            sys.monitoring.free_tool_id(self._tool)

        def _reached(self, code: CodeType, line: int) -> Any:
            lines = self.lines.get(code.co_filename)
            if lines is not None:
                lines.add(line)
                lines.add(deeper(line, depth_of(code)))
            return sys.monitoring.DISABLE

        def _started(self, code: CodeType, _offset: int) -> Any:
            # What stands on the line of its own head is on no other line, and no event tells it.
            if code.co_filename in self._files and begins_on_head(code):
                self._reached(code, code.co_firstlineno)
            return sys.monitoring.DISABLE


def executed(mutants: Iterable[Mutant], lines: Mapping[str, Iterable[int]]) -> tuple[Mutant, ...]:
    """Return the mutants that a run executes which reached these lines.

    Args:
        mutants: of any files.
        lines: what was reached, by the files' names as the mutants have them.
    """
    reached = {file: frozenset(found) for file, found in lines.items()}
    nothing = frozenset[int]()
    return tuple(each for each in mutants if each.lines & reached.get(each.file, nothing))
