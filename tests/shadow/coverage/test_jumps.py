"""Which branches a function has, by what its author wrote, and which of them a call takes."""

from __future__ import annotations

import asyncio
import inspect
import sys
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.shadow.coverage.jumps import jumps
from switchover.shadow.coverage.scope import Scope
from switchover.shadow.coverage.watching import watching

SOURCE = """\
import contextlib
def chain(a, b, c):
    if a < b < c:
        return 1
    return 2
def long_chain(a, b, c):
    while 0 < a <= b != c is not None:
        a -= 1
    return a
def given(a, b, c):
    return a < b < c
def beside(a, b, c):
    try:
        return a < b < c
    finally:
        if a < b < c:
            a = b
def mapping(value):
    match value:
        case {"kind": "a", "size": size}:
            return size
        case {}:
            return 0
    return -1
def sequence(value):
    match value:
        case [0, *rest] if rest:
            return rest
        case [x, y]:
            return x
        case []:
            return 0
        case _:
            return 9
def classes(value):
    match value:
        case int(i) | str(i):
            return i
        case complex(real=0.0, imag=part):
            return part
        case None:
            return 0
def nothing(value):
    if value is None:
        return 0
    return 1 if value is not None and value > 2 else 2
def joined(a, b, c):
    x = a and b or c
    return x
def either_and(a, b, c):
    return (a or b) and c
def nested(a, b, c, d):
    x = ((a and b or c) and d) or (b or d) and c
    return x
def again(items):
    return [one[0] and one[1] or one[2] for one in items]
def all_of(a, b, c):
    if a and b and c:
        return 1
def all_given(a, b, c):
    return a and b and c
def any_of(a, b, c):
    if (
        a
        or not b
        or c(a) or c
    ):
        return 1
def loops(items):
    for one in items:
        if one: break
    else:
        return 1
    while items:
        items = items[1:]
        if len(items) == 2: continue
    else:
        return 2
def parts(items):
    return [x for x in items if x if x > 1], {x: 1 for x in items}, any(x > 2 for x in items)
def errors(raised):
    try:
        if raised: raise raised
    except (KeyError, ValueError):
        return 1
    except TypeError as error:
        return 2
    else:
        return 3
    finally:
        raised = None
def group(raised):
    try:
        raise ExceptionGroup("many", [raised])
    except* KeyError:
        return_ = 1
    return return_
def with_it(value):
    with contextlib.nullcontext(), contextlib.suppress(KeyError):
        assert value is not None, "none"
        if value: raise KeyError
    return value
def made(count):
    for one in range(count):
        got = yield one
        if got: return
async def awaited(count):
    async with contextlib.AsyncExitStack():
        return [one async for one in steps(count) if one > 1]
async def steps(count):
    while count > 0:
        yield count
        count -= 1
def walrus(items):
    if (n := len(items)) > 2 and n < 5:
        return n
def lambdas(value):
    return (lambda x: x if x else 0)(value)
def decided(value):
    if __debug__: value += 1
    while True:
        if value: return 1
        value = 1
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    file = tmp_path_factory.mktemp("jumps") / "branching.py"
    file.write_text(SOURCE)
    module = types.ModuleType("branching")
    module.__file__ = str(file)
    sys.modules["branching"] = module
    exec(compile(SOURCE, str(file), "exec"), module.__dict__)
    yield module
    del sys.modules["branching"]


@pytest.fixture(scope="module")
def scope(module):
    return type("Of", (Scope,), {"_is_in": lambda _, file: file == module.__file__})("branching")


def brought(value):
    """Run what a call has given to its end."""
    if inspect.iscoroutine(value):
        return asyncio.run(value)
    return list(value) if isinstance(value, types.GeneratorType) else value


def taken(module, scope, name: str, *args):
    """Give the branches that a call takes: the line's part from where each begins, and its way."""
    watched = watching(scope)
    watched.begin()
    try:
        brought(getattr(module, name)(*args))
    except Exception as error:
        assert not isinstance(error, NameError), error
    finally:
        watched.end()
        watched.close()
    found = (watched.branches[index] for index in watched.hit)
    return {said(one) for one in found if not one.is_entry}


def said(branch) -> str:
    """Say a branch by what its author wrote, as far as its next blank."""
    shown = SOURCE.splitlines()[branch.line - 1][branch.column :]
    words = shown.removeprefix("if ").removeprefix("while ").split()
    return f"{words[0].strip(':')} {branch.way}"


def loop(over: str, way: str) -> str:
    """A loop stands at its word, and from Python 3.13 on at what it goes through."""
    return f"{over if sys.version_info >= (3, 13) else 'for'} {way}"


