"""What each field of a rule decides, held against differences one by one."""

import datetime as dt
import enum
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from switchover.shadow import (
    Expect,
    Ignore,
    Kind,
    Normalise,
    PatternError,
    Tolerate,
    Unordered,
    UsageError,
)
from switchover.shadow.comparing.pairs import Finding, entries, fields, indexed, members, step
from switchover.shadow.comparing.scalars import (
    ABSENT,
    number_of,
    same_number,
    same_types,
    text_of,
)
from switchover.shadow.comparing.tokens import Tokens
from switchover.shadow.rules import Condition, Rulebook
from switchover.shadow.rules.paths import FIELD, INDEX, KEY, ROOT, written
from switchover.values import decode, encode

WHY = {"reason": "agreed", "owner": "team"}
TODAY = dt.date(2024, 5, 1)


def tree(value):
    return decode(encode(value))


def finding(control=1, candidate=2, kind=Kind.CHANGED, *names):
    path = ROOT
    for name in names or ("a",):
        path = step(path, name)
    return Finding(kind, path, control, candidate)


def accepted(rule, found):
    """Ask a book of one rule, and see that it counts what it accepts and nothing else."""
    book = Rulebook([rule], today=TODAY)
    got = book.accepting(found)
    assert got in (None, rule.id)
    assert book.hits == {rule.id: int(got is not None)}
    return got is not None


@pytest.mark.parametrize("kind", [*Kind])
def test_which_kinds_a_rule_can_accept(kind):
    """No rule accepts silence or blindness; an error only one that expects it."""
    seen = finding(1.0, 1.5, kind)
    silent = kind in (Kind.TIMED_OUT, Kind.DIED, Kind.NOT_COMPARABLE)
    assert accepted(Ignore(id="i", path="$.a", **WHY), seen) == (
        not silent and kind is not Kind.ERROR
    )
    assert accepted(Expect(id="e", path="$.a", **WHY), seen) == (not silent)
    near = Tolerate(id="t", path="$.a", absolute=1, any_type=True, **WHY)
    assert accepted(near, seen) == (kind in (Kind.CHANGED, Kind.TYPE))


@pytest.mark.parametrize(
    "field", ["difference", "control_type", "candidate_type", "control", "candidate"]
)
def test_each_field_of_an_expected_rule_restricts_it(field):
    """All of them fit: accepted. One that does not: left."""
    fits = {"difference": Kind.TYPE, "control_type": "int", "candidate_type": "str", "control": "12*",
            "candidate": "'1?'"}  # fmt: skip
    wrong = {"difference": Kind.CHANGED, "control_type": "str", "candidate_type": "int",
             "control": "12", "candidate": "1?"}  # fmt: skip
    seen = finding(123, "1x", Kind.TYPE)
    rule = Expect(id="e", path="$.a", **fits, **WHY)
    assert accepted(rule, seen)
    assert accepted(Expect(id="e", path="$.a", **{field: fits[field]}, **WHY), seen)
    assert not accepted(Expect(id="e", path="$.a", **{**fits, field: wrong[field]}, **WHY), seen)
    assert not accepted(Expect(id="e", path="$.a", **{field: wrong[field]}, **WHY), seen)


def test_a_pattern_matches_no_value_that_is_not_there():
    """`*` stands for any value, and not for none."""
    for side in ("control", "candidate"):
        rule = Expect(id="e", path="$.a", **{side: "*"}, **WHY)
        assert accepted(rule, finding(1, 2))
        gone = {"control": (ABSENT, 2, Kind.EXTRA), "candidate": (1, ABSENT, Kind.MISSING)}[side]
        assert not accepted(rule, finding(*gone))


def test_an_expected_rule_speaks_of_its_place_alone():
    """What lies below or beside it is not expected; what is ignored or tolerated covers it."""
    below, beside = finding(1, 2, Kind.CHANGED, "a", "b"), finding(1, 2, Kind.CHANGED, "b")
    for rule, covers in (
        (Expect(id="r", path="$.a", **WHY), False),
        (Ignore(id="r", path="$.a", **WHY), True),
        (Tolerate(id="r", path="$.a", absolute=5, **WHY), True),
    ):
        assert accepted(rule, finding())
        assert accepted(rule, below) == covers
        assert not accepted(rule, beside)


