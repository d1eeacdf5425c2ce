"""A mutant of which one function is compiled lives as the whole mutated module would."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest

from switchover.shadow.mutation import mutants
from switchover.shadow.strength import Fate, strength
from switchover.shadow.strength.planting import Planter

SOURCE = '''
from __future__ import annotations
import functools
from functools import wraps
LIMIT = 7
def adding(more):
    def around(function):
        @wraps(function)
        def called(*given):
            found = function(*given)
            return found + more * 3
        return called
    return around
def rounded(number, most=3):
    """Say it."""
    text = """
  of %d
""" % (number + 1)
    return text.strip() if number < most else text
class Outer:
    factor = 3
    class _Inner:
        def __init__(self, given):
            self.__given = given + 1
        def read(self):
            return self.__given * 2
    def __init__(self, size):
        self.size = size
    @property
    def half(self):
        return self.size // 2
    @half.setter
    def half(self, value):
        self.size = value * 2 + 1
    @staticmethod
    @functools.lru_cache(maxsize=None)
    @adding(2)
    def kept(number):
        return number - 1
    if LIMIT > 3:
        def doubled(self):
            def inside(one):
                return one + self.size
            return [inside(one) for one in range(self.size) if one > 1]
class Under(Outer):
    def __init__(self, size):
        super().__init__(size + 1)
        self.half = 4 if size > 5 else size
if LIMIT:
    def called(size):
        it = Under(size)
        read = it._Inner(size).read()
        return [it.half, it.kept(size), it.doubled(), rounded(size), it.factor * read, it.size < LIMIT]
def ask(size):
    return called(size)
'''
INPUTS = [(0,), (2,), (5,), (6,)]


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("planted")
    (folder / "planted_sides.py").write_text(SOURCE)
    sys.path.insert(0, str(folder))
    yield folder / "planted_sides.py"
    sys.path.remove(str(folder))


def answers(source: str) -> list[Any] | str:
    """Give what a module of this source answers, run as a whole."""
    module = types.ModuleType("planted_sides")
    try:
        exec(compile(source, "<whole>", "exec", dont_inherit=True), module.__dict__)
    except Exception as error:
        return type(error).__name__
    found = list[Any]()
    for args in INPUTS:
        try:
            found.append(module.ask(*args))
        except Exception as error:
            found.append((type(error).__name__, str(error)))
    return found


def test_fates_are_those_of_the_whole_module(module) -> None:
    """Methods, nested classes, properties, decorators, blocks and defaults among them."""
    record = strength(
        "planted_sides:ask", "planted_sides:ask", [(args, {}) for args in INPUTS], time_s=300
    )
    assert record.executed == len(record.tried) > 60
    assert not record.of(Fate.BROKEN)
    usual = answers(SOURCE)
    told = {one.mutant.key: one.fate is Fate.SEEN for one in record.tried}
    naive = {one.mutant.key: answers(one.mutant.applied(SOURCE)) != usual for one in record.tried}
    assert told == naive


def test_a_function_is_compiled_alone_where_that_makes_the_same_code(module, monkeypatch) -> None:
    """Of none of these mutants is the whole module compiled again."""
    planted = types.ModuleType("planted_sides")
    planted.__file__ = str(module)
    exec(compile(SOURCE, str(module), "exec", dont_inherit=True), planted.__dict__)
    monkeypatch.setitem(sys.modules, "planted_sides", planted)
    planter = Planter("planted_sides", SOURCE)
    sizes = list[int]()
    real = compile
    monkeypatch.setitem(
        Planter.planted.__globals__,
        "compile",
        lambda text, *args, **kwargs: (
            sizes.append(len(text.strip())) or real(text, *args, **kwargs)
        ),
    )
    for one in mutants(SOURCE, str(module)):
        if one.operator != "default value":
            planter.planted((one.start, one.end, one.text), one.function, one.line)
    assert len(sizes) > 60
    assert max(sizes) < len(SOURCE) / 2


def test_an_import_anew_that_is_no_mutants_doing_is_none_of_its_fate(tmp_path, monkeypatch) -> None:
    """In a package without a file of its own; and where a second import alone answers otherwise."""
    (tmp_path / "bare_space").mkdir()
    (tmp_path / "bare_space" / "side.py").write_text("def f(n, unread=3):\n    return n + 1\n")
    (tmp_path / "counting_side.py").write_text(
        "import os\n"
        "TIMES = int(os.environ.get('TIMES', '0')) + 1\n"
        "os.environ['TIMES'] = str(TIMES)\n"
        "def f(n, unread=3):\n    return n + TIMES\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    def default(side: str) -> Fate:
        record = strength(side, side, [((1,), {}), ((2,), {})], time_s=300)
        return next(one.fate for one in record.tried if one.mutant.before == "3")

    assert default("bare_space.side:f") is Fate.ALIKE
    assert default("counting_side:f") is Fate.BROKEN
