"""A rule accepts what its law says and nothing beside: laws over paths, numbers, order and errors."""

from array import array
from collections import Counter, deque
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import isfinite
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from values import pairs

from switchover.shadow import (
    Expect,
    Ignore,
    Kind,
    Normalise,
    NotComparableError,
    Pattern,
    Tolerate,
    Unordered,
    compare,
    run,
)
from switchover.shadow.rules.paths import FIELD, INDEX, KEY, MEMBER, ROOT, render
from switchover.values import encode

WHY = {"id": "r", "reason": "why", "owner": "me"}
quick = settings(deadline=None, max_examples=150)


def unaccepted(control, candidate, *rules):
    return [
        (one.path, one.kind.value)
        for one in compare(control, candidate, rules=rules)
        if one.rule is None
    ]


def path(*steps):
    found = ROOT
    for form, value in steps:
        found = (found, form, value)
    return found


# where: a pattern against a reading of its own

NAMES = st.sampled_from(
    [
        "a",
        "b",
        "a b",
        "a\x1eb",
        "a\x1d1b",
        "\x1e1b",
        "*",
        "1",
        "",
        "a.b",
        "[0]",
        "é",
        "e\u0301",
        "a\n",
    ]
)
VALUES = st.sampled_from(
    [0, 1, True, 1.0, -0.0, 0.0, "1", "a", None, b"a", (1,), (True,), ("]", 1)]
)
STEP = (
    st.tuples(st.just(FIELD), NAMES)
    | st.tuples(st.just(INDEX), st.integers(0, 2))
    | st.tuples(st.just(KEY), VALUES.filter(lambda value: not isinstance(value, str)))
    | st.tuples(st.just(MEMBER), st.tuples(st.sampled_from(["id", "a"]), VALUES))
)  # fmt: skip
TOKEN = st.tuples(st.booleans(), st.sampled_from(["any", "items", "keys"]) | STEP)
WRITTEN = {"any": ".*", "items": "[*]", "keys": "{*}"}


def written(tokens):
    """A pattern as a person writes it, after how its steps are shown."""
    text = "$"
    for is_deep, token in tokens:
        step = WRITTEN[token] if isinstance(token, str) else render(path(token))[1:]
        text += f"..{step.removeprefix('.')}" if is_deep else step
    return text


def is_meant(tokens, steps):
    if not tokens:
        return not steps
    (is_deep, token), *more = tokens
    here = bool(steps) and is_one(token, steps[0]) and is_meant(more, steps[1:])
    return here or (is_deep and bool(steps) and is_meant(tokens, steps[1:]))


def is_one(token, step):
    if isinstance(token, str):
        return token == "any" or step[0] in {"items": (INDEX, MEMBER), "keys": (KEY,)}[token]
    return token[0] == step[0] and encode(token[1]) == encode(step[1])


@given(st.lists(TOKEN, max_size=3), st.lists(STEP, max_size=4))
@example([(False, (FIELD, "a b"))], [(FIELD, "a\x1eb")])
@example([(False, (FIELD, "a")), (False, (FIELD, "b"))], [(FIELD, "a\x1e1b")])
@example([(True, (FIELD, "1"))], [(KEY, 1)])
@settings(deadline=None, max_examples=600)
def test_a_pattern_means_the_places_that_it_reads_as(tokens, steps):
    """By names, indices and keys of one type, with stars and at any depth; no sign of ours ends a name."""
    assert Pattern(written(tokens)).matches(path(*steps)) == is_meant(tokens, steps)


@given(st.lists(STEP, min_size=1, max_size=3), st.lists(STEP, min_size=1, max_size=3))
@quick
def test_two_places_have_one_text_only_where_they_are_one(one, other):
    """So that what a report shows of one is no rule for another."""
    is_same = [(form, encode(value)) for form, value in one] == [
        (form, encode(value)) for form, value in other
    ]
    assert (render(path(*one)) == render(path(*other))) == is_same
    assert Pattern(render(path(*one))).matches(path(*other)) == is_same


LEAF = st.sampled_from([0, 1, 1.0, True, "x", None])
TREE = st.recursive(
    LEAF,
    lambda of: st.lists(of, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "a b"]) | st.integers(0, 1), of, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(TREE, TREE, st.lists(TOKEN, min_size=1, max_size=2))