def test_the_first_rule_of_a_sort_accepts():
    """What is ignored is asked before what is tolerated, and that before what is expected."""
    rules = [Expect(id="e", path="$.a", **WHY), Tolerate(id="t", path="$.a", absolute=5, **WHY),
             Ignore(id="i", path="$.a", **WHY), Ignore(id="j", path="$.a", **WHY)]  # fmt: skip
    order = []
    while rules:
        order.append(Rulebook(rules, today=TODAY).accepting(finding()))
        rules = [rule for rule in rules if rule.id != order[-1]]
    assert order == ["i", "j", "t", "e"]


@pytest.mark.parametrize(
    ("control", "candidate", "given", "close"),
    [
        (100.0, 101.0, {"absolute": 1}, True), (100.0, 101.5, {"absolute": 1}, False),
        (100.0, 101.0, {"relative": 0.01}, True), (100.0, 102.0, {"relative": 0.01}, False),
        (100.0, 101.0, {"absolute": 1, "relative": 0.001}, True),
        (1 + 1j, 1 + 1.5j, {"absolute": 0.6}, True), (1 + 1j, 1 + 2j, {"absolute": 0.6}, False),
        (1 + 1j, 1.5, {"absolute": 2}, True), (1.5, 1 + 1j, {"absolute": 2}, True),
        (100j, 101j, {"relative": 0.01}, True), (100j, 103j, {"relative": 0.01}, False),
        (10, 11, {"absolute": 1}, True), (10, 12, {"absolute": 1}, False),
        (True, 1.0, {"absolute": 5}, False), (1.0, True, {"absolute": 5}, False),
        ("1", 1, {"absolute": 5}, False), (1, "1", {"absolute": 5}, False),
        (10**400, 1.0, {"absolute": 5}, False), (10**400, 1j, {"absolute": 5}, False),
        (math.nan, 1.0, {"absolute": 5}, False), (ABSENT, 1.0, {"absolute": 5}, False),
    ],
)  # fmt: skip
def test_close_numbers(control, candidate, given, close):
    """By the absolute bound or the relative one, of reals and complex numbers; never a bool."""
    rule = Tolerate(id="t", path="$.a", **given, any_type=True, **WHY)
    assert accepted(rule, finding(control, candidate)) == close
    assert accepted(rule, finding(control, candidate, Kind.TYPE)) == close
    strict = Tolerate(id="t", path="$.a", **given, **WHY)
    assert accepted(strict, finding(control, candidate)) == close
    assert not accepted(strict, finding(control, candidate, Kind.TYPE))


def test_decimals_and_fractions_are_close_as_numbers():
    """A decimal that is no number is close to none."""
    near = Tolerate(id="t", path="$.a", absolute=0.11, **WHY)
    assert accepted(near, finding(tree(Decimal("1.5")), tree(Decimal("1.6"))))
    assert not accepted(near, finding(tree(Decimal("1.5")), tree(Decimal("1.7"))))
    assert accepted(near, finding(tree(Fraction(1, 2)), tree(Fraction(11, 20))))
    assert not accepted(near, finding(tree(Decimal("sNaN")), tree(Decimal("1.5"))))


def shaping(rule, *names, left_out=()):
    path = ROOT
    for name in names:
        path = step(path, name)
    return Rulebook([rule], today=TODAY).shaping(path, frozenset(left_out))


@pytest.mark.parametrize(
    ("rule", "is_shaping"),
    [
        (Ignore(id="r", path="$.a", **WHY), True), (Unordered(id="r", path="$.a", **WHY), True),
        (Normalise(id="r", path="$.a", function=str, **WHY), True),
        (Tolerate(id="r", path="$.a", absolute=1, **WHY), False),
        (Expect(id="r", path="$.a", **WHY), False),
    ],
)  # fmt: skip
def test_which_rules_change_how_a_node_is_compared(rule, is_shaping):
    """Ignored, unordered and normalised ones do, at their path, unless they are left out."""
    assert Rulebook([rule], today=TODAY).is_shaping == is_shaping
    assert shaping(rule, "a") == (rule if is_shaping else None)
    assert shaping(rule, "b") is None
    assert shaping(rule, "a", "b") is None
    assert shaping(rule, "a", left_out=["r"]) is None
    assert shaping(rule, "a", left_out=["other"]) == (rule if is_shaping else None)


