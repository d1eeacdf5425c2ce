"""Code that is swapped into loaded functions answers as the whole mutated module would."""

from __future__ import annotations

import asyncio
import gc
import re
import sys
import types
from typing import Any

import pytest

from switchover.shadow.mutation import Mutant, mutants
from switchover.shadow.strength.planting import Planter, body_lines, made_functions

DECORATED = """
def adding(more):
    extra = more + 1
    def around(f):
        named = f.__name__
        def called(n):
            return f(n) + extra + len(named)
        return called
    return around
def later(f):
    def called(n):
        return f(n) - 1
    if f is None:
        unset = 1
        return lambda: unset
    return called
@later
@adding(3)
def ask(n):
    return n * 2
"""
CLASSES = """
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partialmethod
class Base:
    known = []
    def __init_subclass__(cls, rank=1, **more):
        super().__init_subclass__(**more)
        cls.rank = rank + 1
        Base.known.append(cls)
@dataclass(slots=True, order=True)
class Point:
    x: int = 3
    y: list = field(default_factory=lambda: [1, 2])
    @property
    def both(self): return self.x + sum(self.y)
    def __len__(self): return abs(self.x)
class One(Base, rank=2):
    def go(self, n): return n + self.rank
    gone = partialmethod(go, 7)
    @staticmethod
    def twice(n): return n * 2
class Two(Base):
    __kept = 4
    def go(self, n):
        return n - self.rank - self.__kept
    @classmethod
    def all(cls, n):
        return [each().go(n) for each in cls.known]
    @cached_property
    def big(self): return self.rank * 3
    @lru_cache
    def held(self, n): return self.rank - n
def ask(n):
    point, two = Point(n) if n else Point(), Two()
    return [Two.all(n), point.both, point < Point(), len(point), One().gone(), One.twice(n),
            two.big, two.held(n)]
"""
PATTERNS = """
def kind(value):
    match value:
        case {"a": 1, "b": more}: return ("map", more + 1)
        case [0, *rest]: return ("zero", len(rest) + 1)
        case (int() as i) if i > 3: return i * 2
        case None | False: return "none"
        case str(text): return text.upper()
        case _: return -1
def ask(n):
    first = kind(n), kind({"a": 1, "b": n}), kind([0, n])
    return [*first, kind(None), kind("x"), kind(2.5), 1 < n <= 4 < 5, (m := n + 1) > 2 and m]
"""
GENERATORS = """
import asyncio
from contextlib import contextmanager
TOTAL = 0
def walk(n):
    total = 0
    for i in range(n):
        try:
            got = yield i * 2
            if got: total += got
        finally:
            total += 1
    return total
def outer(n):
    ended = yield from walk(n)
    yield ("end", ended)
@contextmanager
def within(n):
    box = [n]
    try:
        yield box
    except ValueError:
        box.append("e")
    else:
        box.append("k")
    finally:
        box.append("f")
async def steps(n):
    for i in range(n):
        yield i + 1
async def wait(n):
    return [i async for i in steps(n) if i > 1]
def ask(n):
    global TOTAL
    TOTAL = n
    with within(n) as box:
        if n > 4: raise ValueError
    for one in range(n):
        if one == 3: break
    else:
        TOTAL += 1
    return [list(outer(n)), box, TOTAL, asyncio.run(wait(n))]
"""
CLOSURES = """
from functools import partial, singledispatch
@singledispatch
def show(value): return "?"
@show.register
def _(value: int): return value + 1
@show.register
def _(value: str): return value + "!"
KNOWN = {}
def known_as(name):
    def put(function):
        KNOWN[name] = function
        return function
    return put
@known_as("a")
def _f(n): return n + 10
@known_as("b")
def _f(n): return n + 20
def counter(start):
    n = start
    def more(by=1):
        nonlocal n
        n += by
        return n
    return more
take = partial(lambda a, b: a - b, b=2)
def ask(n):
    count = counter(n)
    return [show(n), show("s"), show(None), KNOWN["a"](n), KNOWN["b"](n), take(n), count(), count(2)]
"""
PROGRAMS = {
    "decorated": DECORATED,
    "classes": CLASSES,
    "patterns": PATTERNS,
    "generators": GENERATORS,
    "closures": CLOSURES,
}
FEWEST = {"decorated": 9, "classes": 22, "patterns": 70, "generators": 60, "closures": 20}
"""Of each, mutants at least that no import anew is needed for."""
INPUTS = (0, 2, 5)
NAME = "planted_program"


