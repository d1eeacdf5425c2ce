"""Rules accept what they say and nothing more, and their uses are counted."""

import datetime as dt
import math
from collections import deque, namedtuple
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from switchover.shadow import (
    Expect,
    Ignore,
    Kind,
    Normalise,
    NotComparableError,
    Outcome,
    PatternError,
    Tolerate,
    Unordered,
    UsageError,
    compare,
    run,
)
from switchover.shadow.comparing.answers import Answer, judge
from switchover.shadow.rules import Condition, Rulebook
from switchover.values import decode, encode

WHY = {"reason": "agreed", "owner": "team"}
TODAY = dt.date(2024, 5, 1)


def judged(control, candidate, book, **settings):
    """Judge two values as a run judges what its sides returned."""
    answers = [
        Answer("returned", encode(("returned", one, None, None))) for one in (control, candidate)
    ]
    return judge(*answers, book, **settings)


def check(control, candidate, *rules, accepted=(), left=()):
    """Compare under rules; say which paths they accept (with the rule's id) and which are left."""
    found = compare(control, candidate, rules=rules)
    assert [(one.path, one.rule) for one in found if one.rule] == list(accepted)
    assert [(one.path, one.kind.value) for one in found if not one.rule] == list(left)


def test_ignore_accepts_the_node_and_all_below():
    """An ignored path is one accepted difference however much differs in it."""
    rule = Ignore(id="stamp", path="$.meta", **WHY)
    control, candidate = {"meta": {"a": 1, "b": 2}, "x": 1}, {"meta": {"a": 2}, "x": 2}
    check(control, candidate, rule, accepted=[("$.meta", "stamp")], left=[("$.x", "changed")])
    check({"meta": 1}, {}, rule, accepted=[("$.meta", "stamp")])
    check({"meta": 1}, {"meta": 1}, rule)


def test_ignore_at_any_depth():
    """`$..name` is meant wherever the name comes."""
    rule = Ignore(id="u", path="$..updated_at", **WHY)
    control = {"updated_at": 1, "rows": [{"updated_at": 1, "n": 1}] * 3}
    candidate = {"updated_at": 2, "rows": [{"updated_at": 2, "n": 1}] * 3}
    found = compare(control, candidate, rules=[rule])
    assert found
    assert {one.rule for one in found} == {"u"}


def test_ignored_values_need_not_be_comparable():
    """What can be read only once does no harm where it is ignored."""
    rule = Ignore(id="rows", path="$.rows", **WHY)
    control, candidate = {"rows": (n for n in [1])}, {"rows": (n for n in [1])}
    check(control, candidate, rule, accepted=[("$.rows", "rows")])


def test_ignoring_hides_nothing_beside_it():
    """A difference in another field of the same elements is still told."""
    rule = Ignore(id="t", path="$[*].t", **WHY)
    control = [{"t": n, "v": n} for n in range(4)]
    candidate = [{"t": -n - 1, "v": n if n != 2 else 9} for n in range(4)]
    accepted = [(f"$[{n}].t", "t") for n in range(4)]
    check(control, candidate, rule, accepted=accepted, left=[("$[2].v", "changed")])


@pytest.mark.parametrize(
    ("control", "candidate", "close"),
    [
        *[(100.0, 100.9, True), (100.0, 102.0, False), (0.0, 0.04, True), (1, 1.0, False)],
        *[(0.0, -0.0, True), (True, 1, False), (math.nan, 1.0, False), ("1", 1.0, False)],
        *[(10**400, 10**400 + 1, True), (10**400, 2 * 10**400, False), (math.inf, 1e308, False)],
    ],
)
def test_tolerance(control, candidate, close):
    """Numbers within the absolute or the relative bound are accepted; a bool is no number."""
    rule = Tolerate(id="near", path="$.price", absolute=0.05, relative=0.01, **WHY)
    (one,) = compare({"price": [control]}, {"price": [candidate]}, rules=[rule])
    assert (one.rule == "near") == close


def test_tolerance_stays_at_its_path():
    """A tolerance for one field says nothing of another."""
    rule = Tolerate(id="near", path="$.a", absolute=1, **WHY)
    control, candidate = {"a": 1, "b": 1}, {"a": 2, "b": 2}
    check(control, candidate, rule, accepted=[("$.a", "near")], left=[("$.b", "changed")])