def test_a_rule_says_what_became_of_it():
    """Every field of it, in the order given; an expired one applies no more."""
    rules = [
        Ignore(id="b", path="$.a", expires=TODAY, **WHY),
        Tolerate(id="a", path="$.b", absolute=1, expires=TODAY - dt.timedelta(days=1),
                 reason="why", owner="who"),
    ]  # fmt: skip
    book = Rulebook(rules, today=TODAY)
    assert book.accepting(finding()) == "b"
    assert book.accepting(finding(1, 2, Kind.CHANGED, "b")) is None
    book.add({"b": 2, "a": 3})
    one, other = book.uses()
    assert (one.id, one.kind, one.path, one.reason, one.owner) == (
        "b", "ignore", "$.a", "agreed", "team",
    )  # fmt: skip
    assert (one.expires, one.expired, one.hits) == (TODAY, False, 3)
    assert (other.id, other.kind, other.path, other.reason, other.owner) == (
        "a", "tolerance", "$.b", "why", "who",
    )  # fmt: skip
    assert (other.expires, other.expired, other.hits) == (rules[1].expires, True, 3)
    assert book.hits == {"b": 3, "a": 3}
    book.hits["b"] = 99
    assert book.hits["b"] == 3


def test_rules_are_dated_by_the_day_in_greenwich():
    """Where no day is given, today's counts."""
    today = dt.datetime.now(tz=dt.UTC).date()
    ages = {-2: True, 2: False}
    for days, expired in ages.items():
        rule = Ignore(id="i", path="$.a", expires=today + dt.timedelta(days=days), **WHY)
        assert Rulebook([rule]).uses()[0].expired == expired


def test_every_id_that_is_used_twice_is_named():
    """In order, each once; no rules at all are a book as well."""
    rules = [Ignore(id=name, path="$", **WHY) for name in "cacbab"]
    with pytest.raises(UsageError, match=r"used more than once: a, b, c$"):
        Rulebook(rules)
    assert (Rulebook().rules, Rulebook().uses(), Rulebook().looks_at_input) == ((), (), False)


def test_rules_for_certain_inputs_apply_to_those():
    """The others apply always; each input is asked anew."""
    rules = [Ignore(id="de", path="$.a", when="$args[0] == 'DE'", **WHY),
             Ignore(id="all", path="$.b", **WHY)]  # fmt: skip
    book = Rulebook(rules, today=TODAY)
    assert book.looks_at_input
    here, there = finding(), finding(1, 2, Kind.CHANGED, "b")
    for country, found in (("DE", "de"), ("FR", None), ("DE", "de")):
        book.given((country,), {})
        assert (book.accepting(here), book.accepting(there)) == (found, "all")
        assert book.shaping(here.path, frozenset()) == (rules[0] if found else None)