def loaded(source: str) -> types.ModuleType:
    module = types.ModuleType(NAME)
    module.__file__ = f"/nowhere/{NAME}.py"
    sys.modules[NAME] = module
    exec(compile(source, module.__file__, "exec", dont_inherit=True), module.__dict__)
    return module


def answers(module: types.ModuleType) -> list[str]:
    found = list[str]()
    for number in INPUTS:
        try:
            found.append(repr(module.ask(number)))
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")
    return [re.sub(" at 0x[0-9a-f]+", "", each) for each in found]


def whole(source: str) -> Any:
    try:
        return answers(loaded(source))
    except Exception as error:
        return type(error).__name__


@pytest.fixture
def _own_loop():
    """What a mutant leaves of a coroutine or a loop is nobody's."""
    before = sys.modules.get(NAME)
    yield
    sys.modules.pop(NAME, None)
    if before is not None:
        sys.modules[NAME] = before
    asyncio.set_event_loop_policy(None)
    gc.collect()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("_own_loop")
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_planted_mutant_answers_as_its_whole_module(name: str) -> None:
    """Where only an import would show it none is planted, and never one that shows less."""
    source = PROGRAMS[name]
    module = loaded(source)
    names = dict(vars(module))
    usual, made = answers(module), made_functions()
    planter = Planter(NAME, source, made)
    functions = [
        each
        for each in gc.get_objects()
        if type(each) is types.FunctionType and each.__code__.co_filename == module.__file__
    ]
    codes = [each.__code__ for each in functions]
    planted = list[tuple[Mutant, Any]]()
    for one in mutants(source, str(module.__file__)):
        if one.operator == "default value":
            continue
        plant = planter.planted((one.start, one.end, one.text), one.function, one.line)
        if plant is not None:
            plant()
            vars(module).update(names)
            planted.append((one, answers(module)))
            for function, code in zip(functions, codes, strict=True):
                function.__code__ = code
    assert answers(module) == usual
    assert len(planted) >= FEWEST[name]
    for one, told in planted:
        if one.lines.isdisjoint(made_while_imported(source)):
            assert told == whole(one.applied(source)), one


def made_while_imported(source: str) -> frozenset[int]:
    """Give the lines that an import alone runs: such a mutant is tried by an import anew."""
    at = [n for n, line in enumerate(source.splitlines(), 1) if line.startswith(ONCE)]
    return body_lines(source, NAME).union(at)


ONCE = (
    "    extra =",
    "    def around",
    "        named =",
    "        def called",
    "        return called",
    "    return around",
    "    def called",
    "    if f is None",
    "    return called",
    "        super().__init_sub",
    "        cls.rank =",
    "        Base.known",
    "    def put",
    "        KNOWN[name]",
    "        return function",
    "    return put",
)
"""How the lines begin of functions that run while the programs are imported, and no more."""


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("a = 1\ndef f():\n    return 2\n", {1, 2}),
        ("class A:\n    b = 1\n    def f(self):\n        return 2\n", {1, 2, 3}),
        ("def f():\n    class A:\n        b = 1\n    return A\n", {1}),
        ("a = [b for b in c\n  if b]\nd = lambda: (\n    1\n)\n", {1, 2, 3}),
        ("if a:\n    b = 1\nelse:\n    c = 2\n", {1, 2, 4}),
        ("", {0}),
    ],
)
def test_an_import_runs_the_bodies_of_a_module_and_its_classes(
    source: str, lines: set[int]
) -> None:
    """Nothing within a function counts, classes there neither."""
    assert body_lines(source, "module.py") - {0} == lines - {0}