@quick
def test_what_is_ignored_is_below_its_place_and_all_else_is_told(control, candidate, tokens):
    """As many differences as without the rule, but for those at the place or below it."""
    rule = Ignore(path=written(tokens), **WHY)
    pattern = Pattern(rule.path)
    left = {
        (one.path, one.kind)
        for one in compare(control, candidate)
        if not any(pattern.matches(above) for above in ancestors(one.path))
    }
    found = {
        (one.path, one.kind) for one in compare(control, candidate, rules=[rule]) if not one.rule
    }
    assert found == left


def ancestors(text):
    """A place and all above it, read from the text of a report."""
    steps = _PLACES.get(text)
    return [path(*steps[:n]) for n in range(len(steps) + 1)]


class _Places(dict):
    """The steps of each text that the trees above can have."""

    def get(self, text):
        if text not in self:
            self[text] = self._read(text[1:])
        return self[text]

    def _read(self, text):
        for form, value in [
            *((FIELD, name) for name in ("a", "b", "a b")),
            *((INDEX, n) for n in range(3)),
            (KEY, 0),
            (KEY, 1),
        ]:
            step = render(path((form, value)))[1:]
            if text.startswith(step):
                return [(form, value), *self._read(text[len(step) :])]
        assert not text
        return []


_PLACES = _Places()

# how near: two numbers

NUMBERS = (
    st.integers(-3, 3)
    | st.integers()
    | st.floats(-4, 4)
    | st.floats()
    | st.decimals(-3, 3, places=2)
    | st.decimals()
    | st.fractions(-3, 3, max_denominator=9)
    | st.booleans()
)
BOUNDS = st.sampled_from([0.0, 0.01, 0.1, 0.5, 1.0, 1e300]) | st.floats(0, 2)


def exactly(number):
    """A number as it is written; None where it is none that can be near another."""
    is_finite = number.is_finite() if isinstance(number, Decimal) else isfinite(number)
    if isinstance(number, bool) or not is_finite:
        return None
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def is_endless(number):
    return str(number).lower().lstrip("-").startswith("inf")


def is_near(a, b, absolute, relative):
    x, y = exactly(a), exactly(b)
    if x is None or y is None:
        return is_endless(a) and is_endless(b) and a == b
    return abs(x - y) <= max(exactly(absolute), exactly(relative) * max(abs(x), abs(y)))


@given(NUMBERS, NUMBERS, BOUNDS, BOUNDS, st.booleans())
@example(146.21, 146.20, 0.01, 0.0, False)
@example(Decimal("44.63"), 44.62, 0.01, 0.0, True)
@example(10**40, 10**40 + 1, 0.0, 1e-40, False)
@example(1, -1e-300, 0.0, 1.0, True)
@example(Fraction(1, 3), Fraction(2, 3), 0.0, 0.5, False)
@example(True, 1, 1.0, 1.0, True)
@example(0.0, -0.0, 0.0, 0.0, False)
@settings(deadline=None, max_examples=400)
def test_two_numbers_are_accepted_where_the_rule_of_isclose_says_so(
    a, b, absolute, relative, any_type
):
    """Reckoned in decimals; of unlike types only where the rule says so, and never a truth value."""
    rule = Tolerate(path="$.x", absolute=absolute, relative=relative, any_type=any_type, **WHY)
    differs = encode(a) != encode(b)
    accepts = is_near(a, b, absolute, relative) and (any_type or type(a) is type(b))
    assert bool(unaccepted({"x": a}, {"x": b}, rule)) == (differs and not accepts)


@pytest.mark.parametrize("row", pairs.STANDARD, ids=lambda row: row[0])
def test_no_tolerance_makes_near_what_is_no_number(row):
    """A date, a text, an address, a flag: however wide it is."""
    numbers = {"int", "float", "complex", "Decimal", "Fraction", pairs.Big.__name__}
    rule = Tolerate(path="$", absolute=1e300, relative=1.0, any_type=True, **WHY)
    _, make, *others = row
    for other in others:
        for one in compare(make(), other(), rules=[rule]):
            if one.rule:
                types = one.control_type, one.candidate_type
                assert {name.rpartition(".")[2] for name in types} <= numbers


def of_polars(kind, hold=lambda cell: cell):
    def make(n):
        polars = pytest.importorskip("polars")
        inner = getattr(polars, kind) if isinstance(kind, str) else kind(polars)
        return polars.Series([hold(n), None], dtype=inner)

    return make


def of_arrow(kind, hold=lambda cell: cell):
    def make(n):
        arrow = pytest.importorskip("pyarrow")
        return arrow.array([hold(n), None], kind(arrow))

    return make