def test_unordered_by_value():
    """Another order is accepted once; other elements are still told."""
    rule = Unordered(id="any", path="$.tags", **WHY)
    check({"tags": [1, 2, 3]}, {"tags": [3, 1, 2]}, rule, accepted=[("$.tags", "any")])
    check({"tags": [1, 2, 2]}, {"tags": [1, 1, 2]}, rule, left=[("$.tags[2]", "changed")])
    check({"tags": [1, 2]}, {"tags": [2, 1, 5]}, rule, accepted=[("$.tags", "any")],
          left=[("$.tags[2]", "extra")])  # fmt: skip
    check({"tags": [1]}, {"tags": (1,)}, rule, left=[("$.tags", "type")])


def test_unordered_by_key():
    """Elements pair by their key, and what differs in a pair is told under that key."""
    rule = Unordered(id="id", path="$.rows", key="id", **WHY)
    control = {"rows": [{"id": 1, "v": "a"}, {"id": 2, "v": "b"}, {"id": 3, "v": "c"}]}
    candidate = {"rows": [{"id": 3, "v": "c"}, {"id": 2, "v": "x"}, {"id": 4, "v": "d"}]}
    check(control, candidate, rule, accepted=[("$.rows", "id")], left=[
        ("$.rows[id=2].v", "changed"), ("$.rows[id=1]", "missing"), ("$.rows[id=4]", "extra"),
    ])  # fmt: skip


def test_unordered_needs_every_key():
    """Where an element lacks the key, the list is compared in order."""
    rule = Unordered(id="id", path="$", key="id", **WHY)
    check([{"id": 1}, {}], [{}, {"id": 1}], rule, left=[("$", "order")])


def test_normalise():
    """Values that are equal once normalised are accepted; others are told as normalised."""
    rule = Normalise(id="case", path="$.name", function=str.lower, **WHY)
    check({"name": "Ann"}, {"name": "ANN"}, rule, accepted=[("$.name", "case")])
    check({"name": "Ann"}, {"name": "BOB"}, rule, left=[("$.name", "changed")])
    check({"name": "Ann"}, {"name": "Ann"}, rule)


def test_normalise_that_raises_is_not_comparable():
    """A rule that fails is named, and its pair is no match."""
    rule = Normalise(id="case", path="$.name", function=str.lower, **WHY)
    with pytest.raises(NotComparableError, match=r"\$\.name: rule 'case': its function raised"):
        compare({"name": 1}, {"name": 2}, rules=[rule])


def test_normalise_everywhere_ends():
    """A normalising rule for every path is applied once to each node on the way down."""
    rule = Normalise(id="same", path="$..*", function=lambda value: value, **WHY)
    check({"a": {"b": [1]}}, {"a": {"b": [2]}}, rule, left=[("$.a.b[0]", "changed")])


def test_expect_accepts_exactly_what_it_says():
    """Kind, types and values restrict it; what is not given does not matter."""
    given = {"path": "$.v", "difference": Kind.TYPE, "control_type": "int"}
    rule = Expect(id="e", candidate="'1*'", **given, **WHY)
    check({"v": 1}, {"v": "1x"}, rule, accepted=[("$.v", "e")])
    check({"v": 1}, {"v": "2"}, rule, left=[("$.v", "type")])
    check({"v": 1}, {"v": 2}, rule, left=[("$.v", "changed")])
    check({"w": 1}, {"w": "1"}, rule, left=[("$.w", "type")])


def test_an_expected_type_does_not_hide_a_value():
    """Accepting tuple for list leaves the changed element to be seen."""
    rule = Expect(id="e", path="$", difference=Kind.TYPE, **WHY)
    check((1, 2), [1, 3], rule, accepted=[("$", "e")], left=[("$[1]", "changed")])


def test_an_expired_rule_no_longer_applies():
    """A rule holds through its last day, and the record says when it is over."""
    for days, accepted in ((0, True), (1, True), (-1, False)):
        rule = Ignore(id="i", path="$", expires=TODAY + dt.timedelta(days=days), **WHY)
        book = Rulebook([rule], today=TODAY)
        found = judged(1, 2, book)
        assert found.is_accepted == accepted
        (use,) = book.uses()
        assert (use.expired, use.hits, use.is_idle) == (not accepted, int(accepted), False)


def test_uses_are_counted_and_idle_rules_are_seen():
    """Each accepted difference is a hit; a rule without one is idle."""
    used = Tolerate(id="used", path="$", absolute=1, **WHY)
    idle = Ignore(id="idle", path="$.nothing", **WHY)
    book = Rulebook([used, idle])
    judged([1, 5, 2], [2, 5, 3], book)
    assert [(use.id, use.hits, use.is_idle) for use in book.uses()] == [
        ("used", 2, False),
        ("idle", 0, True),
    ]


