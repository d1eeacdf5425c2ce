"""Only what differs is decoded, with its place; what is not told is equal."""

import copy
import json
import random

import pytest

from switchover.values import decode, differing, encode
from switchover.values.document import CHUNKED, LINKED, PLAIN, form_of


def orders(count):
    rng = random.Random(7)
    made = [
        {"id": n, "lines": [{"sku": f"S{rng.random()}", "price": rng.random()} for _ in range(3)],
         "note": "x" * 40, "customer": {"name": "Ada", "mail": f"{n}@example.org"}}
        for n in range(count)
    ]  # fmt: skip
    return ("returned", {"orders": made, "total": count}, None, None)


def places(one, other):
    return [("".join(f".{step[1]}" for step in steps), a, b) for steps, a, b in differing(encode(one), encode(other))]  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 200, 3000])
def test_a_document_of_any_size_comes_back(count):
    """Cut or not, the tree is the value."""
    value = orders(count)
    assert decode(encode(value)) == value
    assert form_of(encode(value)) == (CHUNKED if count > 16 else PLAIN)


def test_equal_values_have_equal_documents_when_cut():
    """A copy made from text has the same bytes."""
    value = orders(300)[1]
    assert encode(value) == encode(json.loads(json.dumps(value)))


def test_one_changed_leaf_is_told_with_its_place():
    """The part is the element of the list that was cut."""
    value = orders(300)
    other = copy.deepcopy(value)
    other[1]["orders"][217]["lines"][1]["price"] = 0
    assert places(value, other) == [
        (".1.orders.217", value[1]["orders"][217], other[1]["orders"][217])
    ]


def test_a_changed_leaf_beside_large_parts_is_told():
    """What stands beside a cut part is a piece of its own."""
    value = orders(300)
    other = copy.deepcopy(value)
    other[1]["total"] = -1
    assert places(value, other) == [(".1.total", 300, -1)]


def test_several_elements_of_a_list_are_told_as_the_whole_list():
    """A list is aligned as a whole: what moved in it is no change of every element."""
    value = orders(300)
    other = copy.deepcopy(value)
    other[1]["orders"].append(other[1]["orders"].pop(0))
    other[1]["total"] = -1
    assert [place for place, _, _ in places(value, other)] == [".1.total", ".1.orders"]


def test_keys_that_differ_are_told_as_the_whole_dict():
    """A run of a dict whose keys are others cannot be paired by itself."""
    value = {f"k{n}": [n] for n in range(500)}
    other = dict(value)
    other["new"] = other.pop("k499")
    assert places(value, other) == [("", value, other)]


def test_entries_of_a_large_dict_are_told_by_key():
    """Each with its key, also where several differ."""
    value = {n: [n] * 5 for n in range(500)}
    other = {**value, 3: [0] * 5, 400: None}
    assert places(value, other) == [(".3", [3] * 5, [0] * 5), (".400", [400] * 5, None)]


def test_other_outlines_are_told_as_a_whole():
    """One element more changes every cut behind it."""
    value, other = orders(300), orders(301)
    assert places(value, other) == [("", value, other)]


def test_a_cycle_and_depth_come_back():
    """Where the C pickler ends, the slower encoder goes on."""
    ring: list = [1]
    ring.append(({"self": ring}, ring))
    tree = decode(encode(ring))
    assert tree[1][0]["self"] is tree
    assert tree[1][1] is tree
    assert form_of(encode(ring)) == LINKED
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    tree, depth = decode(encode(deep)), 0
    while tree:
        tree, depth = tree[0], depth + 1
    assert depth == 100_000


def test_a_shared_graph_does_not_double():
    """Forty levels, each twice the one below, are forty lists."""
    graph: list = []
    for _ in range(40):
        graph = [graph, graph]
    document = encode(graph)
    assert len(document) < 1000
    assert encode(decode(document)) == document


def test_many_frozensets_come_back():
    """The C pickler miscounts them; what was encoded before makes no difference."""
    value = [frozenset({n, frozenset({str(n)})}) for n in range(200)] + [frozenset({1})] * 200
    documents = {encode(value) for _ in range(5)}
    assert len(documents) == 1
    assert decode(documents.pop()) == value


def test_what_is_too_large_is_opaque_with_its_limit():
    """Of an answer, what fits stays."""
    document = encode(("returned", b"x" * 100_000, None, None), most_bytes=50_000)
    state, value, *_ = decode(document)
    assert state == "returned"
    assert "larger than" in value.opaque
    assert document != encode(("returned", b"x" * 100_000, None, None), most_bytes=50_000)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"a": [1, {"b": 2}], "c": 3}, {"a": [1, {"b": 5}], "c": 3}, [(".a.1.b", 2, 5)]),
        ({"a": (1, 2)}, {"a": (1, 3)}, [(".a.1", 2, 3)]),
        ({"a": [1], "b": [1]}, {"a": [2], "b": [2]}, [("", {"a": [1], "b": [1]}, {"a": [2], "b": [2]})]),
        ({"a": 1, "b": 1}, {"a": 2, "b": True}, [("", {"a": 1, "b": 1}, {"a": 2, "b": True})]),
        ({"a": 1, "b": 0.0}, {"a": 2, "b": -0.0}, [("", {"a": 1, "b": 0.0}, {"a": 2, "b": -0.0})]),
        ({1: "a", "b": 1}, {True: "a", "b": 2}, [("", {1: "a", "b": 1}, {True: "a", "b": 2})]),
        ({"a": [1]}, {"a": [True]}, [("", {"a": [1]}, {"a": [True]})]),
    ],
)  # fmt: skip
def test_a_small_document_is_narrowed_to_what_proves_to_be_the_only_difference(one, other, found):
    """`==` leads to the part, but what it calls equal and is not keeps the whole in sight."""
    assert repr(places(one, other)) == repr(found)
