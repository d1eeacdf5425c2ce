"""Mutants: each compiles, is another program, and is where it says."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.shadow.mutation import mutants, sample

ROOMS = Path(__file__).parents[3]
SOURCES = sorted(ROOMS.glob("*/switchover/*/**/*.py"))
CHANGES = [
    ("x = a + b", "operator", {"a - b"}),
    ("x += b", "operator", {"x -= b"}),
    ("x = a  # + b\\\n", "operator", set()),
    ("x = (a  # +\n + b)", "operator", {"a  # +\n - b"}),
    ("x = 'a %s' % b", "operator", set()),
    ("x = a | b", "dropped operand", {"a", "b"}),
    ("x = -a", "dropped sign", {"a"}),
    ("x = a < b", "boundary", {"a <= b"}),
    ("x = a < b", "comparison", {"a >= b"}),
    ("x = a is  not b", "comparison", {"a is b"}),
    ("x = isnot not in b", "comparison", {"isnot in b"}),
    ("x = a < b <= c", "comparison", {"a >= b <= c", "a < b > c"}),
    ("x = a and b", "and/or", {"a or b"}),
    ("x = a or b or c", "and/or", {"a and b and c"}),
    ("x = a or b or c", "dropped condition", {"b or c", "a or c", "a or b"}),
    ("if not a:\n    b()", "negation", {"a"}),
    ("while a and b:\n    c()", "negation", {"(not (a and b))"}),
    ("x = a if b else c", "one branch", {"a", "c"}),
    ("x = [a for a in b if c]", "filter", {"True", "(not c)"}),
    ("x = 1", "constant", {"2", "0"}),
    ("x = 0", "constant", {"1"}),
    ("x = 2.0", "constant", {"3.0", "1.0"}),
    ("x = 1e300", "constant", {"5e+299"}),
    ("x = True", "constant", {"False"}),
    ("x = 'a'", "constant", {"'aXX'", "''"}),
    ("x = ''", "constant", {"'XX'"}),
    ("x = None", "constant", set()),
    ("x = f'a{b}c'", "formatted text", {"f'ac'", "f'a{b}cXX'"}),
    ("f(a, b)", "swapped arguments", {"f(b, a)"}),
    ("f(a=b, c=d)", "swapped arguments", {"f(a=d, c=b)"}),
    ("f(a, *b)", "swapped arguments", set()),
    ("f(a, a)", "swapped arguments", set()),
    ("f(a, b=c)", "dropped argument", {"f(b=c)", "f(a)"}),
    ("f(a for a in b)", "dropped argument", set()),
    ("x = dict(a)", "removed copy", {"a"}),
    ("x = copy.deepcopy(a or b)", "removed copy", {"(a or b)"}),
    ("x = a[:]", "removed copy", {"a"}),
    ("x = {**a}", "removed copy", {"a"}),
    ("x = [*a]", "removed copy", {"a"}),
    ("x = a.copy()", "removed copy", {"a"}),
    ("x = str(a)", "removed conversion", {"a"}),
    ("x = a.strip()", "removed conversion", {"a"}),
    ("x = list[a, b]()", "dropped entry", set()),
    ("x = dict[a | b, c](d)", "swapped arguments", set()),
    ("x = make[a | b](c)", "dropped operand", {"a", "b"}),
    ("x = any(a)", "function", {"all(a)"}),
    ("x = {'a': b, **c}", "dropped entry", {"{**c}", "{'a': b}"}),
    ("x = {**(a or b), **c}", "dropped entry", {"{**c}", "{**(a or b)}"}),
    ("x = {'a': b, 'c': d}", "swapped values", {"{'a': d, 'c': b}"}),
    ("x = (a, b)", "dropped entry", {"(b,)", "(a,)"}),
    ("x, y = z", "dropped entry", set()),
    ("x = {a}", "dropped entry", {"{*()}"}),
    ("x = a[1:b]", "dropped bound", {":b", "1:"}),
    ("f(a)", "dropped statement", {"pass"}),
    ("raise a", "dropped statement", {"pass"}),
    ("def f():\n    return a", "returned None", {"return None"}),
    ("def f():\n    return None", "returned None", set()),
    ("def f():\n    a()\n    b()", "early return", {"return\n    a()"}),
    ("def f(): a(); b()", "early return", {"return; a()"}),
    ("for a in b:\n    break", "loop control", {"continue", "pass"}),
    ("for a in b:\n    c()", "no items", {"()"}),
    ("for a in b:\n    c()", "first item missed", {"[*b][1:]"}),
    ("try:\n    a()\nexcept B:\n    c()", "unhandled error", {"raise\n    c()"}),
    ("def f(a=1): b()", "default value", {"2", "0"}),
    ("def f(*, a=b or c): d()", "default value", {"b and c", "b", "c"}),
]
LEFT_ALONE = [
    '"""A page."""',
    'def f():\n    """A page."""',
    "def f(a: dict[str, 1]) -> 'int': ...",
    "x: dict[str, int]",
    "__all__ = ['a', 'b']",
    "__slots__ = ('a',)",
    "if TYPE_CHECKING:\n    x = f(1)",
    "if __name__ == '__main__':\n    f(1)",
    "from a import b",
    "assert a == 1, 'never'",
    "Rows: TypeAlias = 'list[int]'",
    "Rows = dict[str, Literal['a', 'b']]",
    "T = TypeVar('T', bound='int')",
    "logger.info('said', extra={'a': 1})",
    "_log.warning('said %s', 1)",
    "@dataclass(frozen=True)\nclass A(B, c=True): ...",
    "@overload\ndef f(a=1): ...",
]


@pytest.mark.parametrize(("source", "operator", "after"), CHANGES)
def test_an_operator_makes_its_changes(source, operator, after):
    """Each operator makes exactly the changes that its description says."""
    made = [each for each in mutants(source) if each.operator == operator]
    assert {each.after for each in made} == after


@pytest.mark.parametrize("source", LEFT_ALONE)
def test_what_nobody_can_tell_is_left_alone(source):
    """Annotations, documentation, types, decorators, logs and assertions have no mutants."""
    assert mutants(source) == ()


def test_only_the_type_that_a_cast_is_told_is_left_alone():
    """What is cast may be wrong, as anything else."""
    assert {each.before for each in mutants("cast(list[1], 2)") if each.operator == "constant"} == {
        "2"
    }


@pytest.mark.parametrize("number", range(3))
def test_each_mutant_of_a_real_module_is_another_program(number):
    """Each compiles, differs in its tree, is at the named place, and has a key of its own."""
    for path in SOURCES[number::50]:
        source = path.read_text()
        before, made = ast.dump(ast.parse(source)), mutants(source, path.name)
        assert len({each.key for each in made}) == len(made)
        for mutant in sample(made, 30, seed=number):
            changed = mutant.applied(source)
            compile(changed, path.name, "exec", dont_inherit=True)
            assert ast.dump(ast.parse(changed)) != before, mutant
            _is_in_place(mutant, source, changed)


def _is_in_place(mutant, source, changed):
    lines = source.split("\n")
    begin = len("\n".join(lines[: mutant.line - 1])) + (mutant.line > 1) + mutant.column - 1
    assert begin == mutant.start
    assert changed[begin:].startswith(mutant.text)
    assert mutant.before in source
    assert mutant.after in changed


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", ["é = 'ü' + f(a,", "s = '\x0c\u2028'; t = f(a,"])
def test_places_count_characters_on_lines_as_python_has_them(text, end):
    """Wide letters, separators inside texts and foreign line ends move nothing."""
    source = f"def g():{end}  {text}{end}  b){end}"
    made = [each for each in mutants(source) if each.operator == "swapped arguments"]
    assert [(each.line, each.column) for each in made] == [
        (2, source.index("a,") - source.index(end) - len(end) + 1)
    ]
    assert made[0].applied(source) == source.replace(f"a,{end}  b", f"b,{end}  a")


def test_a_key_outlives_a_change_elsewhere():
    """A list of mutants by key stays true when lines move."""
    body = "def f(a):\n    return a + 1 if a else a + 1\n"
    moved = f"x = 1\n\n\n{body}"
    before, after = {each.key for each in mutants(body)}, {each.key for each in mutants(moved)}
    assert before < after
    assert len(before) == len(mutants(body))


def test_what_is_no_python_is_an_error_with_its_place():
    """The file and the line are in the error."""
    with pytest.raises(SyntaxError) as raised:
        mutants("a = 1\nb = = 2\n", "shop.py")
    assert (raised.value.filename, raised.value.lineno) == ("shop.py", 2)


def test_a_change_of_another_text_is_refused():
    """A source that is too short is not the one."""
    with pytest.raises(ValueError, match=r"shop\.py:1:\d+: the source has 1"):
        mutants("x = a + b", "shop.py")[-1].applied("x")


@given(st.integers(), st.integers(0, 50), st.integers(0, 50))
@settings(max_examples=50)
def test_a_sample_is_decided_by_its_seed(seed, few, more):
    """The same again for the same seed, and a larger one begins with a smaller one."""
    made = mutants("def f(a, b):\n    return g(a + b, a - b, [1, 2, 3]) if a < b else (a or b)\n")
    drawn = sample(reversed(made), few, seed=seed)
    assert drawn == sample(made, few, seed=seed)
    assert len(set(drawn)) == min(few, len(made))
    assert sample(made, few + more, seed=seed)[:few] == drawn


def test_another_seed_draws_others():
    """A proof that is run again tries other mutants."""
    made = mutants(SOURCES[0].read_text() + "\nx = f(1, 2, 3, a + b, c - d, [e, g])\n")
    assert sample(made, 5, seed=1) != sample(made, 5, seed=2)


def test_a_sample_is_the_same_wherever_the_file_lies():
    """What is drawn goes by what a file is called, where that is said."""
    text = "def f(a, b):\n    return g(a + b, a - b, [1, 2, 3]) if a < b else (a or b)\n"
    drawn = [
        [each.key[1:] for each in sample(mutants(text, file), 5, seed=3, called={file: "m"})]
        for file in ("here/m.py", "there/m.py")
    ]
    assert drawn[0] == drawn[1]