NO_NUMBERS = {
    "moment of numpy": lambda n: np.array([n], "M8[s]"),
    "span of numpy": lambda n: np.array([n], "m8[s]"),
    "moment of pandas": lambda n: pd.Series(np.array([n], "M8[ns]")),
    "moment in a zone": lambda n: pd.Series(np.array([n], "M8[ns]")).dt.tz_localize("UTC"),
    "index in a zone": lambda n: pd.Series([1.0], pd.DatetimeIndex([n]).tz_localize("UTC")),
    "period": lambda n: pd.Series(pd.PeriodIndex.from_ordinals([n], freq="M")),
    "category": lambda n: pd.Series(pd.Categorical.from_codes([n % 9], [*"abcdefghi"])),
    "category's label": lambda n: pd.Series([1.0], pd.CategoricalIndex([str(n)])),
    "day": of_polars("Date"),
    "moment": of_polars("Datetime"),
    "fine moment": of_polars(lambda polars: polars.Datetime("ns", "UTC")),
    "span": of_polars("Duration"),
    "time": of_polars("Time"),
    "list of days": of_polars(lambda polars: polars.List(polars.Date), lambda n: [n, None]),
    "array of spans": of_polars(lambda polars: polars.Array(polars.Duration, 1), lambda n: [n]),
    "structure": of_polars(lambda polars: polars.Struct({"t": polars.Date}), lambda n: {"t": n}),
    "Arrow's day": of_arrow(lambda arrow: arrow.date32()),
    "Arrow's date": of_arrow(lambda arrow: arrow.date64(), lambda n: n * 86_400_000),
    "Arrow's moment": of_arrow(lambda arrow: arrow.timestamp("ns")),
    "Arrow's zone": of_arrow(lambda arrow: arrow.timestamp("us", "UTC")),
    "Arrow's span": of_arrow(lambda arrow: arrow.duration("s")),
    "Arrow's time": of_arrow(lambda arrow: arrow.time64("ns")),
    "Arrow's list": of_arrow(lambda arrow: arrow.list_(arrow.date32()), lambda n: [n]),
    "Arrow's structure": of_arrow(lambda arrow: arrow.struct({"t": arrow.date32()}), lambda n: {"t": n}),
    "Arrow's map": of_arrow(lambda arrow: arrow.map_(arrow.int8(), arrow.date32()), lambda n: [(1, n)]),
    "Arrow's scalar": lambda n: of_arrow(lambda arrow: arrow.date32())(n)[0],
    "Arrow's dictionary": lambda n: of_arrow(lambda arrow: arrow.date32())(n).dictionary_encode(),
}  # fmt: skip