TAKEN = [
    ("chain", (3, 2, 9), {"a false"}),
    ("chain", (1, 2, 0), {"a true", "c false"}),
    ("chain", (1, 2, 3), {"a true", "c true"}),
    ("given", (1, 2, 0), {"a true"}),
    ("given", (3, 2, 0), {"a false"}),
    ("long_chain", (0, 1, 1), {"0 false"}),
    ("long_chain", (2, 1, 1), {"0 true", "b false"}),
    ("long_chain", (1, 1, 1), {"0 true", "b true", "c false"}),
    ("mapping", ({"kind": "a", "size": 1},), {'{"kind" true', '"a", true'}),
    ("mapping", ({"kind": "b", "size": 1},), {'{"kind" true', '"a", false', "{} true"}),
    ("mapping", ({"kind": "a"},), {'{"kind" false', "{} true"}),
    ("mapping", ({"a": 1, "b": 2},), {'{"kind" false', "{} true"}),
    ("mapping", ([],), {'{"kind" false', "{} false"}),
    ("sequence", ([0, 1],), {"[0, true", "0, true", "rest true"}),
    ("sequence", ([5],), {"[0, true", "0, false", "[x, false", "[] false"}),
    ("sequence", ([5, 6],), {"[0, true", "0, false", "[x, true"}),
    ("sequence", ([],), {"[0, false", "[x, false", "[] true"}),
    ("sequence", ("ab",), {"[0, false", "[x, false", "[] false"}),
    ("classes", (3,), {"int(i) true"}),
    ("classes", ("a",), {"int(i) false", "str(i) true"}),
    ("classes", (1j,), {"int(i) false", "str(i) false", "complex(real=0.0, true", "0.0, true"}),
    (
        "classes",
        (1 + 1j,),
        {"int(i) false", "str(i) false", "complex(real=0.0, true", "0.0, false", "None not none"},
    ),
    (
        "classes",
        (None,),
        {"int(i) false", "str(i) false", "complex(real=0.0, false", "None none"},
    ),
    ("nothing", (None,), {"value none"}),
    ("nothing", (1,), {"value not none", "value false"}),
    ("nothing", (3,), {"value not none", "value true"}),
    ("joined", (1, 1, 0), {"a true", "b true"}),
    ("joined", (1, 0, 1), {"a true", "b false"}),
    ("joined", (0, 0, 1), {"a false"}),
    ("either_and", (1, 0, 0), {"a true"}),
    ("either_and", (0, 1, 0), {"a false", "b) true"}),
    ("either_and", (0, 0, 1), {"a false", "b) false"}),
    ("nested", (1, 1, 0, 1), {"a true", "b true", "d) true"}),
    ("nested", (1, 1, 0, 0), {"a true", "b true", "d) false"}),
    ("nested", (0, 1, 0, 1), {"a false", "c) false", "b true"}),
    ("nested", (0, 0, 0, 1), {"a false", "c) false", "b false", "d) true"}),
    ("nested", (0, 0, 0, 0), {"a false", "c) false", "b false", "d) false"}),
    ("nested", (0, 1, 1, 1), {"a false", "c) true", "d) true"}),
    ("again", ([(0, 0, 1)],), {"one[0] false"}),
    ("again", ([(0, 0, 1), (1, 0, 1)],), {"one[0] false", "one[0] true", "one[1] false"}),
    ("again", ([(0, 0, 1), (1, 1, 1)],), {"one[0] false", "one[0] true", "one[1] true"}),
    ("all_of", (1, 1, 1), {"a true", "b true", "c true"}),
    ("all_of", (1, 0, 1), {"a true", "b false"}),
    ("all_of", (0, 1, 1), {"a false"}),
    ("all_given", (1, 0, 1), {"a true", "b false"}),
    ("all_given", (1, 1, 0), {"a true", "b true"}),
    ("any_of", (1, 1, int), {"a true"}),
    ("any_of", (0, 0, int), {"a false", "b false"}),
    ("any_of", (0, 1, int), {"a false", "b true", "c(a) false", "c true"}),
    ("loops", ([],), {loop("items", "end")}),
    ("loops", ([0, 0, 1],), {loop("items", "item"), "one false", "one true", "items true",
                             "len(items) true", "len(items) false", "items false"}),
    ("errors", (KeyError(),), {"raised true", "except true"}),
    ("errors", (TypeError(),), {"raised true", "except false", "except true"}),
    ("errors", (OSError(),), {"raised true", "except false"}),
    ("errors", (None,), {"raised false"}),
    ("group", (KeyError(),), {"except* true"}),
    ("group", (OSError(),), {"except* false"}),
    ("with_it", (0,), {"value: false"}),
    ("with_it", (1,), {"value: true"}),
    ("with_it", (None,), set()),
    ("made", (0,), {loop("range(count)", "end")}),
    ("made", (1,), {loop("range(count)", "item"), "got: false", loop("range(count)", "end")}),
    ("awaited", (0,), {"count false"}),
    ("awaited", (1,), {"count true", "count false", "one false"}),
    ("walrus", ([1],), {"(n false"}),
    ("walrus", ([1] * 3,), {"n true"}),
    ("lambdas", (0,), {"x false"}),
    ("decided", (0,), {"value: true"}),
]  # fmt: skip