INPUT = {"n": 5, "f": 2.5, "t": "m", "yes": True, "no": None, "zero": 0, "price": Decimal("9.50"),
         "day": dt.date(2024, 3, 1), "rows": [{"id": 7}, (8, 9)], "q'k": 1, "in": 3, "b": b"by",
         "k k": "x"}  # fmt: skip


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        *[(f"$args[0].n {sign} 5", sign in ("==", "<=", ">=")) for sign in ("==", "!=", "<", "<=", ">", ">=")],
        *[(f"$args[0].n {sign} 6", sign in ("!=", "<", "<=")) for sign in ("==", "!=", "<", "<=", ">", ">=")],
        *[(f"$args[0].n {sign} 4", sign in ("!=", ">", ">=")) for sign in ("==", "!=", "<", "<=", ">", ">=")],
        ("$args[0].n==5", True), ("$args[0].n == 5.0", True), ("$args[0].f == 2.5", True),
        ("$args[0].t < 'n'", True), ("$args[0].t < 'm'", False), ("$args[0].t > 5", False),
        ("$args[0].n < 'n'", False), ("$args[0].t == 'm'", True), ("$args[0].t == 5", False),
        ("$args[0].yes == true", True), ("$args[0].yes == True", True), ("$args[0].yes == 1", False),
        ("$args[0].n == true", False), ("$args[0].yes != false", True), ("$args[0].yes >= 1", True),
        ("$args[0].no == null", True), ("$args[0].no == None", True), ("$args[0].zero == null", False),
        ("$args[0].zero == false", False), ("$args[0].no == 0", False), ("$args[0].no < 1", False),
        ("$args[0].no < null", None),
        ("$args[0].price == 9.5", True), ("$args[0].price < 9.6", True),
        ("$args[0].day == '2024-03-01'", True), ("$args[0].day >= '2024-03-02'", False),
        ("$args[0].rows[0].id == 7", True), ("$args[0].rows[1][1] == 9", True),
        ("$args[0].rows[1][2] == 9", False), ("$args[0].rows[2]", False), ("$args[0].rows[1]", True),
        ("$args[0].rows.id", False), ("$args[0][0]", False), ("$args[0].rows == [7]", None),
        ("$args[0]['k k'] == 'x'", True), ('$args[0]["q\'k"] == 1', True),
        (r"$args[0]['q\'k'] == 1", True), ("$args[0].in in [3, 4]", True),
        ("$args[0].in in (3, 4)", True), ("$args[0].in in [4, 5]", False),
        ("$args[0].t in ['m']", True), ("$args[0].no in [null]", None),
        ("$args[0].no in [None, 2]", True), ("$args[0].b == 'by'", True),
        ("$kwargs.page == 2", True), ("$kwargs.n == 5", False), ("$args.page", None),
        ("$args[1] == 3", True), ("$args[2]", False), ("$kwargs", True), ("$args", True),
        ("$args[0].n == 5 and $kwargs.page == 2", True),
        ("$args[0].n == 5 and $kwargs.page == 3", False),
        ("$args[0].n == 4 and $kwargs.page == 2", False),
        ("$args[0].n == 5  and  $args[0].t == 'm' and $kwargs.page", True),
        ("$args[0].t != 'a and $b' and $kwargs.page == 2", True),
        ("$args[0].in in [3,\n 4]", True), ("$args[0].n == 5\nand $kwargs.page == 2", True),
        ("  $kwargs.page  ==  2  ", True), ('$kwargs.q == "it\'s and $x"', True),
    ],
)  # fmt: skip
def test_conditions_hold_as_they_read(when, holds):
    """Each sign on each side of its boundary, each literal, each step, with and without blanks."""
    args, kwargs = tree(((INPUT, 3), {"page": 2, "q": "it's and $x"}))
    if holds is None:
        with pytest.raises(PatternError):
            Condition(when)
    else:
        assert Condition(when).holds(args, kwargs) == holds


