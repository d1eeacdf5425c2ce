"""What two values of unlike types hold is compared whole: an accepted type hides nothing else."""

import array
import collections
import enum
import itertools

import pytest
from values import pairs, relatives

from switchover.shadow import Expect, Kind, compare
from switchover.shadow.comparing.walk import Walk
from switchover.shadow.rules import Rulebook
from switchover.shadow.rules.paths import ROOT
from switchover.values import Node, decode, encode


def tree_of(value):
    return decode(encode(value))


def twin(tree):
    """The same under another type: what a class is once its module was renamed."""
    node = tree
    if not isinstance(tree, Node):
        part = {
            list: "items",
            tuple: "items",
            dict: "entries",
            set: "members",
            frozenset: "members",
        }
        node = Node(**{part.get(type(tree), "base"): tree})
    node.type = "new.Twin"
    return node


def found(control, candidate):
    walk = Walk(Rulebook())
    walk.run(control, candidate, ROOT)
    assert not walk.blind
    return walk.found


def is_type(one):
    return (one.path, one.kind.value) == ("$", "type")


@pytest.mark.parametrize("row", pairs.STANDARD, ids=lambda row: row[0])
def test_a_twin_differs_in_its_type_alone(row):
    """Every kind of value opens to its like of another class."""
    (one,) = found(tree_of(row[1]()), twin(tree_of(row[1]())))
    assert is_type(one)


@pytest.mark.parametrize("row", pairs.STANDARD, ids=lambda row: row[0])
def test_a_twin_that_differs_in_one_thing_shows_it(row):
    """Whatever tells two values of one type apart tells their twins apart."""
    for other in row[2:]:
        a, b = tree_of(row[1]()), tree_of(other())
        if getattr(a, "ordered", None) != getattr(b, "ordered", None):
            continue  # whether it has an order is a matter of its type
        if type(a) is type(b) and getattr(a, "type", None) == getattr(b, "type", None):
            types, *parts = found(a, twin(b))
            assert is_type(types)
            assert types.not_compared or parts


class Old(enum.Enum):
    RED = 1
    BLUE = "b"


class New(enum.Enum):
    RED = 1
    CRIMSON = "b"
    BLUE = "c"


class Text(str):
    pass


class Tags(set):
    pass


class Row(tuple):
    pass


class Table(dict):
    pass


class Ordered(collections.OrderedDict):
    pass


class Series(array.array):
    pass


Pair = collections.namedtuple("Pair", "a b")
Riap = collections.namedtuple("Riap", "b a")
with_attributes = pairs.bearing


@pytest.mark.parametrize(
    ("control", "candidate", "beside"),
    [
        (Old.RED, New.RED, []),
        (Old.BLUE, New.CRIMSON, ["$ changed"]),
        (Old.BLUE, New.BLUE, ["$.value changed"]),
        (Old.RED, 1, []),
        ("b", Old.BLUE, []),
        (Old.RED, 2, ["$ changed"]),
        (Pair(1, 2), Riap(a=1, b=2), ["$ order"]),
        (Pair(1, 2), [1, 2], []),
        (Ordered(a=1, b=2), collections.OrderedDict(b=2, a=1), ["$ order"]),
        (Ordered(a=1, b=2), {"b": 2, "a": 1}, []),
        (with_attributes(lambda: Text("a"), unit="m")(), "a", ["$.unit missing"]),
        ("a", with_attributes(lambda: Text("a"), unit="m")(), ["$.unit extra"]),
        (with_attributes(lambda: Tags({1}), of="x")(), [1], ["$.of missing"]),
        ([1], with_attributes(lambda: Tags({1}), of="x")(), ["$.of extra"]),
        (with_attributes(lambda: Row((1, 2)), of="x")(), Pair(1, 2), ["$.of missing"]),
        (Pair(1, 2), with_attributes(lambda: Row((1, 3)), of="x")(), ["$[1] changed", "$.of extra"]),
        (with_attributes(lambda: Table(a=1), b=2)(), pairs.Plain(a=1, b=2), []),
        (with_attributes(lambda: Table(a=1), b=2)(), pairs.Plain(a=1, b=3), ["$.b changed"]),
        (with_attributes(lambda: Table(a=1), b=2)(), pairs.Plain(a=1), ["$.b missing"]),
        (with_attributes(lambda: Table(a=1), a=1)(), pairs.Plain(a=1), []),
        (with_attributes(lambda: Table(a=1), a=2)(), pairs.Plain(a=1), ["$['__dict__.a'] missing"]),
        (Series("i", [1, 2]), array.array("i", [1, 2]), []),
        (Series("i", [1, 2]), array.array("h", [1, 2]), ["$.typecode changed"]),
        (Series("i", [1, 2]), [1, 2], []),
        (memoryview(b"ab"), b"ab", []),
        (memoryview(b"ab"), b"ac", ["$ changed"]),
        (relatives.Broken(-0.0), 0.0, ["$ changed"]),
        (relatives.Decimal("-0"), 0.0, ["$ changed"]),
        (relatives.Decimal("-0"), -0.0, []),
        (relatives.Decimal("-0"), 0, []),
        (-0.0, 0, []),
        (complex(float("nan"), 1), float("nan"), ["$ changed"]),
        (complex(float("nan"), 0), float("nan"), []),
    ],
)  # fmt: skip
def test_beside_the_type_all_that_differs_is_found(control, candidate, beside):
    """And none of it by a rule that accepts the type; one level down as well."""
    rule = Expect(
        id="moved", path="$.x[0]", reason="r", owner="o", difference=Kind.TYPE,
        control_type=None, candidate_type=None,
    )  # fmt: skip
    by_type, *parts = compare({"x": [control]}, {"x": [candidate]}, rules=[rule])
    assert (by_type.rule, by_type.not_compared) == ("moved", False)
    told = [f"{one.path} {one.kind.value}".replace("$.x[0]", "$") for one in parts if not one.rule]
    assert sorted(told) == sorted(beside)


@pytest.mark.parametrize("makers", relatives.FAMILIES.values(), ids=list(relatives.FAMILIES))
def test_what_differs_by_its_bytes_is_found_from_either_side(makers):
    """Near relatives of like and unlike types; what one side misses the other has too much."""
    other = {"missing": "extra", "extra": "missing"}
    for a, b in itertools.combinations(makers, 2):
        there, back = compare(a(), b()), compare(b(), a())
        assert there and back
        if not any(one.folded.endswith("[*]") for one in there):  # elements may pair otherwise
            kinds = ((one.path, other.get(one.kind.value, one.kind.value)) for one in back)
            assert sorted((one.path, one.kind.value) for one in there) == sorted(kinds)
