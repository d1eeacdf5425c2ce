"""The walk over two trees, part by part: what either has, lacks, or has in another order."""

import pytest

from switchover.shadow import Kind, Normalise, Unordered, compare
from switchover.shadow.comparing.walk import MOST_BLIND, Walk
from switchover.shadow.rules import Rulebook
from switchover.shadow.rules.paths import ROOT
from switchover.values import Node

WHY = {"reason": "x", "owner": "y"}


def walked(control, candidate, *rules, **settings):
    walk = Walk(Rulebook(rules), **settings)
    walk.run(control, candidate, ROOT)
    return walk


def found(control, candidate, *rules):
    return [(each.path, each.kind.value) for each in walked(control, candidate, *rules).found]


def thing(**parts):
    return Node("shop.Thing", **parts)


@pytest.mark.parametrize(
    ("control", "candidate"),
    [
        ({"opaque": "why"}, {}),
        ({}, {"opaque": "why"}),
        ({"opaque": "why"}, {"opaque": "why"}),
        ({"opaque": "why"}, {"opaque": "another"}),
        ({"opaque": "why", "fields": {"a": 1}}, {"fields": {"a": 2}}),
    ],
)
def test_what_one_side_cannot_show_is_blind(control, candidate):
    """Whichever it is, with its reason; nothing is found in it, and nothing is equal."""
    walk = walked(thing(**control), thing(**candidate))
    assert [str(each) for each in walk.blind] == ["$: why"]
    assert walk.found == []


def test_only_so_many_blind_places_are_kept():
    """Ten tell it all."""
    control, candidate = ([thing(opaque="why") for _ in range(MOST_BLIND + 5)] for _ in range(2))
    assert len(walked(control, candidate).blind) == MOST_BLIND == 10


@pytest.mark.parametrize(
    ("control", "candidate", "expected"),
    [
        ({"base": 1}, {"base": 1}, []),
        ({"base": 1}, {"base": 2}, [("$", "changed")]),
        ({"base": 1}, {"base": True}, [("$", "changed")]),
        ({"base": 1}, {}, [("$", "changed")]),
        ({}, {"base": 1}, [("$", "changed")]),
        ({"base": [1]}, {"base": (1,)}, [("$", "changed")]),
        ({"base": [1, 2]}, {"base": [1, 3]}, [("$[1]", "changed")]),
        ({"base": {"a": 1}}, {"base": {"a": 2}}, [("$.a", "changed")]),
        ({"fields": {"a": 1}}, {"fields": {"a": 2}}, [("$.a", "changed")]),
        ({"fields": {"a": 1}}, {}, [("$.a", "missing")]),
        ({}, {"fields": {"a": 1}}, [("$.a", "extra")]),
        ({"items": [1]}, {"items": [2]}, [("$[0]", "changed")]),
        ({"items": [1]}, {"entries": {0: 1}}, [("$", "changed")]),
        ({"items": []}, {}, [("$", "changed")]),
        ({"members": {1}}, {}, [("$", "changed")]),
        ({}, {"entries": {}}, [("$", "changed")]),
        ({"members": {1, 2}}, {"members": {1, 3}}, [("${2}", "missing"), ("${3}", "extra")]),
        ({"entries": {"a": 1}}, {"entries": {"a": 2}}, [("$.a", "changed")]),
        ({"entries": {"a": 1}}, {"entries": {"a": 1}}, []),
    ],
)
def test_each_part_of_an_object_is_compared(control, candidate, expected):
    """Its built-in value, its fields, its items, entries and members, and which of them it has."""
    told = found(thing(**control), thing(**candidate))
    assert [kind for _, kind in told] == [kind for _, kind in expected]
    if "members" not in control:
        assert told == expected


@pytest.mark.parametrize("ordered", [(True, True), (True, False), (False, True), (False, False)])
def test_the_order_of_entries_counts_where_it_is_part_of_either(ordered):
    """The control's stands with the control."""
    one = thing(entries={"a": 1, "b": 2}, ordered=ordered[0])
    other = thing(entries={"b": 2, "a": 1}, ordered=ordered[1])
    told = walked(one, other).found
    assert [each.kind for each in told] == [Kind.ORDER] * any(ordered)
    for each in told:
        assert (each.control, each.candidate) == ("['a', 'b']", "['b', 'a']")