def test_rule_ids_are_unique():
    """Two rules of one id would share a count, so they are refused."""
    with pytest.raises(UsageError, match="used more than once: a"):
        Rulebook([Ignore(id="a", path="$", **WHY), Ignore(id="a", path="$.x", **WHY)])


def test_too_much_is_never_accepted():
    """Where differences were cut off, nothing is called accepted."""
    found = judged(list(range(50)), [str(n) for n in range(50)], Rulebook(), most=3)
    assert found.truncated
    assert not found.is_accepted


@pytest.mark.parametrize("text", ["", "a", "$x", "$.", "$[", "$.a b", "$[-1]", "$['a]", "$a", "x$"])
def test_a_bad_pattern_is_said(text):
    """What cannot be read is shown with the column and with examples of what can."""
    with pytest.raises(PatternError, match=r"column \d+: .*; write steps such as"):
        compare(1, 2, rules=[Ignore(id="a", path=text, **WHY)])


# whole values, inputs, unlike types

LINES = [f"line {n}" for n in range(200)]


def at_line(number, text):
    return "\n".join(text if n == number else line for n, line in enumerate(LINES))


def test_a_pattern_is_held_against_the_whole_value():
    """A text that differs at its hundredth line can be named, and nothing else is accepted."""
    control = "\n".join(LINES)
    rule = Expect(id="e", path="$", control="*line 100*", candidate="*LINE 100*", **WHY)
    check(control, at_line(100, "LINE 100"), rule, accepted=[("$", "e")])
    check(control, at_line(100, "line one hundred"), rule, left=[("$", "changed")])


def test_a_pattern_made_of_what_is_shown_accepts_nothing_more():
    """What is shown is shortened; as a pattern it does not stand for other long values."""
    control, candidate = "\n".join(LINES), at_line(150, "LINE")
    (shown,) = compare(control, candidate)
    rule = Expect(id="e", path="$", control=shown.control, candidate=shown.candidate, **WHY)
    for other in (candidate, at_line(150, "other"), at_line(0, "x")):
        check(control, other, rule, left=[("$", "changed")])


@pytest.mark.parametrize(
    ("control", "candidate", "is_close"),
    [(1, 1.0, True), (Decimal("2.50"), 2.5, True), (Fraction(1, 4), 0.26, True), (1, 2.0, False),
     (True, 1.0, False), ("1", 1, False)],
)  # fmt: skip
def test_tolerance_accepts_another_type_only_if_it_says_so(control, candidate, is_close):
    """With `any_type` two close numbers of unlike types are accepted; without it, none."""
    for any_type in (False, True):
        rule = Tolerate(id="t", path="$", absolute=0.02, any_type=any_type, **WHY)
        found = compare(control, candidate, rules=[rule])
        assert all(one.rule for one in found) == (any_type and is_close)


Row = namedtuple("Row", "id total")


@dataclass
class Record:
    id: int
    total: float


class Mapped(dict):
    pass


@pytest.mark.parametrize(
    ("control", "candidate", "path"),
    [
        (Row(1, 2.0), Record(1, 3.0), "$[0].total"),
        (Row(1, 2.0), {"id": 1, "total": 3.0}, "$[0].total"),
        (Row(1, 2.0), [1, 3.0], "$[0][1]"),
        ({"id": 1, "total": 2.0}, Mapped(id=1, total=3.0), "$[0].total"),
        ((1, 2.0), deque([1, 3.0]), "$[0][1]"),
        ({1, 2}, [1, 3], "$[0]{2}"),
        (1, 2.0, "$[0]"),
        (Decimal("1.5"), 2.5, "$[0]"),
        ("a", b"b", "$[0]"),
    ],
)
def test_an_accepted_type_never_hides_a_value(control, candidate, path):
    """Whatever opens on both sides is compared inside; what differs there is left to be told."""
    rule = Expect(id="rows", path="$[*]", difference=Kind.TYPE, **WHY)
    found = compare([control], [candidate], rules=[rule])
    assert found[0].rule == "rows"
    assert path in [one.path for one in found if not one.rule]
    assert not any(one.not_compared for one in found)


@pytest.mark.parametrize(
    ("control", "candidate"),
    [(Row(1, 2.0), Record(1, 2.0)), (1, 1.0), (Decimal("0.1"), 0.1), ((1, 2), [1, 2]),
     (dt.date(2024, 1, 1), dt.datetime(2024, 1, 1)), ("a", b"a"), ({1}, [1]),
     *((kind(n), n) for kind in (np.int8, np.float64) for n in (0, 1)),
     *((np.bool_(one), one) for one in (False, True))],
)  # fmt: skip
def test_an_accepted_type_with_the_same_content_is_all(control, candidate):
    """Nothing else is told."""
    rule = Expect(id="rows", path="$", difference=Kind.TYPE, **WHY)
    (one,) = compare(control, candidate, rules=[rule])
    assert (one.rule, one.not_compared) == ("rows", False)


