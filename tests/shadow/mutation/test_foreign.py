"""Mutants of sources that no formatter has touched, and of all that the grammar has."""

import ast
import sys
import warnings

import pytest

from switchover.shadow.mutation import SourceText, mutants
from switchover.shadow.mutation.text import alike

TIGHT = {
    "a text beside a keyword": "def f(a, b):\n    return'a'+b\n",
    "a choice beside a keyword": "def f(a, b):\n    return'a'if a else b\n",
    "a call before a keyword": "def f(a, b):\n    return [*a]if b else list(a)or str(b)in a\n",
    "a number before a keyword": "x = 1if y else 2\n",
    "a sign after a keyword": "x = a if not b else-c\n",
    "a bracket after a keyword": "x = not(a)in b\ny = [a for a in b if(c)if d]\n",
    "signs side by side": "x = a<-b or a--b\n",
    "statements on one line": "class A: x = 1; y = 2\n",
    "a page before a statement": "def f():\n    'doc'; a(); b()\n",
    "a body behind a backslash": "def f(): \\\n    a(); b()\n",
    "a handler behind a backslash": "def f(a):\n    try: g()\n    except E: \\\n        h()\n",
    "two words with a backslash between": "x = a is \\\n not b\n",
    "a bracket in a comment": "x = (f # (\n)(a, b)\n",
    "tabs and form feeds": "def f():\n\ta = 1\n\x0c\tb = a + 1\n\treturn b\n",
}
GRAMMAR = {
    "nonlocal": "def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    return g\n",
    "nonlocal of a class": (
        "def f():\n    x = 0\n    class A:\n        nonlocal x\n        x = 1\n    return x\n"
    ),
    "nonlocal of a with": (
        "def f(a):\n    with b() as n:\n        def g():\n            nonlocal n\n            n = 1\n"
    ),
    "nonlocal of a walrus": (
        "def f(a):\n    b(n := 1, 2)\n    def g():\n        nonlocal n\n        n = 1\n"
    ),
    "global": "made = 1\ndef f():\n    global made\n    made = 2\n",
    "a decorated function in a handler": (
        "try:\n    import a\nexcept ImportError:\n    @dec\n    def f(): ...\n"
    ),
    "a decorated class in a handler": "try:\n    a()\nexcept B:\n    @ dec(1)\n    class C: ...\n",
    "patterns": (
        "match a:\n    case {0: x, 1: y}:\n        b()\n    case {'a': -1}: c()\n"
        "    case 1+2j: d()\n    case [1, *r] | (2, r): e()\n    case A(b=3): g()\n"
        "    case _ if a: g()\n    case _: h()\n"
    ),
    "assignments to parts": "def f(a):\n    a[:] = b\n    del a[:]\n    a[1:2], a[b + c] = d\n",
    "__init_subclass__": (
        "class A:\n    def __init_subclass__(cls, **kw):\n"
        "        super().__init_subclass__(**kw)\n        cls.n = 1\n"
    ),
    "generators": "def f():\n    yield 1\n    x = yield from g(1, 2)\n    return(yield)\n",
    "coroutines": (
        "async def f():\n    async with a(1) as b, c(2):\n"
        "        return [x async for x in d(3) if x > 4]\n    return await(a or b)\n"
    ),
    "an else of a loop": "while a:\n    break\nelse:\n    f(1)\nfor b in c:\n    continue\nelse:\n    d()\n",
    "a with in brackets": "with (open(1) as a, open(2) as b):\n    pass\n",
    "stars": "x = *a, b\nfor y in *a, b:\n    f(y)\nprint(*a, sep='', **b)\nz = c[*d, 1]\n",
    "walrus": "if (n := f(1)) > 2 and (m := n):\n    g(n, m)\n",
    "slices": "x = a[1, 2:3, ...]\ny = a[::-1]\nz = a[b:c:d]\n",
    "groups of errors": "try:\n    a(1)\nexcept* (B, C):\n    d()\n",
    "parameters of all kinds": "def f(a, /, b=1, *c, d=2, **e): return a + b\n",
    "lambdas": "x = lambda a=1, *b: a if b else -a\ny = lambda: (yield)\n",
    "finally": "def f():\n    for x in a:\n        try:\n            b()\n        finally:\n            continue\n",
    "texts of one": "x = 'a' \"it's\" f\"{b}\" f'{c!r:>{w}}'\n",
    "quotes in a formatted text": 'x = f"{a[\'x\']}\\n{{}}"\ny = f"""{a["x"]}\nit\'s "b" \'c\' {d}"""\n',
    "letters of all kinds": "x = 'é' + a; y = \"\\N{BULLET}\" % b; z = '\\ud800'; é = b'\\xff'\n",
    "powers": "x = -1 ** 2\ny = 2 ** -1\nz = a @ b\n",
    "a number that fits no float": f"x = {1 << 2048}\n",
    "a number of more digits than Python writes": f"x = 0x{'F' * 4000}\n",
}
NEW = {
    "type parameters": (
        3,
        12,
        "def f[T: (int, str)](a: T) -> T:\n    return a\ntype A[B: int] = B\n",
    ),
    "texts in texts": (3, 12, 'x = f"{\'\\n\'.join(a)} {f"{b}"}"\n'),
    "a default of a type": (3, 13, "class A[T = int]:\n    b = 1\n"),
}
GRAMMAR |= {
    name: source for name, (*version, source) in NEW.items() if sys.version_info >= tuple(version)
}
OTHERS = {"any": "all", "all": "any", "min": "max", "max": "min"}


