"""A virtual machine that follows all alternatives of a pattern at once, in order of preference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ._letters import WORD, LetterSet
from ._pieces import (
    Assertion,
    Choice,
    Group,
    Letters,
    PatternError,
    Piece,
    Repeat,
    Sequence,
    Syntax,
)

Match = tuple[int, ...]
_LARGEST = 20_000
_LETTER, _SPLIT, _JUMP, _SAVE, _ASSERT, _MATCH = range(6)
_WORD = LetterSet(WORD)


@dataclass(slots=True)
class Instruction:
    """``letters`` for _LETTER; ``x`` and ``y`` are targets, ``x`` is preferred; or a slot."""

    code: int
    x: int = 0
    y: int = 0
    letters: LetterSet | None = None
    kind: str = ""


Machine = list[Instruction]


def assemble(syntax: Syntax) -> Machine:
    """Turn a pattern into instructions; Raises PatternError when it becomes too large."""
    machine: Machine = []
    _emit(machine, Group(syntax.tree, 0))
    machine.append(Instruction(_MATCH))
    return machine


def _add(machine: Machine, instruction: Instruction) -> int:
    if len(machine) >= _LARGEST:
        raise PatternError("expression too large")
    machine.append(instruction)
    return len(machine) - 1


def _emit(machine: Machine, piece: Piece) -> None:
    match piece:
        case Letters(letters=letters):
            _add(machine, Instruction(_LETTER, letters=letters))
        case Assertion(kind=kind):
            _add(machine, Instruction(_ASSERT, kind=kind))
        case Sequence(parts=parts):
            for part in parts:
                _emit(machine, part)
        case Group(part=part, number=number):
            _add(machine, Instruction(_SAVE, 2 * number))
            _emit(machine, part)
            _add(machine, Instruction(_SAVE, 2 * number + 1))
        case Choice(arms=arms):
            _emit_choice(machine, arms)
        case Repeat():
            _emit_repeat(machine, piece)


def _emit_choice(machine: Machine, arms: tuple[Piece, ...]) -> None:
    ends = []
    for arm in arms[:-1]:
        split = _add(machine, Instruction(_SPLIT))
        machine[split].x = len(machine)
        _emit(machine, arm)
        ends.append(_add(machine, Instruction(_JUMP)))
        machine[split].y = len(machine)
    _emit(machine, arms[-1])
    for end in ends:
        machine[end].x = len(machine)


def _emit_repeat(machine: Machine, repeat: Repeat) -> None:
    for _ in range(repeat.low):
        _emit(machine, repeat.part)
    if repeat.high is None:
        split = _add(machine, Instruction(_SPLIT))
        _emit(machine, repeat.part)
        _add(machine, Instruction(_JUMP, split))
        _aim(machine[split], split + 1, len(machine), greedy=repeat.greedy)
        return
    splits = []
    for _ in range(repeat.high - repeat.low):
        splits.append(_add(machine, Instruction(_SPLIT)))
        _emit(machine, repeat.part)
    for split in splits:
        _aim(machine[split], split + 1, len(machine), greedy=repeat.greedy)


def _aim(split: Instruction, into: int, past: int, *, greedy: bool) -> None:
    split.x, split.y = (into, past) if greedy else (past, into)


def search(
    machine: Machine, text: str, start: int, *, slots: int, charge: Callable[[int], None]
) -> Match | None:
    """The first match from ``start`` on, as start and end of every group (-1: not part of it)."""
    found: Match | None = None
    threads: list[tuple[int, Match]] = []
    empty = (-1,) * slots
    for position in range(start, len(text) + 1):
        seen: set[int] = {pc for pc, _ in threads}
        if found is None:
            _follow(machine, 0, empty, text, position, seen, threads)
        if not threads and found is not None:
            break
        charge(1 + (len(threads) >> 2))
        letter = text[position : position + 1]
        following: list[tuple[int, Match]] = []
        seen = set()
        for pc, groups in threads:
            instruction = machine[pc]
            if instruction.code == _MATCH:
                found = groups
                break
            assert instruction.letters is not None
            if letter and instruction.letters.holds(letter):
                _follow(machine, pc + 1, groups, text, position + 1, seen, following)
        threads = following
    return found


def _follow(
    machine: Machine,
    start: int,
    groups: Match,
    text: str,
    position: int,
    seen: set[int],
    threads: list[tuple[int, Match]],
) -> None:
    """Add the threads reachable without reading a letter, the preferred first."""
    stack = [(start, groups)]
    while stack:
        pc, groups = stack.pop()
        if pc in seen:
            continue
        seen.add(pc)
        instruction = machine[pc]
        match instruction.code:
            case 1:  # _SPLIT
                stack.append((instruction.y, groups))
                stack.append((instruction.x, groups))
            case 2:  # _JUMP
                stack.append((instruction.x, groups))
            case 3:  # _SAVE
                slot = instruction.x
                stack.append((pc + 1, (*groups[:slot], position, *groups[slot + 1 :])))
            case 4:  # _ASSERT
                if _asserted(instruction.kind, text, position):
                    stack.append((pc + 1, groups))
            case _:
                threads.append((pc, groups))


def _asserted(kind: str, text: str, position: int) -> bool:
    match kind:
        case "^":
            return position == 0
        case "$":
            return position == len(text)
        case "^m":
            return position == 0 or text[position - 1] == "\n"
        case "$m":
            return position == len(text) or text[position] == "\n"
    before = position > 0 and _WORD.holds(text[position - 1])
    after = position < len(text) and _WORD.holds(text[position])
    return (before != after) == (kind == "b")
