"""Puts probes into a code object of Python 3.11: instructions that note which way it goes.

All else stays: what is done, the line and column of each instruction, the handlers around it. A way
on from a conditional jump is noted right behind it, or on a detour to where it leads.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType
from typing import Any, Final, NamedTuple

from switchover.values import StandsFor

from .jumps import Jump

__all__ = ["ENTRY", "ProbeNotes", "probed"]

ENTRY: Final = 0
"""Among the branches of a code object, the one which says that it was entered."""
Position = tuple[int | None, int | None, int | None, int | None]


class ProbeNotes(set[int]):
    """What probes have noted; a constant of the code that they stand in."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def probed(
    code: CodeType,
    jumps: Mapping[int, Jump],
    numbers: Mapping[int, int],
    notes: ProbeNotes,
    constants: Sequence[Any],
) -> CodeType:
    """Give the code with probes in it, and what it stands for as its last constant.

    Args:
        code: What it is made of.
        jumps: Its conditional jumps by their offsets.
        numbers: By the branches that are to be noted, what is noted.
        notes: Where it is noted.
        constants: Those of the code, or what stands for them.
    """
    held = _Constants([*constants, notes])
    body = _Body(code, jumps, numbers, held)
    steps = body.steps + body.detours
    _lay_out(steps, body.by_offset)
    return code.replace(
        co_code=_written(steps),
        co_consts=(*held.all, StandsFor(code)),
        co_linetable=_lines(steps, code.co_firstlineno),
        co_exceptiontable=body.handlers(),
        co_stacksize=code.co_stacksize + 2,
    )


class _Step:
    """An instruction, wherever it comes to stand."""

    __slots__ = ("arg", "at", "caches", "op", "position", "size", "target")

    def __init__(
        self, op: int, arg: int, position: Position, target: int | _Step | None = None
    ) -> None:
        self.op, self.arg, self.position = op, arg, position
        self.target = target
        """What it jumps to: a step, or an offset of the code as it was."""
        self.caches = _CACHES[op]
        self.size = _prefixes(arg) + 1 + self.caches
        self.at = 0

    def reach(self, target: int) -> bool:
        """Take where its target stands; say whether it has grown by that."""
        onward = self.at + self.size - self.caches
        self.arg = onward - target if self.op in _BACKWARD else target - onward
        size = _prefixes(self.arg) + 1 + self.caches
        if size <= self.size:  # a longer one than it needs is right as well
            return False
        self.size = size
        return True


class _Constants:
    """The constants of the new code; the last of those that it begins with is the notes."""

    def __init__(self, begun: list[Any]) -> None:
        self.all = begun
        self._notes = len(begun) - 1

    def noting(self, number: int, position: Position) -> list[_Step]:
        self.all.append(number)
        given = ((_LOAD, self._notes), (_LOAD, len(self.all) - 1), (_ADD, 1), (_POP, 0))
        return [_Step(op, arg, position) for op, arg in given]


class _Range(NamedTuple):
    """A part of the code that a handler is around, by offsets."""

    start: int
    end: int
    target: int
    rest: int


