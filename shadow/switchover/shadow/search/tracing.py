"""Which ways a side's own code goes at its branches, per call."""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from .sources import Reached, is_jump

__all__ = ["Branches"]

Way = tuple[int, int, int]
"""Number of a code object, the branch in it, where it went; both as offsets of instructions."""


class Branches:
    """Notes each way taken at a branch, by a trace function that sees every instruction.

    It works alike on every Python, and costs a few tenths of a microsecond an instruction; code
    that is not the side's own costs a look at each call.
    """

    def __init__(self, reached: Reached) -> None:
        self._reached = reached
        self._numbers: dict[CodeType, int] = {}
        self._jumps: dict[CodeType, frozenset[int] | None] = {}
        for code in reached.codes:
            self._numbers.setdefault(code, len(self._numbers))
        self.ways = set[Way]()
        """Taken since the beginning."""

    def called(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function so that its call is traced."""

        def traced(*args: Any, **kwargs: Any) -> Any:
            before = sys.gettrace()
            sys.settrace(self._entered)
            try:
                return function(*args, **kwargs)
            finally:
                sys.settrace(before)

        return traced

    def _entered(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        try:
            jumps = self._jumps[code]
        except KeyError:
            jumps = self._jumps[code] = self._jumps_of(code)
        if jumps is None:
            return None
        number = self._numbers[code]
        ways, before = self.ways, -1
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False

        def seen(frame: FrameType, event: str, _argument: Any) -> Any:
            nonlocal before
            if event == "opcode":
                at = frame.f_lasti
                if before in jumps:
                    ways.add((number, before, at))
                before = at
            elif event == "exception":
                ways.add((number, frame.f_lasti, -1))
            return seen

        return seen

    def _jumps_of(self, code: CodeType) -> frozenset[int] | None:
        if not self._reached.is_own(code.co_filename):
            return None
        self._numbers.setdefault(code, len(self._numbers))
        return frozenset(one.offset for one in dis.get_instructions(code) if is_jump(one))

    def places(self) -> list[tuple[int, str, int]]:
        """Give file and line of each branch that has been taken in one way alone, or not at all.

        Returns:
            The number of ways not taken, the file and the line.
        """
        taken = dict[tuple[int, int], int]()
        for number, at, to in self.ways:
            if to >= 0:
                taken[number, at] = taken.get((number, at), 0) + 1
        found = list[tuple[int, str, int]]()
        for code, number in self._numbers.items():
            if code not in self._reached.codes:
                continue
            line = code.co_firstlineno
            for one in dis.get_instructions(code):
                line = one.starts_line if type(one.starts_line) is int else line
                missing = 2 - min(2, taken.get((number, one.offset), 0)) if is_jump(one) else 0
                if missing:
                    found.append((missing, code.co_filename, line))
        return found