def plainly(found: set[str]) -> set[str]:
    return {each.replace(":", "") for each in found}


@pytest.mark.parametrize(
    ("name", "args", "ways"), TAKEN, ids=[f"{t[0]}{t[1]!r:.30}" for t in TAKEN]
)
def test_a_call_takes_the_branches_that_its_values_decide(module, scope, name, args, ways):
    """Never the one beside: half of a chain that holds, or half of a pattern, is not all of it."""
    found = plainly(taken(module, scope, name, *args))
    assert plainly(ways) <= found
    if name in EXACT:
        assert found == plainly(ways)


EXACT = {"all_of", "all_given", "any_of", "joined", "chain", "given", "long_chain", "mapping", "sequence", "classes", "errors", "group",
         "with_it", "made"}  # fmt: skip
"""Functions of which the table tells all that a call takes."""

BRANCHES = {
    "chain": 4,
    "long_chain": 8,
    "given": 2,
    "beside": 6,
    "joined": 4,
    "all_of": 6,
    "all_given": 4,
    "any_of": 8,
    "mapping": 6,
    "sequence": 10,
    "classes": 10,
    "group": 2,
    "with_it": 2,
    "made": 4,
    "decided": 2,
}
"""Of each function, the ways that its author wrote."""


@pytest.mark.parametrize(("name", "count"), BRANCHES.items())
def test_a_function_has_the_branches_that_its_author_wrote(module, name, count):
    """However often the compiler writes them, and none of what it asks on the way."""
    (entry, *branches) = jumps(getattr(module, name).__code__).branches
    assert entry.is_entry
    assert len(branches) == count, branches
    assert len(set(branches)) == count
    assert {one.way for one in branches} <= {"true", "false", "none", "not none", "item", "end"}


NAMES = "abcdef"
CONDITIONS = st.recursive(
    st.sampled_from(NAMES),
    lambda parts: st.tuples(
        st.sampled_from(["and", "or"]), st.lists(parts, min_size=2, max_size=3)
    ),
    max_leaves=8,
)
"""A name, or a word and what it joins."""


def written(condition) -> str:
    if isinstance(condition, str):
        return condition
    word, parts = condition
    return "(" + f" {word} ".join(map(written, parts)) + ")"


def asked(condition, values, told: set[str], *, is_given: bool) -> bool:
    """Decide a condition as the language says; what is only given on is not asked."""
    if isinstance(condition, str):
        if not is_given:
            told.add(f"{condition} {str(values[condition]).lower()}")
        return values[condition]
    word, parts = condition
    for part in parts[:-1]:
        if (value := asked(part, values, told, is_given=False)) is (word == "or"):
            return value
    return asked(parts[-1], values, told, is_given=is_given)


@settings(max_examples=60)
@given(
    condition=CONDITIONS, calls=st.lists(st.fixed_dictionaries({each: st.booleans() for each in NAMES}), min_size=1, max_size=3),
    is_given=st.booleans(),
)  # fmt: skip
def test_conditions_that_are_joined_are_told_each_by_itself(condition, calls, is_given):
    how = (
        f"x = {written(condition)}\n return x" if is_given else f"if {written(condition)}: return 1"
    )
    source = f"def joined({', '.join(NAMES)}):\n {how}\n"
    namespace: dict = {}
    exec(compile(source, "joined.py", "exec"), namespace)
    watched = watching(type("Of", (Scope,), {"_is_in": lambda _, file: file == "joined.py"})("-"))
    expected: set[str] = set()
    watched.begin()
    for values in calls:
        namespace["joined"](**values)
        asked(condition, values, expected, is_given=is_given)
    watched.end()
    watched.close()
    found = [watched.branches[each] for each in watched.hit]
    shown = source.splitlines()[1]
    assert {f"{shown[each.column]} {each.way}" for each in found if not each.is_entry} == expected
