"""A test that is written fails while the candidate differs, and passes once it answers alike."""

from __future__ import annotations

import ast
import copy
import importlib
import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from switchover.shadow import Comparison, Outcome, compare
from switchover.shadow.records import Difference, Failure, Kind, Observation
from switchover.shadow.reproduce import CannotWriteError, Reproducible, alone, expression, through
from switchover.shadow.reproduce.expression import MADE
from switchover.values import decode, encode, to_text

NAME = "reproduced_sides"
SHARED = """
import asyncio, collections, datetime, decimal, enum
from dataclasses import dataclass
class Flag(enum.Flag):
    R = 1
    W = 2
@dataclass
class Point:
    x: int
    y: object = None
class Slotted:
    __slots__ = ("x",)
    def __init__(self, x): self.x = x
class Private:
    __slots__ = ("__x",)
    def __init__(self, x): self.__x = x
class Bent:
    def __init__(self, text):
        self.size = len(text)
class Asked(Exception):
    pass
class Counter:
    def __init__(self): self.by = 1
    def control(self, n): return n + self.by
    def candidate(self, n): return n - self.by
    @classmethod
    def made(cls, n): return cls().control(n)
    @staticmethod
    def still(n): return n
"""
PAIRS = {
    "a number": ("return n + 1", "return n + 2", (1,)),
    "a truth for a number": ("return 1", "return True", (1,)),
    "a truth among members": ("return {1, 2}", "return {True, 2}", (1,)),
    "a truth for a key": ("return {1: 'a'}", "return {True: 'a'}", (1,)),
    "a sign of zero": ("return [0.0]", "return [-0.0]", (1,)),
    "no number": ("return {'a': float('nan')}", "return {'a': 0.0}", (1,)),
    "infinite": ("return float('inf')", "return float('-inf')", (1,)),
    "an order": ("return [1, 2]", "return [2, 1]", (1,)),
    "an order of keys": (
        "return collections.OrderedDict([('a', 1), ('b', 2)])",
        "return collections.OrderedDict([('b', 2), ('a', 1)])",
        (1,),
    ),
    "a length of a deque": (
        "return collections.deque([decimal.Decimal(n)], 3)",
        "return collections.deque([decimal.Decimal(n)], 4)",
        (1,),
    ),
    "what a defaultdict makes": (
        "return collections.defaultdict(list, {n: [datetime.date(2024, 1, n)]})",
        "return collections.defaultdict(set, {n: [datetime.date(2024, 1, n)]})",
        (1,),
    ),
    "counts": ("return collections.Counter('aab')", "return collections.Counter('abb')", (1,)),
    "places of a decimal": (
        "return decimal.Decimal('1.0')",
        "return decimal.Decimal('1.00')",
        (1,),
    ),
    "a field": ("return Point(1, [n])", "return Point(1, [n + 1])", (1,)),
    "a field in a list": ("return [Point(1), None]", "return [Point(2), None]", (1,)),
    "a class": ("return Point(1)", "return (1, None)", (1,)),
    "a slot": ("return Slotted(1)", "return Slotted(2)", (1,)),
    "flags": ("return Flag.R | Flag.W", "return Flag.R", (1,)),
    "no flag": ("return Flag(0)", "return Flag.W", (1,)),
    "letters": ('return \'é\\n\\u2028"""\'', "return 'e'", ('\'"""\\\\',)),
    "what is left in an argument": ("n.append(1)", "n.append(2)", ([],)),
    "what is left in a name": ("return more['k'].clear()", "return None", (1,), {"k": {2: 3}}),
    "an error": ("raise ValueError('no')", "return 1", (1,)),
    "a type of error": ("raise ValueError('no')", "raise TypeError('no')", (1,)),
    "a text of an error": ("raise Asked('a')", "raise Asked('b')", (1,)),
    "no error": ("return 1", "raise ValueError('no')", (1,)),
    "an end": ("raise SystemExit(3)", "return None", (1,)),
    "what is awaited": ("await asyncio.sleep(0); return 1", "return 2", (1,)),
}


@pytest.fixture
def sides(monkeypatch):
    """Makes a module of two sides."""

    def made(control: str, candidate: str) -> types.ModuleType:
        word = "async def" if "await" in control else "def"
        source = SHARED + "".join(
            f"{word} {name}(n=None, **more):\n    {body}\n"
            for name, body in (("control", control), ("candidate", candidate))
        )
        module = types.ModuleType(NAME)
        monkeypatch.setitem(sys.modules, NAME, module)
        exec(compile(source, "sides.py", "exec"), module.__dict__)
        return module

    return made


def observed(side: Any, args: Any, kwargs: Any) -> tuple[Observation, Any]:
    """Run one side on copies, and give what a run keeps of it."""
    args, kwargs, answer, failure = copy.deepcopy(list(args)), copy.deepcopy(kwargs), None, None
    try:
        answer = side(*args, **kwargs)
        while hasattr(answer, "send"):
            answer.send(None)
    except StopIteration as error:
        answer = error.value
    except BaseException as error:
        kind = type(error)
        name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
        failure = Failure(type=name, message=str(error))
    tree = decode(encode(("answered", None if failure else answer, args, kwargs)))
    return Observation(wall_s=0, cpu_s=0, failure=failure, document=to_text(tree)), (
        *(failure or (answer,) if failure is None else (None,)),
        args,
        kwargs,
    )


