"""Narrowing finds the one part that differs, and never leaves a difference behind."""

import copy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.shadow import compare
from switchover.shadow.narrow import narrowed
from switchover.shadow.paths import ROOT, render
from switchover.shadow.proof import Prover
from switchover.shadow.rulebook import Rulebook
from switchover.shadow.walk import Walk

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from([0.0, -0.0, 1.0, float("nan"), float("inf"), 10**30])
    | st.text("ab", max_size=3)
    | st.binary(max_size=2)
    | st.decimals(-1, 1, places=1)
)
KEYS = st.text("ab", max_size=2) | st.integers(0, 1) | st.booleans()
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=5)
    ),
    max_leaves=25,
)


def walked(control, candidate):
    """Compare by the walk alone: no proof of the whole, no narrowing."""
    walk = Walk(Rulebook(), Prover())
    walk.run(control, candidate, ROOT)
    return tuple(walk.found)


def narrow(control, candidate):
    prover = Prover()
    encoded, other = prover.encoding(control), prover.encoding(candidate)
    return narrowed((control, candidate, ROOT), encoded, other, prover)


def places(value, path=()):
    yield path
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from places(value[key], (*path, key))


def put(value, path, leaf):
    if not path:
        return leaf
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = leaf
    return value


@given(DOCUMENTS, DOCUMENTS, st.integers(0, 2**32), st.integers(1, 3))
@settings(max_examples=400, deadline=None)
def test_what_is_found_is_what_the_walk_alone_finds(document, leaf, seed, edits):
    """With one to three parts exchanged anywhere, paths, kinds and values agree exactly."""
    control, candidate = copy.deepcopy(document), copy.deepcopy(document)
    rng = random.Random(seed)
    for _ in range(edits):
        path = rng.choice([*places(candidate)])
        candidate = put(candidate, path, copy.deepcopy(leaf))
    assert compare(control, candidate) == walked(control, candidate)


ORDER = {
    "id": 17,
    "customer": {"name": "Ann", "mail": "ann@example.org"},
    "items": [{"sku": f"S{n}", "price": n + 0.25, "paid": True} for n in range(3)],
    "note": "as agreed on the telephone last week",
}


@pytest.mark.parametrize(
    ("path", "leaf", "part"),
    [
        (("items", 1, "price"), 9.5, "$.items[1].price"),
        (("customer", "name"), "Bob", "$.customer.name"),
        (("items", 2, "paid"), False, "$.items[2]"),  # True stands elsewhere, its record once
        (("items", 0, "price"), "0.25", "$.items[0].price"),
        (("note",), "other", "$.note"),
    ],
)
def test_one_place_is_found(path, leaf, part):
    """The part is the leaf, or the smallest part around it that stands in the document once."""
    x, y, at = narrow([ORDER] + [1] * 30, [put(copy.deepcopy(ORDER), path, leaf)] + [1] * 30)
    assert render(at).replace("$[0]", "$", 1) == part
    assert compare(x, y)


@pytest.mark.parametrize(
    ("control", "candidate"),
    [
        ([1, [2], True], [1, [2], 1]),  # `==` sees nothing
        ([0.0, "a"], [-0.0, "b"]),  # `==` sees one of two
        (["a", "b", "c"], ["x", "b", "y"]),  # two places
        ({"a": 1, "b": 2}, {"b": 3, "a": 1}),  # another order of keys
        ([b"NN", None, "NNN"], [b"NN", 1, "NNN"]),  # a byte that stands in many places
        ([b"\x00" * 8, 0.0], [b"\x00" * 8, 5.0]),
        ([float("nan"), 1], [float("nan"), 2]),  # `==` leads astray
    ],
)
def test_what_cannot_be_proved_stays_whole(control, candidate):
    """Where `==` and the bytes do not agree on one place, nothing is lost by narrowing."""
    assert compare(control, candidate) == walked(control, candidate) != ()