@pytest.mark.parametrize(
    ("when", "column", "why"),
    [
        ("$args[0].x == DE", 15, "'DE' is no literal"), ("$args[0] in 'DE'", 13, "takes a list"),
        ("$args[0] in {1}", 13, "takes a list"), ("x", 1, "write a condition"),
        ("$args[0] == 1 and $args[0] == DE", 31, "'DE' is no literal"),
        ("$args[0] == 1 and $args[0] ? 2", None, "write"),
        ("$args[0].a in 5 and $args[0] == 1", 15, "takes a list"),
        ("$args.page == 1", 6, r"\$args\[0\], or by its name"), ("$kwargs[0]", 8, "by its name"),
        *((f"$args[0] {test} {it}", 11 + len(test), "neither true, false nor null")
          for test in ("==", "!=", "<", ">=") for it in ("[1]", "{'a': 1}", "b'x'", "1j", "(1,)")),
        ("$args[0] in [1, [2]]", 13, "neither true, false nor null"),
        *((f"$args[0] {test} {it}", 11 + len(test), "has no order")
          for test in ("<", "<=", ">", ">=") for it in ("null", "true", "False")),
        (r"$args[0] == 'C:\dir'", 13, "is no literal"), ("$args[0] == 'a\0'", 13, "is no literal"),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_read_names_its_column(when, column, why):
    """Counted from the begin of the whole condition."""
    with pytest.raises(PatternError, match=why) as raised:
        Condition(when)
    assert column is None or f"column {column}:" in str(raised.value)


ORDERED = {"<": {-1}, "<=": {-1, 0}, "==": {0}, "!=": {-1, 1}, ">=": {0, 1}, ">": {1}}


@pytest.mark.parametrize("kind", [Decimal, float, Fraction, np.float64])
@pytest.mark.parametrize("word", ["19.99", "0.1", "2.675", "1e23", "-0.3"])
def test_a_number_is_compared_as_it_is_written(kind, word):
    """A price of 19.99 is neither more nor less than 19.99, whatever type it has and whatever double is nearest."""
    steps = {
        -1: Decimal(word) - Decimal("0.001"),
        0: Decimal(word),
        1: Decimal(word) + Decimal("0.001"),
    }
    for side, value in steps.items():
        given = tree(((kind(str(value)),), {}))
        held = {test for test in ORDERED if Condition(f"$args[0] {test} {word}").holds(*given)}
        if word != "1e23" or side == 0:
            assert held == {test for test, sides in ORDERED.items() if side in sides}


@pytest.mark.parametrize(
    ("value", "holding"),
    [
        (True, "== true, != false, != 1, != null, > 0"), (np.True_, "== true, != false, != 1, != null, > 0"),
        (False, "!= true, == false, != 1, != null"), (np.False_, "!= true, == false, != 1, != null"),
        (1, "!= true, != false, == 1, != null, > 0"), (np.int8(1), "!= true, != false, == 1, != null, > 0"),
        (None, "!= true, != false, != 1, == null"), (1 + 0j, "!= true, != false, == 1, != null"),
        (2j, "!= true, != false, != 1, != null"), ([], "!= true, != false, != 1, != null"),
        (float("nan"), "!= true, != false, != 1, != null"),
        (Decimal("NaN"), "!= true, != false, != 1, != null"),
        (Decimal("sNaN"), "!= true, != false, != 1, != null"),
        (float("inf"), "!= true, != false, != 1, != null, > 0"), ("1", "!= true, != false, != 1, != null"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_no_number_of_a_condition(value, holding):
    """A bool is itself alone; what has no order is neither more nor less than anything."""
    asked = [
        "== true",
        "!= true",
        "== false",
        "!= false",
        "== 1",
        "!= 1",
        "== null",
        "!= null",
        "> 0",
    ]
    given = tree(((value,), {}))
    held = {one for one in asked if Condition(f"$args[0] {one}").holds(*given)}
    assert held == set(holding.split(", "))


class Plain(enum.Enum):
    OPEN = "o"
    ONE = 1
    OFF = False


class Worded(enum.StrEnum):
    OPEN = "o"


class Counted(enum.IntEnum):
    ONE = 1


class Marked(enum.Flag):
    A = 1
    B = 2


@pytest.mark.parametrize(
    ("value", "holding"),
    [
        (Plain.OPEN, "== 'OPEN', == 'o', != 1, != 3, != false, in ['o', 5], in ['OPEN'], > 'a'"),
        (Worded.OPEN, "== 'OPEN', == 'o', != 1, != 3, != false, in ['o', 5], in ['OPEN'], > 'a'"),
        (Plain.ONE, "!= 'OPEN', != 'o', == 1, != 3, != false, in [1, 'x'], > 0"),
        (Counted.ONE, "!= 'OPEN', != 'o', == 1, != 3, != false, in [1, 'x'], > 0"),
        (Plain.OFF, "!= 'OPEN', != 'o', != 1, != 3, == false"),
        (Marked.A | Marked.B, "!= 'OPEN', != 'o', != 1, == 3, != false, > 0"),
        ("OPEN", "== 'OPEN', != 'o', != 1, != 3, != false, in ['OPEN']"),
    ],
    ids=str,
)
def test_a_member_of_an_enum_is_its_value_and_its_name(value, holding):
    """So that `!=` holds for no member that is meant by either; it held for what Python calls equal."""
    tests = [
        *(f"{test} {word}" for word in ("'OPEN'", "'o'", "1", "3", "false") for test in ("==", "!=")),
        *("in ['o', 5]", "in ['OPEN']", "in [1, 'x']", "> 'a'", "> 0"),
    ]  # fmt: skip
    given = tree(((value,), {}))
    held = {one for one in tests if Condition(f"$args[0] {one}").holds(*given)}
    told = holding.replace(", 5]", "; 5]").replace(", 'x']", "; 'x']").split(", ")
    assert held == {one.replace(";", ",") for one in told}


# pairs of parts, and scalars


def paths(pairs):
    return [(a, b, written(path)[0]) for a, b, path in pairs]


def test_the_entries_of_two_mappings_pair_by_typed_key():
    """Names by name, without equal scalars; other keys by type and value; the rest is alone."""
    left, right = {"a": 1, "b": 2, "gone": 3}, {"b": 3, "a": 1, "new": 4}
    for pairing in (fields(left, right, ROOT), entries(left, right, ROOT, Tokens())):
        assert paths(pairing) == [(2, 3, "$.b"), (3, ABSENT, "$.gone"), (ABSENT, 4, "$.new")]
    assert fields({"a": 1}, {"a": True}, ROOT) == [(1, True, (ROOT, FIELD, "a"))]
    assert fields({"a": 1.0}, {"a": 2.0}, ROOT) == [(1.0, 2.0, (ROOT, FIELD, "a"))]
    assert fields({"a": 1}, {"a": 1, "b": 2}, ROOT) == [(ABSENT, 2, (ROOT, FIELD, "b"))]
    assert fields({"a": None}, {"b": None}, ROOT) == [
        (None, ABSENT, (ROOT, FIELD, "a")), (ABSENT, None, (ROOT, FIELD, "b")),
    ]  # fmt: skip
    mixed = entries({1: "x", "s": 1, 2: 0}, {True: "x", "s": 1, 3: 0}, ROOT, Tokens())
    assert sorted((str(a), str(b)) for a, b, _ in mixed if ABSENT not in (a, b)) == [("1", "1")]
    assert [a for a, b, _ in mixed if b is ABSENT] == ["x", 0]
    assert [b for a, b, _ in mixed if a is ABSENT] == ["x", 0]
    assert next(path for *_, path in mixed) == (ROOT, KEY, 1)


def test_the_members_of_two_sets_are_told_where_one_has_them():
    """First what is missing, in the order in which it is shown, then what is more."""
    found = members({3, 1, 2, 9}, {9, 8, 7, 3}, ROOT, Tokens())
    assert [(a, b) for a, b, _ in found] == [(1, ABSENT), (2, ABSENT), (ABSENT, 7), (ABSENT, 8)]
    assert [path for *_, path in found] == [(ROOT, KEY, each) for each in (1, 2, 7, 8)]
    assert [(a, b) for a, b, _ in members([1, 1, 2], [1, 2, 2], ROOT, Tokens())] == [
        (1, ABSENT), (ABSENT, 2),
    ]  # fmt: skip


def test_a_path_goes_down_by_names_keys_and_indices():
    """A text is a field, anything else a key."""
    assert step(ROOT, "a") == (ROOT, FIELD, "a")
    assert step(ROOT, 1) == (ROOT, KEY, 1)
    assert indexed(ROOT, (1, 2)) == ((ROOT, INDEX, 1), INDEX, 2)


def test_a_finding_is_written_down_whole():
    """Path, folded path, kind, both values and types; a cause for what changed alone."""
    path = (step(ROOT, "rows"), INDEX, 3)
    told = Finding(Kind.CHANGED, path, "a 1", "a 2", not_compared=True).shown()
    assert (told.path, told.folded, told.kind) == ("$.rows[3]", "$.rows[*]", Kind.CHANGED)
    assert (told.control, told.candidate) == ("'a 1'", "'a 2'")
    assert (told.control_type, told.candidate_type, told.not_compared) == ("str", "str", True)
    assert (told.cause, told.loose_cause, told.diff) == ("a 9 → a 9 at 2", "9 → 9", None)
    other = Finding(Kind.TYPE, path, "a 1", 2)
    assert (other.shown().cause, other.shown().loose_cause) == ("", "")
    assert (other.shown().not_compared, other.types) == (False, ("str", "int"))
    assert (other.control_text(), other.candidate_text()) == ("'a 1'", "2")
    gone = Finding(Kind.MISSING, path, "a", ABSENT)
    assert (gone.types, gone.candidate_text(), gone.shown().candidate) == (
        ("str", None),
        None,
        None,
    )
    come = Finding(Kind.EXTRA, path, ABSENT, 1)
    assert (come.types, come.control_text(), come.shown().control) == ((None, "int"), None, None)
    lines = [f"line {at}" for at in range(60)]
    long = Finding(Kind.CHANGED, path, "\n".join(lines), "\n".join([*lines[:40], "X", *lines[41:]]))
    assert "-line 40" in long.shown().diff
    assert "+X" in long.shown().diff


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1, 1.0, True), (1, 2.0, False), (0.1, Decimal("0.1"), True), (Decimal("0.1"), 0.1, True),
        (0.1, Decimal("0.2"), False), (1, Decimal(1), True), (Fraction(1, 2), Decimal("0.5"), True),
        (Decimal("0.5"), Fraction(1, 2), True), (Fraction(1, 2), Fraction(1, 3), False),
        (1 + 0j, 1, True), (1, 1 + 0j, True), (1 + 1j, 1, False), (math.nan, Decimal("nan"), True),
        (math.nan, 1, False), (1, math.nan, False), (10**400, 1.0, False),
        (Decimal("sNaN"), 1, False), (Decimal("inf"), Fraction(1), False),
    ],
)  # fmt: skip
def test_numbers_of_unlike_types_say_the_same(a, b, same):
    """As near as the coarser of both can say it."""
    assert same_number(a, b) == same


def test_what_number_and_text_a_value_stands_for():
    """Those that are one, also when written as text; nothing else, and nothing that is opaque."""
    assert [number_of(each) for each in (1, True, 2.5, 1j)] == [1, True, 2.5, 1j]
    assert [number_of(each) for each in ("1", None, [1], b"1")] == [None] * 4
    assert number_of(tree(Decimal("1.50"))) == Decimal("1.50")
    assert number_of(tree(Fraction(1, 3))) == Fraction(1, 3)
    assert number_of(tree(dt.date(2024, 1, 2))) is None
    assert [text_of(each) for each in ("a", b"a", bytearray(b"a"))] == ["a"] * 3
    assert [text_of(each) for each in (1, None, ["a"])] == [None] * 3
    assert text_of(tree(dt.date(2024, 1, 2))) == "2024-01-02"
    assert text_of(b"\xff") == "\udcff"
    assert text_of(tree(x for x in ())) is None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1, 1, True), (1, 1.0, False), (True, 1, False), (0.0, -0.0, False), (0.0, 0.0, True),
        (-1.5, -1.5, True), ([1, "a"], [1, "a"], True), ([1], [True], False), ((1,), (1,), True),
        ({"a": [1]}, {"a": [1]}, True), ({"a": [1]}, {"a": [1.0]}, False), ({1: 2}, {1: 2}, False),
        ({1, 2}, {1, 2}, False), ([0] * 32, [0] * 32, True), ([0] * 33, [0] * 33, False),
        ([1, 0.0], [1, -0.0], False), ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
    ],
)  # fmt: skip
def test_small_equal_trees_are_equal_by_type(a, b, same):
    """Large ones, sets, and keys that are no names have to be looked at otherwise."""
    assert same_types(a, b) == same


def test_deep_trees_are_looked_at_otherwise():
    """Nine levels are seen, ten are not."""
    tree_ = 1
    found = []
    for _ in range(11):
        tree_ = [tree_]
        found.append(same_types(tree_, tree_))
    assert found == [True] * 9 + [False] * 2


def test_a_cause_reads_from_control_to_candidate():
    """And not the other way round."""
    told = Finding(Kind.CHANGED, ROOT, "a 1", "b").shown()
    assert (told.cause, told.loose_cause) == ("a 9 → b", "word → word")