def reproducible(module: Any, args: Any, kwargs: Any, **changed: Any) -> Reproducible:
    control, mine = observed(module.control, args, kwargs)
    candidate, theirs = observed(module.candidate, args, kwargs)
    differences = [
        Difference(path=one.path.replace("$", root, 1), folded="", kind=one.kind)
        for root, left, right in zip(("$", "$args", "$kwargs"), mine, theirs, strict=True)
        for one in compare(left, right)
    ]
    if control.failure != candidate.failure:
        differences = [Difference(path="$", folded="$", kind=Kind.ERROR)]
    assert differences
    found = Reproducible(
        signature="5e1f00d",
        said="$ changed",
        control=f"{NAME}:control",
        candidate=f"{NAME}:candidate",
        comparison=Comparison(
            index=0,
            outcome=Outcome.DIFFERENCE,
            control=control,
            candidate=candidate,
            differences=tuple(differences),
            input=to_text(decode(encode((tuple(args), kwargs)))),
        ),
        rule=None,
        why_no_rule="none",
        command="switchover shadow",
        seed=1,
    )
    return found._replace(**changed)


def run_of(text: str) -> Any:
    """Give the one test of a written file, to be called."""
    names: dict[str, Any] = {}
    exec(compile(text, "test_it.py", "exec"), names)
    (test,) = (each for name, each in names.items() if name.startswith("test_"))
    return test


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_a_written_test_tells_the_control_from_the_candidate(sides, pair):
    """It fails by what it asserts, or by what the candidate raises; with the control it passes."""
    control, candidate, args, *more = pair
    module = sides(control, candidate)
    found = reproducible(module, args, *(more or [{}]))
    for by_fields in (False, True):
        test = run_of(alone(found, by_fields=by_fields))
        with pytest.raises((AssertionError, ValueError, pytest.fail.Exception)):
            test()
        module.candidate, before = module.control, module.candidate
        run_of(alone(found, by_fields=by_fields))()
        module.candidate = before


def test_an_object_whose_init_takes_something_else_is_made_by_its_fields(sides):
    """Where the call of its class cannot make it again, its fields can; private slots, too."""
    module = sides("return n.size, Private(1)", "return n.size, Private(2)")
    found = reproducible(module, (module.Bent("abc"),), {})
    with pytest.raises(TypeError):
        run_of(alone(found))()
    with pytest.raises(AssertionError):
        run_of(alone(found, by_fields=True))()
    module.candidate = module.control
    run_of(alone(found, by_fields=True))()


@pytest.mark.parametrize(
    ("name", "on_instance", "passes"),
    [
        ("Counter.control", True, True),
        ("Counter.candidate", True, False),
        ("Counter.made", False, True),
        ("Counter.still", False, False),
    ],
)
def test_a_method_is_called_on_an_object_that_is_built_without_arguments(
    sides, name, on_instance, passes
):
    """Where asked for; those of a class, and plain ones in it, are called on the class."""
    found = reproducible(sides("return n + 1", "return n"), (1,), {}, candidate=f"{NAME}:{name}")
    test = run_of(alone(found, on_instance=on_instance))
    if passes:
        test()
    else:
        with pytest.raises(AssertionError):
            test()


@pytest.mark.parametrize(
    "said",
    ['$[\'"""\'] changed', "$['a\\n\\\\'] changed", "$['\ud800é'] changed", "$.{a} changed", '"'],
    ids=ascii,
)
def test_what_a_page_says_is_no_code(sides, said):
    """Quotes, backslashes, braces and half letters of a path or a command end no page."""
    command = (
        f'switchover shadow --corpus \'a\\b""".jsonl\' {said.encode("ascii", "ignore").decode()}'
    )
    found = reproducible(sides("return 1", "return 2"), (1,), {}, said=said, command=command)
    found = found._replace(rule='[[rule]]\npath = """\n$.a\\b"""')
    for text in (alone(found), through(found)):
        page = ast.get_docstring(ast.parse(text), clean=False)
        assert page is not None
        assert command in page
        assert '    path = """\n    $.a\\b"""' in page
        assert page.splitlines()[0].endswith(f"{NAME}:candidate differs from {NAME}:control.")


REFUSED = [
    ({"candidate": "shop.<lambda>"}, "no plain name"),
    ({"candidate": "shop:f.<locals>.g"}, "no plain name"),
    ({"candidate": "shop:f()"}, "no plain name"),
    ({"input": None}, "kept the input"),
    ({"control": None}, "kept the input"),
    ({"control": Observation(wall_s=0, cpu_s=0)}, "kept no answer of the control"),
    ({"differences": (Difference(path="$", folded="$", kind=Kind.TIMED_OUT),)}, "gives no answer"),
    ({"differences": (Difference(path="$", folded="$", kind=Kind.DIED),)}, "gives no answer"),
]