class _Body:
    """The steps of a code object, with probes among them."""

    def __init__(
        self,
        code: CodeType,
        jumps: Mapping[int, Jump],
        numbers: Mapping[int, int],
        held: _Constants,
    ) -> None:
        self.steps, self.detours = list[_Step](), list[_Step]()
        self.by_offset = dict[int, _Step]()
        self._numbers, self._held = numbers, held
        self._ranges = [_Range(*one) for one in _ranges(code.co_exceptiontable)]
        self._detoured = list[tuple[_Step, _Step, _Range]]()
        raw, positions = code.co_code, list(code.co_positions())
        offset, arg, start = 0, 0, 0
        while offset < len(raw):
            op, arg = raw[offset], arg << 8 | raw[offset + 1]
            if op == _EXTENDED:
                offset += 2
                continue
            step = _Step(op, arg, positions[offset // 2])
            if op in _JUMPING:
                onward = offset + 2
                step.target = onward - 2 * arg if op in _BACKWARD else onward + 2 * arg
            self._take(step, jumps.get(start), offset)
            self.by_offset[start] = self.by_offset[offset] = step
            offset += 2 + 2 * step.caches
            arg, start = 0, offset
        end = self.by_offset[len(raw)] = _Step(_NOTHING, 0, _NOWHERE)
        self.steps.append(end)

    def _take(self, step: _Step, jump: Jump | None, offset: int) -> None:
        self.steps.append(step)
        entry = self._numbers.get(ENTRY)
        if step.op == _RESUME and entry is not None:
            self.steps += self._held.noting(entry, step.position)
        if jump is None:
            return
        stays, leaves = (
            None if way is None else self._numbers.get(way) for way in (jump.stays, jump.leaves)
        )
        if leaves is not None:
            self._lead_round(step, leaves, offset)
        if stays is not None:
            self.steps += self._held.noting(stays, step.position)

    def _lead_round(self, step: _Step, number: int, offset: int) -> None:
        """Let a jump go to its target by a detour on which that is noted."""
        back = _AGAIN if step.op in _BACKWARD else _BACK
        detour = self._held.noting(number, step.position)
        detour.append(_Step(back, 0, step.position, step.target))
        step.op, step.target = _FORWARD.get(step.op, step.op), detour[0]
        self.detours += detour
        around = next((one for one in self._ranges if one.start <= offset < one.end), None)
        if around is not None:
            self._detoured.append((detour[0], detour[-1], around))

    def handlers(self) -> bytes:
        """Write the table of what is handled where, once all steps are laid out."""
        table, at = bytearray(), self.by_offset
        for one in self._ranges:
            _write_range(table, at[one.start].at, at[one.end].at, at[one.target].at, one.rest)
        for first, last, one in self._detoured:
            _write_range(table, first.at, last.at + last.size, at[one.target].at, one.rest)
        return bytes(table)


def _lay_out(steps: Sequence[_Step], by_offset: Mapping[int, _Step]) -> None:
    """Give each step its place, and each jump its distance."""
    jumping = list[tuple[_Step, _Step]]()
    for step in steps:
        if step.target is not None:
            target = step.target if isinstance(step.target, _Step) else by_offset[step.target]
            jumping.append((step, target))
    has_grown = True
    while has_grown:
        at = 0
        for step in steps:
            step.at = at
            at += step.size
        has_grown = False
        for step, target in jumping:
            has_grown |= step.reach(target.at)


def _written(steps: Sequence[_Step]) -> bytes:
    written = bytearray()
    for step in steps:
        for shift in range(8 * (step.size - 1 - step.caches), 0, -8):
            written += bytes((_EXTENDED, step.arg >> shift & 0xFF))
        written.append(step.op)
        written.append(step.arg & 0xFF)
        written += bytes(2 * step.caches)
    return bytes(written)


def _prefixes(arg: int) -> int:
    return (arg > 0xFF) + (arg > 0xFFFF) + (arg > 0xFFFFFF)


def _lines(steps: Sequence[_Step], line: int) -> bytes:
    """Write the table of lines and columns."""
    table, at = bytearray(), 0
    while at < len(steps):
        position, size = steps[at].position, 0
        while at < len(steps) and steps[at].position == position:
            size += steps[at].size
            at += 1
        for begun in range(0, size, _MOST_UNITS):
            line = _write_lines(table, position, min(size - begun, _MOST_UNITS), line)
    return bytes(table)


def _write_lines(table: bytearray, position: Position, size: int, before: int) -> int:
    line, end_line, column, end_column = position
    if line is None:
        table.append(0x80 | _NO_LINE << 3 | size - 1)
        return before
    if end_line is None or column is None or end_column is None:
        table.append(0x80 | _NO_COLUMNS << 3 | size - 1)
        _write_signed(table, line - before)
        return line
    table.append(0x80 | _LONG << 3 | size - 1)
    _write_signed(table, line - before)
    for number in (end_line - line, column + 1, end_column + 1):
        _write_number(table, number)
    return line


def _write_signed(table: bytearray, number: int) -> None:
    _write_number(table, -number << 1 | 1 if number < 0 else number << 1)


def _write_number(table: bytearray, number: int) -> None:
    while number >= 0x40:
        table.append(0x40 | number & 0x3F)
        number >>= 6
    table.append(number)


def _ranges(table: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Read which part of the code has which handler: start, end, target, and the rest."""
    numbers = _numbers(table)
    for start in numbers:
        size, target, rest = next(numbers), next(numbers), next(numbers)
        yield 2 * start, 2 * (start + size), 2 * target, rest


def _numbers(table: bytes) -> Iterator[int]:
    number = 0
    for byte in table:
        number = number << 6 | byte & 0x3F
        if not byte & 0x40:
            yield number
            number = 0


def _write_range(table: bytearray, start: int, end: int, target: int, rest: int) -> None:
    first = True
    for number in (start, end - start, target, rest):
        shifts = [shift for shift in (24, 18, 12, 6) if number >> shift]
        for shift in (*shifts, 0):
            byte = number >> shift & 0x3F
            table.append(byte | (0x40 if shift else 0) | (0x80 if first else 0))
            first = False


_CACHES: Final = {op: getattr(dis, "_inline_cache_entries", [0] * 256)[op] for op in range(256)}
_NOTHING: Final = dis.opmap["NOP"]
_NOWHERE: Final = (None, None, None, None)
_EXTENDED: Final = dis.opmap["EXTENDED_ARG"]
_LOAD: Final = dis.opmap["LOAD_CONST"]
_ADD: Final = dis.opmap["SET_ADD"]
_POP: Final = dis.opmap["POP_TOP"]
_RESUME: Final = dis.opmap["RESUME"]
_JUMPING: Final = frozenset(dis.hasjrel)
_BACKWARD: Final = frozenset(op for name, op in dis.opmap.items() if "JUMP_BACKWARD" in name)
_FORWARD: Final = {
    op: dis.opmap[name.replace("BACKWARD", "FORWARD")]
    for name, op in dis.opmap.items()
    if name.startswith("POP_JUMP_BACKWARD")
}
_BACK: Final = dis.opmap.get("JUMP_BACKWARD_NO_INTERRUPT", 0)
_AGAIN: Final = dis.opmap.get("JUMP_BACKWARD", 0)
"""The end of a loop's round, where what else waits for the interpreter has its turn."""
_MOST_UNITS: Final = 8
_NO_LINE, _NO_COLUMNS, _LONG = 15, 13, 14
