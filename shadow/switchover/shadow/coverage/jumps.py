"""The conditional jumps of a code object, as branches of its source.

What the compiler writes more than once (a `finally`, the test of a `while`) is one branch, for it
stands at one place. What no author wrote is none: the check whether a `with` swallows an error, the
way on where no `except` fits, `assert`, and what a pattern is asked before it is known to fit.
"""

from __future__ import annotations

import dis
from collections import defaultdict
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import NamedTuple

from .branch import CALLED, Branch
from .links import ConditionPlace, asked_again, chained, fits, goes_on, place_of

__all__ = ["Jump", "Jumps", "LineJumps", "jumps", "lines"]


class Jump(NamedTuple):
    """A conditional jump: which branch it takes, by where the code goes on."""

    after: int
    """Offset of what is told next where it does not jump."""
    target: int
    stays: int | None
    """Index of the branch where it does not jump; None where that is no branch."""
    leaves: int | None
    again: int | None = None
    """Offset of the jump that asks the same value again where it does jump, and tells nothing."""


class Jumps(NamedTuple):
    """The ways that one code object can go."""

    branches: tuple[Branch, ...]
    """The first says that it was entered."""
    at: dict[int, Jump]
    """By the offset of the jump; where it has a prefix, also by that of the prefix.

    The instruction that it comes to is told next."""
    lines: dict[int, frozenset[int]]
    """Of the lines on which jumps stand, their branches."""
    asks_again: bool = False
    """Whether a jump may ask what another one has decided."""


class LineJumps(NamedTuple):
    """What is told of jumps by the beginnings of lines."""

    jumping: dict[int, frozenset[int]]
    """The lines on which a jump stands that only single instructions tell, and its branches."""
    plain: dict[int, Jump]
    """By their lines, the only jumps of these, after which each way leads to another line.

    The beginning of that line is told next: lines tell such a jump."""


def jumps(code: CodeType) -> Jumps:
    """Take a code object apart."""
    found = _Found(code)
    if _JUMPING.isdisjoint(code.co_code[::2]):
        return Jumps(tuple(found.branches), found.at, {})
    instructions = list(dis.get_instructions(code))
    by_offset = {each.offset: index for index, each in enumerate(instructions)}
    prefix: int | None = None
    for index, each in enumerate(instructions):
        if each.opname == "EXTENDED_ARG":
            prefix = each.offset if prefix is None else prefix
            continue
        ways = _ways(each.opname)
        if ways is not None and not _is_unwritten(instructions, index):
            found.add(each, prefix, ways, instructions, by_offset)
        prefix = None
    by_line = {line: frozenset(held) for line, held in found.lines.items()}
    asks_again = any(each.again is not None for each in found.at.values())
    return Jumps(tuple(found.branches), found.at, by_line, asks_again)


def lines(code: CodeType, found: Jumps) -> LineJumps:
    """Say which of its jumps lines tell."""
    instructions = list(dis.get_instructions(code))
    by_offset = {each.offset: index for index, each in enumerate(instructions)}
    plain = _plain(found.at, instructions, by_offset)
    jumping = {line: held for line, held in found.lines.items() if line not in plain}
    return LineJumps(jumping, plain)


class _Found:
    def __init__(self, code: CodeType) -> None:
        self._code = code
        entry = self._branch(code.co_firstlineno, -1, CALLED, code.co_firstlineno)
        self.branches = [entry]
        self.at: dict[int, Jump] = {}
        self.lines = defaultdict[int, set[int]](set)
        self._known: dict[tuple[ConditionPlace, str], int] = {}
        self._places: dict[int, ConditionPlace] = {}
        """By the index of a jump that ends a comparison of a chain, what that compares with."""

    def add(
        self,
        jump: dis.Instruction,
        prefix: int | None,
        ways: tuple[str, str],
        instructions: Sequence[dis.Instruction],
        by_offset: dict[int, int],
    ) -> None:
        line = jump.positions.lineno if jump.positions is not None else None
        index = by_offset[jump.offset]
        target = jump.argval
        if line is None or target not in by_offset or index + 1 >= len(instructions):
            return
        onward = instructions[index + 1], instructions[by_offset[target]]
        if any(each.opname == "LOAD_ASSERTION_ERROR" for each in onward):
            return
        self._places.update([linked] if (linked := chained(instructions, index)) else [])
        place = self._places.get(index) or place_of(instructions, index)
        is_except = instructions[index - 1].opname in _FITTING
        unwritten = [is_except and each.opname == "RERAISE" for each in onward]
        unwritten[0] = unwritten[0] or goes_on(instructions, index)
        named = [_FITS[way] for way in ways] if fits(instructions, index) else ways
        stays, leaves = (
            None if is_unwritten else self._index(place, way, at)
            for way, at, is_unwritten in zip(named, onward, unwritten, strict=True)
        )
        again = asked_again(instructions, index, by_offset[target])
        made = Jump(onward[0].offset, target, stays, leaves, again)
        self.lines[line].update(each for each in (stays, leaves) if each is not None)
        self.at[jump.offset] = made
        if prefix is not None:
            self.at[prefix] = made

    def _index(self, place: ConditionPlace, way: str, at: dis.Instruction) -> int:
        if (place, way) not in self._known:
            self._known[place, way] = len(self.branches)
            to = at.positions.lineno if at.positions is not None else None
            self.branches.append(self._branch(place.line, place.column, way, to or 0))
        return self._known[place, way]

    def _branch(self, line: int, column: int, way: str, to_line: int) -> Branch:
        code = self._code
        return Branch(code.co_filename, line, column, code.co_qualname, way, to_line)