@pytest.mark.parametrize(("changed", "said"), REFUSED)
def test_what_allows_no_test_is_said(sides, changed, said):
    """None is written that would fail for another reason."""
    found = reproducible(sides("return 1", "return 2"), (1,), {})
    if "candidate" in changed:
        found = found._replace(**changed)
    else:
        kept = {
            name: getattr(found.comparison, name) for name in found.comparison.__struct_fields__
        }
        found = found._replace(comparison=Comparison(**(kept | changed)))
    with pytest.raises(CannotWriteError, match=said):
        alone(found)


def test_a_test_through_switchover_names_both_sides_and_holds_the_input(sides):
    """In letters of ASCII alone, whatever the input holds; without one there is none."""
    found = reproducible(sides("return 1", "return 2"), ("é'\"\\\n\u2028",), {})
    text = through(found)
    tree = ast.parse(text)
    (given,) = (
        one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign) and one.targets[0].id == "INPUT"  # type: ignore[attr-defined]
    )
    assert given == found.comparison.input
    assert text.isascii()
    assert f"run('{NAME}:control', '{NAME}:candidate'" in text
    assert "seed=1" in text
    empty = Comparison(index=0, outcome=Outcome.DIFFERENCE)
    with pytest.raises(CannotWriteError, match="kept the input"):
        through(found._replace(comparison=empty))


TABLE = Path(__file__).parents[3] / "docs" / "equality.md"
ROWS = re.findall(r"^\| `(.+)` \| `(.+)` \| (.+) \|$", TABLE.read_text("utf-8"), re.MULTILINE)
HERE = """
import collections, datetime, decimal, enum, fractions, pathlib, uuid, zoneinfo, ipaddress, types
from collections import *
from datetime import *
from decimal import Decimal
from fractions import Fraction
from pathlib import *
from uuid import UUID
from zoneinfo import ZoneInfo
from dataclasses import dataclass
class Colour(enum.Enum):
    RED = 1
class Number(enum.IntEnum):
    ONE = 1
@dataclass
class Point:
    x: int
    y: int
@dataclass
class Twin:
    x: int
    y: int
class Plain:
    def __init__(self, x): self.x = x
class Slotted:
    __slots__ = "x"
    def __init__(self, x): self.x = x
class AlwaysEqual(Plain):
    __hash__ = None
    def __eq__(self, other): return True
class NeverEqual(Plain):
    __hash__ = None
    def __eq__(self, other): raise RuntimeError("do not ask")
"""


@pytest.fixture(scope="module")
def table():
    """The names of the rows that need no library, in a module of their own."""
    module = types.ModuleType("equal_or_not")
    sys.modules["equal_or_not"] = module
    exec(compile(HERE, "equal_or_not.py", "exec"), module.__dict__)
    yield vars(module)
    del sys.modules["equal_or_not"]


@pytest.fixture(scope="module")
def same(table):
    """What a written test calls."""
    fake = types.SimpleNamespace(control=lambda n: 1, candidate=lambda n: 2)
    names: dict[str, Any] = {}
    sys.modules.setdefault(NAME, types.ModuleType(NAME)).candidate = None  # type: ignore[attr-defined]
    exec(compile(alone(reproducible(fake, (1,), {})), "test_it.py", "exec"), names)
    del sys.modules[NAME]
    return names["same"]


def written(value: Any, *, by_fields: bool) -> Any:
    """Make a value again from its expression."""
    found = expression(decode(encode(value)), by_fields=by_fields)
    names = {one.partition(".")[0]: importlib.import_module(one) for one in found.modules}
    exec(MADE, names)
    return eval(found.text, names)


COMPARED = [
    (a, b, said == "equal")
    for a, b, said in ROWS
    if not re.search(
        r"\b(np|pd|Pair|Attrs|Model|Struct|Money|re|ET|Random|Lock|count|partial|adder|hashlib|"
        r"itemgetter|BytesIO|StringIO|array|Namespace|MappingProxyType|time|gmtime|len|object|"
        r"append|keys|values|lambda|max|int|float|list|"
        r"OSError|ValueError|ip_address|range|memoryview|UserDict|ChainMap|iter|map|slice|type)\b",
        f"{a} {b}",
    )
]


@pytest.mark.parametrize("by_fields", [False, True], ids=["called", "by fields"])
@pytest.mark.parametrize(("one", "other", "equal"), COMPARED)
def test_a_written_test_compares_as_a_run_does(table, same, one, other, equal, by_fields):
    """Each row of the table of equality, both ways and one level down; no class is asked."""
    for control, candidate in ((one, other), (other, one)):
        wanted = written(eval(control, table), by_fields=by_fields)
        answer = eval(candidate, table)
        assert same(answer, wanted) is equal
        assert same({"a": [answer]}, {"a": [wanted]}) is equal
        assert same(answer, answer)


def test_most_rows_of_the_table_are_compared():
    """A row that cannot be written is not among them."""
    assert len(COMPARED) > 45
