"""Equal exactly where equal: every kind of value against its neighbours."""

import warnings

import pytest

from switchover.values import decode, encode
from switchover.values.node import Node

from . import pairs
from .further import FURTHER


def reasons(tree):
    """Every reason in a tree why it is opaque."""
    seen, work, found = set(), [tree], []
    while work:
        part = work.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if type(part) is Node:
            found += [part.opaque] if part.opaque else []
            work += [part.fields, part.base, part.items, part.entries, part.members]
        elif type(part) is dict:
            work += [*part, *part.values()]
        elif type(part) in (list, tuple, set, frozenset):
            work += part
    return found


@pytest.mark.parametrize("row", [*pairs.STANDARD, *FURTHER], ids=lambda row: row[0])
def test_a_value_equals_its_like_and_nothing_else(row):
    """Made anew it has the same document; a neighbour has another; and both are comparable."""
    _, make, *others = row
    document = encode([make()])
    assert encode([make()]) == document
    assert reasons(decode(document)) == []
    if row[0] != "buffer":  # written by the slower encoder, and its tree by the faster one
        assert encode(decode(document)) == document
    for other in others:
        assert encode([other()]) != document
        assert reasons(decode(encode([other()]))) == []


@pytest.mark.parametrize("row", pairs.SAME, ids=lambda row: row[0])
def test_what_is_no_part_of_a_value_makes_no_difference(row):
    """Caches, names of zones, addresses, places of code: no false alarm."""
    _, one, other = row
    if row[0] != "NaN":
        assert encode([one()]) == encode([other()])


@pytest.mark.parametrize("row", pairs.OPAQUE, ids=lambda row: row[0])
def test_what_cannot_be_opened_never_equals_anything(row):
    """Not even itself: its document is another each time, and says why."""
    value = row[1]()
    document = encode([value])
    assert document != encode([value])
    assert reasons(decode(document))
    if hasattr(value, "close"):
        value.close()


def test_nothing_that_a_value_does_ends_the_encoding():
    """Whatever its code raises, the value becomes opaque and says so."""

    class Broken(Exception):
        def __str__(self):
            raise SystemExit(3)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert "SystemExit" in reasons(decode(encode(Broken())))[0]


class Nasty(type):
    """A metaclass whose classes cannot be asked for anything."""

    def __hash__(cls):
        raise RuntimeError("no hash")

    def __eq__(cls, other):
        raise RuntimeError("no equality")

    def __getattribute__(cls, name):
        raise RuntimeError("no attributes")


def test_a_class_that_cannot_be_asked_makes_its_values_opaque():
    """And the class itself: neither ends the encoding of what stands beside it."""
    nasty = Nasty("X", (), {})
    for value in (object.__new__(nasty), nasty):
        tree = decode(encode([value, 1]))
        assert tree[1] == 1
        assert encode([value]) != encode([2])
