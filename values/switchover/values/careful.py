"""Reads a document of an unknown writer: slower, but what would hurt is refused in time.

The C unpickler is safe from code, not from cost: keys that collide take a time that grows with
their square, a tuple of a tuple twice over hashes in a time that doubles by level, a deep one ends
the process, and a reference of a high number takes memory. Here each step is Python's, knows the
opcodes that the encoder writes and no other, and looks at the clock.
"""

from __future__ import annotations

import pickle
import struct
import time
from typing import Any, Callable

from .errors import ReadingError
from .node import Node, make, make_complex

__all__ = ["Allowance", "read_carefully"]

MOST_HASHED = 1_000_000
"""Elements that the hashes of one document's keys may run over."""
DEEPEST_KEY = 100
"""Levels of a key: C hashes it by recursion, without a limit of its own."""
_STEPS = 256
"""Steps between two looks at the clock."""
_MARK: Any = object()
_NESTED = (tuple, frozenset)


class Allowance:
    """What is left of the time for one document, and of the elements that its keys may have."""

    __slots__ = ("_ends", "_hashed", "_most_s", "_steps")

    def __init__(self, most_s: float) -> None:
        self._most_s = most_s
        self._ends = time.monotonic() + most_s
        self._steps = 0
        self._hashed = 0

    def step(self) -> None:
        self._steps += 1
        if self._steps % _STEPS == 0 and time.monotonic() > self._ends:
            raise ReadingError(f"reading the document takes more than {self._most_s:g} s")

    def hashing(self, weight: int, depth: int) -> None:
        self._hashed += weight
        if self._hashed > MOST_HASHED or depth > DEEPEST_KEY:
            raise ReadingError("the keys of the document are too deep or too large to hash")