def test_what_stands_elsewhere_is_told_place_by_place_or_as_an_order():
    """Half of the places at most are told one by one; where more are exchanged it is their order."""
    assert found([1, 5, 6, 2], [2, 5, 6, 1]) == [("$[0]", "changed"), ("$[3]", "changed")]
    assert found([1, 5, 2], [2, 5, 1]) == [("$", "order")]
    assert found([1, 2], [2, 1]) == [("$", "order")]


@pytest.mark.parametrize(
    ("control", "candidate", "expected"),
    [
        ([1, 2, 3], [1], [("$[1]", "missing"), ("$[2]", "missing")]),
        ([1], [3, 2, 1], [("$[0]", "extra"), ("$[1]", "extra")]),
        ([1, 2], [3, 1], [("$[1]", "changed")]),
        ([1, 2, 3], [4, 1], [("$[1]", "changed"), ("$[2]", "missing")]),
        ([2, 1], [1, 2], [("$", "order")]),
    ],
)
def test_elements_in_any_order_are_missing_or_extra_where_they_stand(control, candidate, expected):
    """What is left over on either side, by its own place; another order is accepted."""
    told = walked(control, candidate, Unordered(id="any", path="$", **WHY)).found
    assert [(each.path, each.kind.value) for each in told if each.kind != "order"] == [
        each for each in expected if each[1] != "order"
    ]
    assert all((each.rule == "any") == (each.kind == "order") for each in told)


@pytest.mark.parametrize(
    ("control", "candidate"),
    [
        ([{"id": 1}, {"id": 2}], [{"id": 2}, {"no": 1}]),
        ([{"id": 1}, {"no": 2}], [{"id": 2}, {"id": 1}]),
        ([{"id": 1}, 5], [{"id": 1}, {"id": 5}]),
    ],
)
def test_elements_without_the_key_stand_in_their_order(control, candidate):
    """On whichever side one lacks it: nothing is accepted."""
    told = walked(control, candidate, Unordered(id="any", path="$", key="id", **WHY)).found
    assert told
    assert {each.rule for each in told} == {None}


@pytest.mark.parametrize(
    ("control", "candidate"),
    [("ab", "ba"), ({"a": 1, "b": 2}, {"b": 1, "a": 2}), ([1, 2], (2, 1)), (5, 6)],
)
def test_only_sequences_have_no_order(control, candidate):
    """A text, a mapping and sequences of two types differ as they do without the rule."""
    rule = Unordered(id="any", path="$", **WHY)
    assert found(control, candidate, rule) == found(control, candidate)
    assert {each.rule for each in walked(control, candidate, rule).found} == {None}


def test_what_is_compared_as_something_else_keeps_its_sides():
    """What the control became stands with the control."""
    rule = Normalise(id="low", path="$.name", function="builtins:len", **WHY)
    (one,) = compare({"name": "abc"}, {"name": "ab"}, rules=[rule])
    assert (one.path, one.control, one.candidate, one.rule) == ("$.name", "3", "2", None)
    (same,) = compare({"name": "abc"}, {"name": "xyz"}, rules=[rule])
    assert (same.control, same.candidate, same.rule) == ("'abc'", "'xyz'", "low")


def test_most_differences_are_kept_and_one_more_ends_the_walk():
    """Those that a rule accepts do not count."""
    control, candidate = list(range(40)), list(range(100, 140))
    assert len(walked(control, candidate, most=40).found) == 40
    assert not walked(control, candidate, most=40).truncated
    cut = walked(control, candidate, most=39)
    assert (cut.truncated, len(cut.found)) == (True, 39)


def test_entries_in_their_order_are_told_by_themselves():
    """No order is found where there is none."""
    one, other = (thing(entries={"a": 1, "b": each}, ordered=True) for each in (2, 3))
    assert found(one, other) == [("$.b", "changed")]


def test_members_of_two_kinds_of_set_keep_their_sides():
    """What the control has is missing, and what the candidate has is extra."""
    told = [
        (each.kind.value, each.control, each.candidate)
        for each in compare({1, 2}, frozenset({1, 3}))
    ]
    assert [kind for kind, _, _ in told] == ["type", "missing", "extra"]
    assert [told[1][1], told[2][2]] == ["2", "3"]


def test_a_rule_that_fails_leaves_its_words():
    """As text, at its place."""
    rule = Normalise(id="low", path="$", function="builtins:len", **WHY)
    (blind,) = walked(5, 6, rule).blind
    assert type(blind.reason) is str
    assert blind.path == "$"
