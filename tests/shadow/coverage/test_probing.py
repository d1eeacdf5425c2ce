"""Probes in the code of a side: they tell what tracing tells, and the side does what it did."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import inspect
import pickle
import sys
import traceback

import pytest

from switchover.shadow.coverage.scope import Scope
from switchover.shadow.coverage.watching import watching
from switchover.values import encode

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="from Python 3.12 on sys.monitoring tells branches"
)

MANY = """\
import contextlib

def ways(a, b=0, *rest, c=None, **more):
    found = [one for one in rest if one > 1 if one != 3] or [0]
    while found and a > 0:
        a -= 1
        if a == 2:
            continue
        if a == 1 and b or c is not None:
            break
    else:
        found.append("else")
    return found, a < b < 5, {k: v for k, v in more.items() if v}, not a

def failing(kind):
    try:
        if kind == 1:
            raise ValueError(kind)
        if kind == 2:
            {}["absent"]
        with contextlib.suppress(ZeroDivisionError):
            1 / (kind - 3)
            return "divided"
        return "suppressed"
    except ValueError as error:
        return "value" if error.args else "none"
    finally:
        kind = kind or 7
        for _ in range(kind):
            if _ == 4:
                break

def groups(kind):
    try:
        raise ExceptionGroup("both", [ValueError(1), KeyError(2)][kind:])
    except* ValueError:
        found = "value"
    except* KeyError as some:
        found = len(some.exceptions)
    return found

def matched(given):
    match given:
        case {"kind": "a", **rest} if rest:
            return rest
        case [1, *others] | (2, *others):
            return others
        case str() | None:
            return "text"
        case _:
            return None

def count(most):
    total = 0
    while True:
        more = yield total
        if more is None:
            total += 1
        elif more < 0:
            return "ended"
        else:
            total += more
        if total > most:
            raise OverflowError(total)

def through(most):
    said = yield from count(most)
    return said if said else None

def stepped(sent):
    steps = through(9)
    found = [next(steps)]
    try:
        for one in sent:
            found.append(steps.throw(one) if isinstance(one, Exception) else steps.send(one))
    except StopIteration as end:
        found.append(end.value)
    except (OverflowError, KeyError) as error:
        found.append(repr(error))
    return found

class Shape:
    sides = 3

    def __init__(self, sides=None):
        self.sides = sides or type(self).sides

    @property
    def name(self):
        return "few" if self.sides < 5 else "many"

    @classmethod
    def of(cls, *sides):
        class Inner(cls):
            if sides:
                sides = sides[0]
        return Inner().name

def closed(n):
    def inner(more=n if n else 1):
        nonlocal n
        n = n - 1 if n else more
        return inner() if n else done(n)
    done = lambda k: "zero" if not k else k
    return inner()

async def waited(numbers):
    async def each():
        for one in numbers:
            if one:
                yield one
    async with contextlib.AsyncExitStack() as stack:
        found = [one async for one in each() if one % 2]
        async for one in each():
            if one == 4:
                return one
    return found

def long(a):
    x = 0
""" + "".join(f"    if a == {n}:\n        x += {n} if a else {n + 1000}\n" for n in range(300)) + """\
    while a:
        a -= 1
""" + "".join(f"        x += a if a > {n} else {n}\n" for n in range(120)) + """\
        if x > 10**9:
            raise OverflowError(x)
    return x

def unsaid(value):
    if value:
        return lambda: value + 1
    return unsaid