@pytest.mark.parametrize(("control", "candidate"), [("1", 1), ([1], 1), ({"a": 1}, [1]), (None, 0)])
def test_content_that_cannot_be_compared_is_said(control, candidate):
    """Where two types do not open alike, the accepted difference says so, and is counted."""
    rule = Expect(id="rows", path="$", difference=Kind.TYPE, **WHY)
    (one,) = compare(control, candidate, rules=[rule])
    assert one.not_compared
    inputs = [((n,), {}) for n in range(3)]
    record = run(lambda n: control, lambda n: candidate, inputs, rules=[rule])
    assert (record.not_compared, record.groups[0].not_compared) == (3, 3)


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ("$args[0].country == 'DE'", True),
        ('$args[0].country == "FR"', False),
        ("$args[0].country != 'FR'", True),
        ("$args[0].country in ['AT', 'DE']", True),
        ("$args[0].country in ['AT']", False),
        ("$args[0].amount > 100 and $kwargs.page == 2", True),
        ("$args[0].amount <= 100 and $kwargs.page == 2", False),
        ("$args[0].price >= 9.5", True),
        ("$args[0].day > '2024-02-01'", True),
        ("$args[0]['odd key'] == null", True),
        ("$args[0].paid == true", True),
        ("$args[0].paid == 1", False),
        ("$args[0].nothing == 'DE'", False),
        ("$args[0].nothing != 'DE'", False),
        ("$args[0].country", True),
        ("$args[5]", False),
        ("$args[0].note == 'a and $b'", True),
    ],
)
def test_a_rule_may_look_at_the_input(when, holds):
    """It applies to the inputs that fit, and to no other."""
    order = {
        "country": "DE", "amount": 120, "price": Decimal("9.50"), "paid": True, "odd key": None,
        "day": dt.date(2024, 3, 1), "note": "a and $b",
    }  # fmt: skip
    tree = decode(encode(((order,), {"page": 2})))
    assert Condition(when).holds(*tree) == holds


def test_a_run_gives_rules_their_input():
    """Accepted for the inputs that the condition names alone."""
    rule = Ignore(id="de", path="$", when="$args[0].country == 'DE'", **WHY)
    inputs = [(({"country": name},), {}) for name in ("DE", "FR", "DE")]
    record = run(lambda order: 1, lambda order: 2, inputs, rules=[rule])
    assert (record.accepted, record.unaccepted) == ({Outcome.DIFFERENCE: 2}, 1)
    assert record.rules[0].hits == 2


@pytest.mark.parametrize(
    ("when", "column"),
    [("country == 'DE'", 1), ("$args[0].country = 'DE'", 1), ("$args[*].x == 1", 6),
     ("$args[0].x == DE", 15), ("$args[0] in 'DE'", 13), ("$.x == 1", 1), ("", 1)],
)  # fmt: skip
def test_a_bad_condition_is_said(when, column):
    """With the column where reading stopped."""
    with pytest.raises(PatternError, match=rf"column {column}\b"):
        compare(1, 2, rules=[Ignore(id="a", path="$", when=when, **WHY)])


def test_a_pair_may_be_compared_as_something_else():
    """What both sides return is compared after a function; errors are what they are."""
    record = run(lambda s: s, lambda s: s.upper(), [(("a",), {})], seen_as=str.lower)
    assert record.counts == {Outcome.MATCH: 1}
    record = run(lambda s: s, lambda s: s + "!", [(("a",), {})], seen_as="builtins:len")
    assert [group.exemplars[0].candidate for group in record.groups] == ["2"]


@pytest.mark.parametrize(
    ("given", "control", "candidate"),
    [
        ({"relative": 0.001}, 1.0, 1.5),
        ({"relative": 0.001}, 0.0, 0.5),
        ({"absolute": 0.1}, 1e6, 1e6 + 1),
        ({"absolute": 0.1}, 1, 1.0),
        ({}, 1.0, 1.0 + 1e-15),
    ],
)
def test_a_tolerance_that_is_not_given_is_none(given, control, candidate):
    """Neither a distance nor a share nor another type is accepted that the rule does not name."""
    (found,) = compare(control, candidate, rules=[Tolerate(id="t", path="$", **given, **WHY)])
    assert found.rule is None
