"""Where the condition of a jump stands, and what several jumps decide together.

Of `a and b or c` Python 3.13 asks what `a` has decided once more, where the value of `b` is asked.
The compiler gives each condition of `a and b` the place of the whole, or of the statement: each
stands where what it looks at does. In `a < b < c` the comparisons are told apart by what each
compares with. A pattern asks first for the kind, then for the length, then for the keys: only the
last of these says that it fits.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["ConditionPlace", "asked_again", "chained", "fits", "goes_on", "place_of"]

_COMPARING = frozenset({"COMPARE_OP", "IS_OP", "CONTAINS_OP"})
_BETWEEN = frozenset({"CACHE", "COPY", "EXTENDED_ARG", "TO_BOOL"})
_HANDLING = frozenset({"CHECK_EG_MATCH", "CHECK_EXC_MATCH"})
_JUDGING = ("_TRUE", "_FALSE", "_OR_POP")
_ASKING = frozenset({"CHECK_EG_MATCH", "MATCH_CLASS", "MATCH_KEYS"})
_ASKING_ON = frozenset({"GET_LEN", "MATCH_KEYS"})
_LEAVING = ("JUMP_", "RAISE", "RERAISE", "RETURN")

Instructions = Sequence[dis.Instruction]


class ConditionPlace(NamedTuple):
    """A part of a source; columns count bytes of its line, and are -1 where nothing tells them."""

    line: int
    column: int
    end_column: int


def place_of(code: Instructions, index: int) -> ConditionPlace:
    """Give where the condition of a jump stands: what the instruction before has made."""
    jump, at = code[index], index - 1
    while at > 0 and code[at].opname in _BETWEEN:
        at -= 1
    before, asking = code[at], code[index - 1]
    if not jump.opname.endswith(_JUDGING) or before.opname in _HANDLING or not _told(before):
        return _place(jump)
    if asking.opname == "TO_BOOL" and not _holds(asking.positions, before.positions):
        return _place(asking)  # one instruction both keeps a name of a pattern and loads it
    return _place(before)


def chained(code: Instructions, index: int) -> tuple[int, ConditionPlace] | None:
    """Give the next jump of a chain of comparisons, and the place of what that compares with.

    None of a jump that is no such comparison, or the last one of its chain.
    """
    at = index - 1
    while at > 0 and code[at].opname in _BETWEEN:
        at -= 1
    if code[at].opname not in _COMPARING:
        return None
    if [each.opname for each in code[max(0, at - 2) : at]] != ["SWAP", "COPY"]:
        return None
    beside: ConditionPlace | None = None
    for later in _within(code, index):
        each = code[later]
        if beside is None and each.opname != "POP_TOP":
            beside = _place(each)
        if "_IF_" in each.opname and each.positions == code[index].positions:
            return None if beside is None else (later, beside)
    return None


def fits(code: Instructions, index: int) -> bool:
    """Say whether a jump that asks for None asks whether a class, keys or an `except*` fit."""
    before = [each.opname for each in code[max(0, index - 3) : index] if each.opname in _ASKING]
    return bool(before) and code[index].opname.endswith("_NONE")


def goes_on(code: Instructions, index: int) -> bool:
    """Say whether a pattern that fits so far is asked for more where a jump is not taken."""
    place, asks = code[index].positions, False
    for each in code[index + 1 :]:
        if each.positions != place:
            return False
        asks = asks or each.opname in _ASKING_ON
        if "_IF_" in each.opname:
            return asks
    return False


def asked_again(code: Instructions, index: int, target: int) -> int | None:
    """Give the offset of the jump that asks the value of another one again, where that led.

    None where nothing does.

    Args:
        code: A code object's instructions.
        index: Of a jump.
        target: Of the instruction to which it leads.
    """
    if not _keeps(code, index) or code[target].opname != "COPY":
        return None
    for each in code[target + 1 :]:
        if each.opname.endswith(_JUDGING):
            return each.offset
        if each.opname not in _BETWEEN:
            return None
    return None


def _keeps(code: Instructions, index: int) -> bool:
    """Say whether the value that a jump asks is still there where it leads."""
    at = index - 1
    while at > 0 and code[at].opname in _BETWEEN - {"COPY"}:
        at -= 1
    return code[at].opname == "COPY"


def _told(each: dis.Instruction) -> bool:
    return each.positions is not None and None not in each.positions


def _place(each: dis.Instruction) -> ConditionPlace:
    line, column, end = (
        (None, None, None)
        if each.positions is None
        else (each.positions.lineno, each.positions.col_offset, each.positions.end_col_offset)
    )
    return ConditionPlace(line or 0, -1 if column is None else column, -1 if end is None else end)


def _within(code: Instructions, index: int) -> Iterator[int]:
    """Give what comes behind a jump, as long as it stands within the same place."""
    whole = code[index].positions
    for later in range(index + 1, len(code)):
        if code[later].opname.startswith(_LEAVING) and "_IF_" not in code[later].opname:
            return
        if not _holds(whole, code[later].positions):
            return
        yield later


def _holds(whole: dis.Positions | None, part: dis.Positions | None) -> bool:
    """Say whether one place lies within another."""
    if whole is None or part is None or None in whole or None in part:
        return False
    (first, last, begin, end), (line, end_line, column, end_column) = whole, part
    return (first, begin) <= (line, column) and (end_line, end_column) <= (last, end)