"""  # fmt: skip
CALLS = [
    *(("ways", one) for one in [(0,), (3, 1), (5, 0, 1, 2, 3), (2, 2, 9), (1, 4)]),
    *(("failing", (kind,)) for kind in range(5)),
    *(("groups", (kind,)) for kind in range(3)),
    *(("matched", (one,)) for one in [{"kind": "a", "b": 1}, {"kind": "a"}, [1, 2], (2,), "", 7]),
    *(("stepped", (one,)) for one in [(), (1, None), (-1,), (99,), (KeyError("k"), 1), (None,) * 12]),
    *(("Shape.of", one) for one in [(), (7,), (2,)]),
    *(("closed", (one,)) for one in [0, 1, 4]),
    *(("waited", (one,)) for one in [[], [1, 0, 3], [2, 4, 5]]),
    *(("long", (one,)) for one in [0, 7, 299, 10**6]),
    *(("unsaid", (one,)) for one in [0, 1]),
]  # fmt: skip


@pytest.fixture
def many(tmp_path, monkeypatch):
    """A module that goes many ways, imported anew."""
    from switchover.shadow.coverage import probing

    monkeypatch.setattr(probing, "SLICE_S", 60.0)
    monkeypatch.setattr(probing, "PAYS_S", 0.0)
    monkeypatch.setattr(probing, "EACH_S", 0.0)
    (tmp_path / "many_ways.py").write_text(MANY)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "many_ways", raising=False)
    return importlib.import_module("many_ways")


def answer(module, name, args):
    function = module
    for part in name.split("."):
        function = getattr(function, part)
    try:
        value = function(*args)
        return encode(asyncio.run(value) if inspect.iscoroutine(value) else value)
    except Exception as error:
        said = [
            (one.name, one.lineno, one.colno) for one in traceback.extract_tb(error.__traceback__)
        ]
        return type(error).__name__, error.args, said[1:]


class Own(Scope):
    """Of what these tests write alone, however much was imported beside it."""

    def __contains__(self, file):
        return file.endswith(("many_ways.py", "many_later.py"))


@contextlib.contextmanager
def watched(make, *args):
    watch = make(*args)
    try:
        yield watch
    finally:
        watch.close()


def told(watch, call):
    watch.begin()
    try:
        said = call()
    finally:
        watch.end()
    return said, {watch.branches[index] for index in watch.hit}


@pytest.mark.parametrize("pays_s", [0.0, 0.02, 60.0])
def test_probes_tell_what_tracing_tells_and_change_no_answer(many, pays_s, monkeypatch) -> None:
    """Each way that each call takes, with lines of tracebacks and code of functions in answers.

    Whether they are put in before the first call, between two calls, or not at all.
    """
    from switchover.shadow.coverage import probing
    from switchover.shadow.coverage.tracing import Tracing

    monkeypatch.setattr(probing, "PAYS_S", pays_s)

    plain = [answer(many, *call) for call in CALLS]
    with watched(Tracing, Own("many_ways")) as watch:
        traced = [told(watch, lambda call=call: answer(many, *call)) for call in CALLS]
    with watched(watching, Own("many_ways")) as watch:
        probed = [told(watch, lambda call=call: answer(many, *call)) for call in CALLS]
        told_by = set(watch.branches)
    assert [said for said, _ in traced] == plain
    assert [said for said, _ in probed] == plain
    for call, (_, mine), (_, theirs) in zip(CALLS, traced, probed, strict=True):
        assert mine == theirs, call
    assert len(told_by) > 500


def test_a_process_of_few_calls_has_no_probes(many, monkeypatch) -> None:
    """They cost more than they save there; where calls go on, they come."""
    from switchover.shadow.coverage import probing

    monkeypatch.setattr(probing, "PAYS_S", 0.05)
    code = many.ways.__code__
    with watched(watching, Own("many_ways")) as watch:
        assert told(watch, lambda: many.ways(1))[1]
        assert many.ways.__code__ is code
        while many.ways.__code__ is code:
            assert told(watch, lambda: many.ways(1))[1]


def test_what_a_function_says_of_itself_stays(many) -> None:
    """Its source, its name, its pickle, its variables, its hash; and all of it once it is closed."""
    code = many.ways.__code__
    with watched(watching, Own("many_ways")) as watch:
        told(watch, lambda: many.ways(1))
        assert many.ways.__code__ is not code
        assert inspect.getsource(many.ways).startswith("def ways(a, b=0")
        assert pickle.loads(pickle.dumps(many.ways)) is many.ways
        assert str(inspect.signature(many.ways)) == "(a, b=0, *rest, c=None, **more)"
        made = many.ways.__code__
        assert isinstance(hash(made), int)
        for name in ("co_name", "co_qualname", "co_varnames", "co_firstlineno", "co_flags"):
            assert getattr(made, name) == getattr(code, name)
    assert many.ways.__code__ is code


def test_code_that_comes_to_life_in_a_call_is_told_by_it(many, tmp_path) -> None:
    """A module imported there, a function made of code, and what each of them does later."""
    (tmp_path / "many_later.py").write_text("def late(a):\n    return 1 if a else 2\n")
    sys.modules.pop("many_later", None)

    def call(value):
        return importlib.import_module("many_later").late(value)

    with watched(watching, Own("many_ways")) as watch:
        told(watch, lambda: many.ways(1))
        ways = [{one.way for one in told(watch, lambda v=v: call(v))[1]} for v in (1, 0, 1)]
    sys.modules.pop("many_later", None)
    assert ways == [{"called", "true"}, {"called", "false"}, {"called", "true"}]


@pytest.mark.parametrize("common", [None, 50])
def test_what_was_under_way_is_told_too(many, common) -> None:
    """A generator that began before keeps the code that it has."""
    steps = many.count(5)
    next(steps)
    with watched(watching, Own("many_ways"), common) as watch:
        lines = [{one.line for one in told(watch, lambda: steps.send(1))[1]} for _ in range(3)]
    assert lines[0]
    assert lines[0] == lines[1] == lines[2]


def test_a_function_whose_ways_are_all_common_costs_nothing(many) -> None:
    """Its own code runs again; a way that comes later is told all the same."""
    code = many.failing.__code__, many.unsaid.__code__
    with watched(watching, Own("many_ways"), 3) as watch:
        for _ in range(60):
            told(watch, lambda: [many.unsaid(0), many.unsaid(1)()])
        assert many.unsaid.__code__ is code[1]
        assert many.failing.__code__ is not code[0]
        assert told(watch, lambda: many.unsaid(1)())[1] == set()
        assert {one.way for one in told(watch, lambda: many.failing(1))[1]} >= {"called", "true"}


def test_two_that_watch_in_turn_both_tell(many) -> None:
    """Probes are of whoever begins."""
    with (
        watched(watching, Own("many_ways")) as one,
        watched(watching, Own("many_ways")) as other,
    ):
        for watch in (one, other, one):
            assert {each.way for each in told(watch, lambda: many.unsaid(0))[1]} == {
                "called",
                "false",
            }
