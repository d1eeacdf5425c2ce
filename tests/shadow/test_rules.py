"""Rules accept what they say and nothing more, and their uses are counted."""

import datetime as dt
import math

import pytest

from switchover.shadow import (
    Expect,
    Ignore,
    Kind,
    Normalise,
    NotComparableError,
    PatternError,
    Tolerate,
    Unordered,
    UsageError,
    compare,
)
from switchover.shadow.comparing.answers import Answer, judge
from switchover.shadow.rules import Rulebook
from switchover.values import encode

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
        *[(10**400, 10**400 + 1, False), (math.inf, 1e308, False)],
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