@pytest.mark.parametrize("make", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_no_tolerance_moves_a_moment_or_a_category(make):
    """However many numbers stand beside them, and though numbers stand behind them."""
    rule = Tolerate(path="$..*", absolute=1.0, relative=0.5, any_type=True, **WHY)
    control, candidate = ({"x": make(n), "beside": n / 2} for n in (1001, 1002))
    found = {one.path: one.rule for one in compare(control, candidate, rules=[rule])}
    assert found.pop("$.beside") == rule.id
    assert found
    assert set(found.values()) == {None}


# in what order

ELEMENTS = st.lists(
    LEAF | st.sampled_from([-0.0, 0.0, float("nan"), "1", (1,), [1], b"x"]), max_size=5
)


@given(ELEMENTS, ELEMENTS)
@example([1, True, 1.0], [1.0, 1, True])
@example([1, 1, 2], [1, 2, 2])
@quick
def test_an_order_is_accepted_where_both_hold_the_same_as_often(control, candidate):
    """By type and value; what one holds more of than the other is told."""
    held = [Counter(encode(one) for one in side) for side in (control, candidate)]
    rule = Unordered(path="$.x", **WHY)
    assert (unaccepted({"x": control}, {"x": candidate}, rule) == []) == (held[0] == held[1])
    assert (unaccepted({"y": control}, {"y": candidate}, rule) == []) == (
        list(map(encode, control)) == list(map(encode, candidate))
    )


@given(st.lists(st.tuples(st.sampled_from([1, True, 1.0, "1", 2]), LEAF), max_size=4), st.randoms())
@quick
def test_elements_with_one_key_each_are_compared_with_their_like(rows, random):
    """In any order; the key is typed, and what is another under it is told there."""
    rows = list({encode(key): (key, value) for key, value in rows}.values())
    control = [{"id": key, "v": value} for key, value in rows]
    shuffled = random.sample(control, len(control))
    rule = Unordered(path="$", key="id", **WHY)
    assert unaccepted(control, shuffled, rule) == []
    for at, row in enumerate(shuffled):
        changed = [*shuffled[:at], {**row, "v": [row["v"]]}, *shuffled[at + 1 :]]
        (one,) = unaccepted(control, changed, rule)
        assert one[0] == f"{render(path((MEMBER, ('id', row['id']))))}.v"


# under which eyes

EYES = [
    str,
    repr,
    type,
    len,
    bool,
    sorted,
    lambda value: None,
    lambda value: value,
    lambda value: [*value],
]


@given(ELEMENTS, ELEMENTS, st.sampled_from(EYES))
@quick
def test_what_is_normalised_is_accepted_where_the_function_gives_the_same(
    control, candidate, function
):
    """Typed; a function that raises of either accepts nothing."""
    rule = Normalise(path="$.x", function=function, **WHY)
    if encode(control) == encode(candidate):
        return
    try:
        same = encode(function(control)) == encode(function(candidate))
    except TypeError:
        with pytest.raises(NotComparableError):
            compare({"x": control}, {"x": candidate}, rules=[rule])
        return
    assert (unaccepted({"x": control}, {"x": candidate}, rule) == []) == same


@pytest.mark.parametrize("change", [list.sort, list.clear, lambda value: value.append(1)])
def test_a_function_that_changes_what_it_is_given_changes_no_answer(change):
    """It has a value of its own, and what is beside it is compared as it was."""
    shared = [2, 1]
    rule = Normalise(path="$.a", function=change, **WHY)
    assert unaccepted({"a": shared, "b": shared}, {"a": [1, 3], "b": [1, 3]}, rule) == [
        ("$.b[0]", "changed"),
        ("$.b[1]", "changed"),
    ]


# what is no value


def steady(x):
    yield 1
    yield 2


def breaking(x):
    yield 1
    raise ValueError("no")


def breaking_otherwise(x):
    yield 1
    raise KeyError("no")


def listed(x):
    return [1, 2]


EXCUSES = [
    Ignore(path="$", **WHY),
    Ignore(path="$..*", **WHY),
    Ignore(path="$.raised", **WHY),
    Normalise(path="$", function=lambda value: 0, **WHY),
    Normalise(path="$.raised", function=lambda value: 0, **WHY),
    Expect(path="$.raised", difference=Kind.EXTRA, **WHY),
    Expect(path="$.raised", difference=Kind.ERROR, candidate="ValueError: yes", **WHY),
]


@pytest.mark.parametrize(
    ("control", "candidate"),
    [(steady, breaking), (breaking, steady), (breaking, breaking_otherwise), (listed, breaking)],
)
def test_no_rule_of_values_accepts_the_error_that_ended_a_stream(control, candidate):
    """As none accepts one that was raised at once, whatever it makes of the items."""
    for rule in EXCUSES:
        found = run(control, candidate, [((1,), {})], rules=[rule], seed=1, isolate=False)
        (error,) = [one for one in found.groups if one.kind is Kind.ERROR]
        assert (error.path, error.rule, found.unaccepted) == ("$.raised", None, 1)


def test_an_error_that_ended_a_stream_is_accepted_by_what_it_says():
    """By its type and message, as any other."""
    rules = [
        Expect(
            id="e",
            path="$.raised",
            difference=Kind.ERROR,
            candidate="ValueError: no",
            reason="r",
            owner="o",
        ),
        Ignore(id="i", path="$[*]", reason="r", owner="o"),
    ]
    found = run(steady, breaking, [((1,), {})], rules=rules, seed=1, isolate=False)
    assert found.unaccepted == 0
    assert {one.rule for one in found.groups} == {"e", "i"}


# how many

MANY = 301
HOLDING = {
    "list": list,
    "tuple": tuple,
    "deque": deque,
    "mapping": lambda values: {f"k{at}": value for at, value in enumerate(values)},
    "keys": lambda values: dict(enumerate(values)),
    "rows": lambda values: [{"id": at, "v": value} for at, value in enumerate(values)],
    "array": lambda values: array("d", values),
    "numpy": np.array,
    "objects": lambda values: np.array(values, object),
    "table": lambda values: np.array(values[:300] + values[-1:] * 20).reshape(-1, 10),
    "frame": lambda values: pd.DataFrame({"a": values, "b": values}),
}


@pytest.mark.parametrize("hold", HOLDING.values(), ids=HOLDING)
@pytest.mark.parametrize("at", [0, 150, MANY - 1])
def test_one_that_no_rule_accepts_is_told_however_many_others_one_accepts(hold, at):
    """Before them, among them and behind them; it was lost where two hundred were accepted before."""
    near = Tolerate(path="$..*", absolute=0.01, **WHY)
    control = [float(n) for n in range(MANY)]
    candidate = [n + 0.001 for n in control]
    assert unaccepted({"x": hold(control)}, {"x": hold(candidate)}, near) == []
    candidate[at] += 1
    assert unaccepted({"x": hold(control)}, {"x": hold(candidate)}, near)


@pytest.mark.parametrize("count", [0, 99, 100, 101, 250])
@pytest.mark.parametrize("others", [0, 1, 100, 101, 250])
def test_of_either_sort_a_hundred_are_kept_and_all_are_judged(count, others):
    """Those that a rule accepts take no room of those that none accepts."""
    control = {"a": [0.0] * count, "z": [0] * others}
    candidate = {"a": [0.001] * count, "z": [1] * others}
    rule = Tolerate(path="$.a", absolute=0.01, **WHY)
    found = compare(control, candidate, rules=[rule])
    assert sum(one.rule is None for one in found) == min(others, 100)
    accepted = sum(one.rule is not None for one in found)
    assert accepted == min(count, 100) or others > 100  # then the walk may end before it is there


def counting(x):
    yield from range(x)


def counting_wrong(x):
    yield from range(x - 1)
    yield -1


@pytest.mark.parametrize(("count", "outcome"), [(10_000, "difference"), (10_001, "match")])
def test_what_lies_behind_the_items_that_are_read_is_told_not_to_be_compared(count, outcome):
    """As long as they are alike as far as both were read; all that is read is compared."""
    found = run(counting, counting_wrong, [((count,), {})], seed=1, isolate=False)
    assert [one.value for one in found.counts] == [outcome]
    told = [one for one in found.warnings if "first 10,000 items" in one]
    assert len(told) == (2 if outcome == "match" else 0)


def many(x):
    return {"near": [float(n) for n in range(MANY)], "z": 1}


def many_changed(x):
    return {"near": [n + 0.001 for n in range(MANY)], "z": 2}


NEAR = Tolerate(id="near", path="$.near", absolute=0.01, reason="r", owner="o")


@pytest.mark.parametrize(
    "rules",
    [
        [NEAR],
        [Ignore(path="$.near[*]", **WHY)],
        [Expect(path="$.near[*]", difference=Kind.CHANGED, **WHY)],
        [Normalise(path="$.near[*]", function=int, **WHY)],
        [Normalise(path="$", function=dict, **WHY), NEAR],
    ],
    ids=lambda rules: rules[0].kind,
)
def test_a_run_fails_for_one_difference_behind_hundreds_that_are_accepted(rules):
    """Whatever accepts these."""
    found = run(many, many_changed, [((1,), {})], rules=rules, seed=1, isolate=False)
    assert found.unaccepted == 1
    assert [one.path for one in found.groups if one.rule is None] == ["$.z"]


def foreign(**fields):
    """An object of a class that nobody else can import: a function of a rule is given its parts."""
    made = type("Foreign", (), {"__module__": "nowhere.at_all"})()
    made.__dict__.update(fields)
    return made


LONG = "x" * 300
APART = {
    "behind what is shown": (foreign(v=LONG + "1"), foreign(v=LONG + "2")),
    "deeper than is shown": (foreign(v=[[[LONG, 1]]]), foreign(v=[[[LONG, True]]])),
    "of many": (foreign(v=[*range(200), 0]), foreign(v=[*range(200), 1])),
    "in a list": ([1, foreign(v=LONG + "1")], [1, foreign(v=LONG + "2")]),
    "in a key": ({"k": foreign(v={LONG + "1": 0})}, {"k": foreign(v={LONG + "2": 0})}),
    "short": (foreign(v=1), foreign(v=2)),
}


@pytest.mark.parametrize("function", [str, repr, "{}".format], ids=["str", "repr", "format"])
@pytest.mark.parametrize(("control", "candidate"), APART.values(), ids=APART)
def test_what_is_made_a_text_of_is_no_less_than_all_of_it(function, control, candidate):
    """Where the class cannot be imported, the text of its parts was cut off, and two were accepted."""
    rule = Normalise(path="$.x", function=function, **WHY)
    assert unaccepted({"x": control}, {"x": candidate}, rule)
    assert unaccepted({"x": control}, {"x": control}, rule) == []


# what stands in several places of a value that is part of itself, of which references are written


def beside_its_holder(holder):
    return {"a": holder, "b": [holder, holder["a"]]}


SHAPES = {
    "entries": lambda x: {"a": x, "b": x},
    "items": lambda x: [x, [x, x], x],
    "within": lambda x: {"a": [x], "b": {"a": x}, "c": ({"p": x},)},
    "twice within": lambda x: {"a": {"b": x, "c": x}, "b": {"b": x}},
    "beside its holder": lambda x: beside_its_holder({"a": x, "b": [x]}),
}
PARTS = {
    "entry": lambda v: {"p": v},
    "item": lambda v: [v],
    "field": lambda v: SimpleNamespace(p=v),
    "a part's part": lambda v: {"a": [{"p": v}]},
}
PLACES = ["$", "$..*", "$..p", "$.a", "$.a..p", "$..a", "$..b", "$.b.*", "$.*.b", "$[0]", "$[1]", "$[1][*]", "$[*]", "$.a.b", "$.c", "$..b[*]", "$..a.p", "$.b..a"]  # fmt: skip


def in_a_ring(value):
    """The value beside something that holds itself: its shared parts are written once."""
    ring = []
    ring.append(ring)
    return {"ring": ring, "value": value}


def apart(value):
    """The same with a copy at each place, and no ring."""
    if isinstance(value, SimpleNamespace):
        return SimpleNamespace(**apart(vars(value)))
    if isinstance(value, dict):
        return {name: apart(one) for name, one in value.items()}
    return type(value)(map(apart, value)) if isinstance(value, list | tuple) else value


def near(path):
    return Tolerate(path=path, absolute=0.5, **WHY)


def is_one_number(path):
    return Expect(path=path, control="1.0", **WHY)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_what_stands_twice_is_accepted_where_every_place_of_it_is(shape, part):
    """A pair was compared at its first place alone, and what a rule accepted there held for all others."""
    control, candidate = (in_a_ring(shape(part(value))) for value in (1.0, 1.25))
    copies = [apart({"value": one["value"]}) for one in (control, candidate)]
    for place, make in product(PLACES, [near, is_one_number]):
        rule = make(place.replace("$", "$.value", 1))
        others = bool(unaccepted(control, candidate, rule))
        assert others == bool(unaccepted(*copies, rule)), (place, rule.kind)


@pytest.mark.parametrize("where, is_accepted", [("$.v", True), ("$..v", True), ("$.next.v", False)])
def test_what_holds_itself_is_compared_until_it_meets_itself(where, is_accepted):
    """Its further turns are no places of their own."""
    control, candidate = ({"v": v} for v in (1.0, 1.25))
    for one in (control, candidate):
        one["next"] = one
    assert (unaccepted(control, candidate, near(where)) == []) == is_accepted


def test_what_is_shared_at_every_level_is_compared_in_time():
    """Two places to the power of twenty-four are as many as a rule tells apart."""

    def make(value):
        for _ in range(24):
            value = {"a": value, "b": value}
        return value

    control, candidate = in_a_ring(make(1.0)), in_a_ring(make(1.25))
    assert unaccepted(control, candidate, near("$.value..*")) == []
    assert unaccepted(control, candidate, near("$.value.a..*"))
    assert unaccepted(control, candidate, near("$.value" + ".*" * 24)) == []
    assert unaccepted(control, candidate, near("$.value" + ".*" * 23 + ".a"))


@given(st.lists(TOKEN, max_size=3), st.lists(STEP, max_size=4))
@settings(deadline=None, max_examples=60)
def test_a_pattern_is_taken_step_by_step_as_it_is_read_at_once(tokens, steps):
    """All of its steps are taken where it is met, and one more below."""
    pattern = Pattern(written(tokens))
    at, taken = ROOT, pattern.begun(ROOT)
    for step in steps:
        at = (at, *step)
        taken = pattern.taken(at, taken)
    assert (len(tokens) in taken) == pattern.matches(at)
    assert bool({len(tokens), len(tokens) + 1} & taken) == pattern.covers(at)