@pytest.fixture(autouse=True)
def _quiet():
    """Python warns of what a change makes odd (`1 is not b`); it is none the less a program."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        yield


def names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("source", [*TIGHT.values(), *GRAMMAR.values()], ids=[*TIGHT, *GRAMMAR])
def test_each_mutant_is_a_program_of_the_same_words(source):
    """It compiles, is another one, and makes up no name: `return'a'+b` is never `returnb`."""
    made = mutants(source)
    assert made
    known, tree = names(source), ast.parse(source)
    known |= {OTHERS[name] for name in known & OTHERS.keys()}
    for one in made:
        changed = one.applied(source)
        compile(changed, "<changed>", "exec", dont_inherit=True)
        assert not alike(ast.parse(changed), tree), one
        assert names(changed) <= known, one
    assert len({one.key for one in made}) == len(made)
    assert len({one.applied(source) for one in made}) == len(made)


def test_a_long_sum_beside_another_argument_has_mutants():
    """A chain of six hundred texts is deeper than Python's own way of comparing two trees goes."""
    total = "+".join("a" * 600)
    made = mutants(f"x = f({total}, b)\n")
    assert f"f(b, ({total}))" in {one.after for one in made}


KEPT_APART = [
    ("def f(a, b):\n    return'a'+b\n", "return'a'+b", "return b"),
    ("x = list(a)if b else c\n", "list(a)if", "a if"),
    ("x = a if not b else-c\n", "else-c", "else c"),
    ("def f(): \\\n    a(); b()\n", "    a()", "    return; a()"),
    ("try:\n    a()\nexcept B:\n    @d\n    def f(): ...\n", "    @d\n", "    raise\n    @d\n"),
    ("x = a is \\\n not b\n", "a is \\\n not b", "a is b"),
    ("x = f # (\ny = (f # (\n)(a, b)\n", "(a, b)", "(b)"),
    ("def f(list):\n    for a in list: b()\n", "in list", "in [*list][1:]"),
    ("def f(set):\n    return {a}\n", "{a}", "{*()}"),
    (f"x = {(1 << 2048) - 1}\n", str((1 << 2048) - 1), hex(1 << 2048)),
]


@pytest.mark.parametrize(("source", "before", "after"), KEPT_APART)
def test_a_change_stands_apart_from_what_is_beside_it(source, before, after):
    """Words, decorators, backslashes and names that hide a function of Python's own."""
    assert source.replace(before, after) in {one.applied(source) for one in mutants(source)}


ONLY_BINDING = (
    "def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    return g\n"
)
TWO_BINDINGS = ONLY_BINDING.replace("    def g", "    n = 3\n    def g")


@pytest.mark.parametrize(("source", "count"), [(ONLY_BINDING, 0), (TWO_BINDINGS, 2)])
def test_what_alone_binds_a_nonlocal_name_is_not_dropped(source, count):
    """Python refuses a module without it, and an import that fails would be told as a kill."""
    dropped = [one for one in mutants(source) if one.operator == "dropped statement"]
    assert len([one for one in dropped if one.before.startswith("n = ")]) == count
    assert any(one.before == "n += 1" for one in dropped)


def test_keys_of_a_pattern_are_changed_where_they_stay_unlike():
    """0 beside 1 is made no second 1; 1 is made 2."""
    source = "match a:\n    case {0: x, 1: y}:\n        b()\n"
    found = {(one.before, one.after) for one in mutants(source) if one.operator == "constant"}
    assert found == {("1", "2")}


TWO_DEPTHS = """\
def outer(more):
    extra = more + 1
    def around(f):
        def called(n):
            return f(n) + extra
        return called
    return around
def given(k):
    return lambda n: (
        n + k
    )
"""


@pytest.mark.parametrize(
    ("function", "operator", "before", "lines"),
    [
        ("outer", "early return", "extra = more + 1", {2, 3, 7}),
        ("outer.around.called", "operator", "f(n) + extra", {5}),
        ("outer.around", "returned None", "return called", {6}),
        ("given", "returned None", "return lambda n: (\n        n + k\n    )", {9}),
    ],
)
def test_the_lines_of_a_mutant_are_run_by_the_code_it_stands_in(function, operator, before, lines):
    """What a function has made runs its own lines: these say nothing of what is around it."""
    (one,) = (
        one
        for one in mutants(TWO_DEPTHS)
        if (one.function, one.operator, one.before) == (function, operator, before)
    )
    assert one.lines == lines


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("f(a, 1)", "f( a,\n  1 )", True),
        ("f(a, 1)", "f(a, True)", False),
        ("f(a, 1)", "f(a, 1.0)", False),
        ("f(a)", "f(a, a)", False),
        ("f(a=1)", "f(b=1)", False),
        ("a + b", "a - b", False),
        ("-0.0", "0.0", False),
        ("'a'", "b'a'", False),
        ("[a]", "(a,)", False),
        ("+".join("a" * 2000), "+".join("a" * 1999 + "b"), False),
        ("a" + ".a" * 900, "a" + ".a" * 900, True),
    ],
    ids=range(11),
)
def test_trees_are_alike_where_only_their_places_differ(one, other, same):
    """However deep they are: Python's own way of writing a tree ends at a thousand levels."""
    trees = [SourceText(f"x = {each}").tree for each in (one, other)]
    assert alike(*trees) is same