def read_carefully(chunk: bytes, allowance: Allowance) -> Any:
    """Read one pickle of a document.

    Raises:
        ReadingError: It is damaged, holds what no encoder writes, or takes too long.
    """
    try:
        return _Machine(chunk, allowance).run()
    except ReadingError:
        raise
    except (IndexError, struct.error, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReadingError(f"the document is damaged: {type(error).__name__}: {error}") from error


class _Machine:
    """The stack machine of a pickle, for the opcodes that the encoder writes."""

    def __init__(self, chunk: bytes, allowance: Allowance) -> None:
        self._data = chunk
        self._at = 0
        self._allowance = allowance
        self._stack: list[Any] = []
        self._known: dict[int, Any] = {0: make, 1: make_complex}
        self._nested: dict[int, tuple[int, int]] = {}
        """Elements and depth of tuples and frozensets, by id; each is on the stack or within."""
        self._kept: list[Any] = []
        self._makers = 0
        """How often what makes a value was put on the stack, and made none yet."""

    def run(self) -> Any:
        data, allowance = self._data, self._allowance
        while True:
            code = data[self._at]
            self._at += 1
            if code == 0x2E:
                (found,) = self._stack
                if self._makers:
                    raise ReadingError("the document holds what makes a value, and no value")
                if self._at != len(data):
                    raise ReadingError("the document goes on behind its end")
                return found
            allowance.step()
            act = _ACTS.get(code)
            if act is None:
                raise ReadingError(f"no encoder writes the opcode {code:#04x}")
            act(self)

    def take(self, size: int) -> bytes:
        start, self._at = self._at, self._at + size
        if size < 0 or self._at > len(self._data):
            raise ReadingError("the document ends too early")
        return self._data[start : self._at]

    def protocol(self) -> None:
        if self.take(1) != b"\x05":
            raise ReadingError("the document is written in another protocol")

    def frame(self) -> None:
        if self.number("<Q") > len(self._data) - self._at:
            raise ReadingError("the document ends too early")

    def number(self, form: str) -> Any:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def push(self, value: Any) -> None:
        self._stack.append(value)

    def marked(self) -> list[Any]:
        stack = self._stack
        at = len(stack) - 1
        while stack[at] is not _MARK:
            at -= 1
            if at < 0:
                raise ReadingError("a mark is missing in the document")
        found = stack[at + 1 :]
        del stack[at:]
        return found

    def text(self, form: str) -> None:
        self.push(str(self.take(self.number(form)), "utf-8", "surrogatepass"))

    def nest(self, made: Any) -> None:
        weight, depth = 1, 0
        for part in made:
            weight += 1
            if type(part) in _NESTED:
                below = self._nested[id(part)]
                weight, depth = weight + below[0], max(depth, below[1])
        self._nested[id(made)] = (weight, depth + 1)
        self._kept.append(made)
        self.push(made)

    def key(self, key: Any) -> Any:
        self._allowance.step()
        if type(key) in _NESTED:
            self._allowance.hashing(*self._nested[id(key)])
        return key

    def tuple_of(self, size: int) -> None:
        if len(self._stack) < size or _MARK in self._stack[-size:]:
            raise ReadingError("a tuple of the document lacks parts")
        made = tuple(self._stack[-size:])
        del self._stack[-size:]
        self.nest(made)

    def append(self, items: list[Any]) -> None:
        _exact(self._stack[-1], list).extend(items)

    def set_items(self, items: list[Any]) -> None:
        held = _exact(self._stack[-1], dict)
        if len(items) % 2:
            raise ReadingError("a key of the document lacks its value")
        for at in range(0, len(items), 2):
            held[self.key(items[at])] = items[at + 1]

    def add(self, members: list[Any]) -> None:
        _exact(self._stack[-1], set).update(map(self.key, members))

    def freeze(self) -> None:
        self.nest(frozenset(map(self.key, self.marked())))

    def reduce(self) -> None:
        arguments = _exact(self._stack.pop(), tuple)
        function = self._stack.pop()
        if function is not make and function is not make_complex:
            raise ReadingError("a document calls nothing, but this one tries to")
        self._makers -= 1
        self.push(function(*arguments))

    def build(self) -> None:
        state = self._stack.pop()
        _exact(self._stack[-1], Node).__setstate__(state)

    def remember(self, number: int) -> None:
        if number != len(self._known):
            raise ReadingError("the references of the document are not in order")
        self._known[number] = self._stack[-1]

    def recall(self, number: int) -> None:
        found = self._known[number]
        self._makers += found is make or found is make_complex
        self.push(found)

    def pop_marked(self) -> None:
        self.marked()

    def empty_tuple(self) -> None:
        self.nest(())

    def pop(self) -> Any:
        return self._stack.pop()


def _exact(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ReadingError(f"the document fills a {type(value).__name__} as a {kind.__name__}")
    return value


def _one_item(machine: _Machine) -> None:
    machine.append([machine.pop()])


def _one_entry(machine: _Machine) -> None:
    held = machine.pop()
    machine.set_items([machine.pop(), held])


def _long(form: str) -> Callable[[_Machine], None]:
    return lambda machine: machine.push(pickle.decode_long(machine.take(machine.number(form))))


_ACTS: dict[int, Callable[[_Machine], None]] = {
    0x80: _Machine.protocol,
    0x95: _Machine.frame,
    ord("N"): lambda machine: machine.push(None),
    0x88: lambda machine: machine.push(True),
    0x89: lambda machine: machine.push(False),
    ord("K"): lambda machine: machine.push(machine.number("<B")),
    ord("M"): lambda machine: machine.push(machine.number("<H")),
    ord("J"): lambda machine: machine.push(machine.number("<i")),
    0x8A: _long("<B"),
    0x8B: _long("<i"),
    ord("G"): lambda machine: machine.push(machine.number(">d")),
    0x8C: lambda machine: machine.text("<B"),
    ord("X"): lambda machine: machine.text("<I"),
    0x8D: lambda machine: machine.text("<Q"),
    ord("C"): lambda machine: machine.push(machine.take(machine.number("<B"))),
    ord("B"): lambda machine: machine.push(machine.take(machine.number("<I"))),
    0x8E: lambda machine: machine.push(machine.take(machine.number("<Q"))),
    0x96: lambda machine: machine.push(bytearray(machine.take(machine.number("<Q")))),
    ord("("): lambda machine: machine.push(_MARK),
    ord(")"): _Machine.empty_tuple,
    0x85: lambda machine: machine.tuple_of(1),
    0x86: lambda machine: machine.tuple_of(2),
    0x87: lambda machine: machine.tuple_of(3),
    ord("t"): lambda machine: machine.nest(tuple(machine.marked())),
    ord("]"): lambda machine: machine.push([]),
    ord("a"): _one_item,
    ord("e"): lambda machine: machine.append(machine.marked()),
    ord("}"): lambda machine: machine.push({}),
    ord("s"): _one_entry,
    ord("u"): lambda machine: machine.set_items(machine.marked()),
    0x8F: lambda machine: machine.push(set()),
    0x90: lambda machine: machine.add(machine.marked()),
    0x91: _Machine.freeze,
    ord("h"): lambda machine: machine.recall(machine.number("<B")),
    ord("j"): lambda machine: machine.recall(machine.number("<I")),
    ord("r"): lambda machine: machine.remember(machine.number("<I")),
    ord("R"): _Machine.reduce,
    ord("b"): _Machine.build,
    ord("1"): _Machine.pop_marked,
}