def _plain(
    at: dict[int, Jump], instructions: Sequence[dis.Instruction], by_offset: dict[int, int]
) -> dict[int, Jump]:
    """Give the jumps that what is told of lines tells: a trace function is called less often."""
    by_line = dict[int, set[Jump]]()
    for offset, jump in at.items():
        place = instructions[by_offset[offset]].positions
        by_line.setdefault((place and place.lineno) or 0, set()).add(jump)
    bare = {  # a jump that is no branch stands on its line all the same
        each.positions.lineno
        for each in instructions
        if each.positions and _ways(each.opname) is not None and each.offset not in at
    }
    found = dict[int, Jump]()
    for line, held in by_line.items():
        (jump, *others) = held
        if others or line in bare or not line:
            continue
        stays = _landing(instructions, by_offset[jump.after], line)
        leaves = _landing(instructions, by_offset[jump.target], line)
        if stays is not None and leaves is not None and stays != leaves:
            found[line] = jump._replace(after=stays, target=leaves)
    return found


def _landing(instructions: Sequence[dis.Instruction], index: int, line: int) -> int | None:
    """Give where the next line begins on a way without a jump; None where none does on it."""
    for each in instructions[index : index + MOST_STEPS]:
        here = each.positions.lineno if each.positions is not None else None
        if each.starts_line is not None and here != line:
            return each.offset
        if here != line or each.opname not in _STORING:
            return None
    return None


MOST_STEPS = 8
_STORING = frozenset(
    {
        "CACHE",
        "NOP",
        "POP_TOP",
        "STORE_DEREF",
        "STORE_FAST",
        "STORE_GLOBAL",
        "STORE_NAME",
        "UNPACK_SEQUENCE",
    }
)
"""What may come between a jump and the next line: what neither jumps, calls, nor returns."""
_FITS = {"not none": "true", "none": "false"}
_FITTING = frozenset({"CHECK_EXC_MATCH", "CHECK_EG_MATCH"})


def _ways(name: str) -> tuple[str, str] | None:
    """Name the ways on from an instruction: where it does not jump, and where it does."""
    if name == "FOR_ITER":
        return "item", "end"
    if not name.startswith(("POP_JUMP", "JUMP_IF")):
        return None
    return next(ways for end, ways in _ENDS if end in name)


_ENDS = (
    ("NOT_NONE", ("none", "not none")),
    ("NONE", ("not none", "none")),
    ("IF_TRUE", ("false", "true")),
    ("IF_FALSE", ("true", "false")),
    ("", ("false", "true")),
)


def _is_unwritten(instructions: Sequence[dis.Instruction], index: int) -> bool:
    """Say whether the compiler made this jump for a `with`."""
    return any(each.opname == "WITH_EXCEPT_START" for each in _before(instructions, index))


def _before(instructions: Sequence[dis.Instruction], index: int) -> Iterator[dis.Instruction]:
    """Give the instruction before; of an `async with` those that await come between."""
    line = instructions[index].positions
    for each in reversed(instructions[max(0, index - 12) : index]):
        if each.opname not in _AWAITING:
            yield each
            return
        if each.positions != line:
            return


_AWAITING = frozenset(
    {
        "CLEANUP_THROW",
        "COPY",
        "END_SEND",
        "GET_AWAITABLE",
        "JUMP_BACKWARD_NO_INTERRUPT",
        "LOAD_CONST",
        "NOP",
        "RESUME",
        "SEND",
        "TO_BOOL",
        "YIELD_VALUE",
    }
)
_JUMPING = frozenset(op for name, op in dis.opmap.items() if _ways(name) is not None)
