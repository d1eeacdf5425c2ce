"""Documents at the edges of their forms: where they are cut, how deep and how wide they may be."""

import pickle
import struct
from functools import partial

import pytest

from switchover.values import ReadingError, decode, differing, encode, show, to_text

from .pairs import nested

EDGES = [0, 1, 3, 4, 5, 15, 16, 17, 31, 32, 63, 64, 127, 128, 129, 255, 256, 257, 1000]
SHAPES = {
    "list": lambda n: list(range(n)),
    "tuple": lambda n: tuple(range(n)),
    "dict": lambda n: {f"k{i}": i for i in range(n)},
    "dict of ints": lambda n: {i: str(i) for i in range(n)},
    "records": lambda n: [{"id": i, "name": f"n{i}", "tags": [i, (i,)]} for i in range(n)],
    "rows": lambda n: {"rows": [(i, str(i)) for i in range(n)], "count": n},
    "texts": lambda n: ["x" * 300 + str(i) for i in range(n)],
    "deep": lambda n: {"a": {"b": {"c": {"d": {"e": list(range(n))}}}}},
    "set": lambda n: set(range(n)),
    "uneven": lambda n: [list(range(i % 7)) for i in range(n)],
    "mixed": lambda n: [[i] * 20 if i % 5 == 0 else i for i in range(n)],
}
shapes = pytest.mark.parametrize("make", SHAPES.values(), ids=list(SHAPES))


@shapes
def test_a_value_of_any_width_comes_back(make):
    """On both sides of every length at which a document is cut otherwise."""
    for width in EDGES:
        value = make(width)
        document = encode(value)
        assert decode(document) == value
        assert decode(document, most_s=10) == value
        assert encode(make(width)) == document


@shapes
def test_values_of_other_widths_differ(make):
    """By one element more or less, in whatever form the two are written."""
    for width, more in zip(EDGES, EDGES[1:]):
        one, other = encode(make(width)), encode(make(more))
        found = list(differing(one, other))
        assert found
        assert all(to_text(a) != to_text(b) for _, a, b in found)


def leaf(value, steps):
    for _, step in steps:
        value = value[step]
    return value


def changed(value, steps, to):
    """The value with another one at the place."""
    if not steps:
        return to
    (_, step), rest = steps[0], steps[1:]
    if isinstance(value, tuple):
        return tuple(changed(v, rest, to) if n == step else v for n, v in enumerate(value))
    made = value.copy()
    made[step] = changed(value[step], rest, to)
    return made


PLACES = [
    ("list", (("item", 0),)),
    ("list", (("item", -1),)),
    ("dict", (("entry", "k0"),)),
    ("records", (("item", 0), ("entry", "name"))),
    ("records", (("item", -1), ("entry", "tags"), ("item", 1))),
    ("rows", (("entry", "count"),)),
    ("rows", (("entry", "rows"), ("item", -1), ("item", 0))),
    ("texts", (("item", -1),)),
    ("deep", (("entry", "a"), ("entry", "b"), ("entry", "c"), ("entry", "d"), ("entry", "e"), ("item", 0))),
    ("mixed", (("item", 0), ("item", -1))),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "steps"), PLACES)
def test_one_changed_leaf_is_found_and_the_rest_is_equal(shape, steps):
    """What is yielded holds it; with it put back, the two documents are one."""
    for width in (1, 5, 16, 17, 128, 129, 1000):
        value = SHAPES[shape](width)
        other = changed(value, steps, "another")
        found = list(differing(encode(value), encode(other)))
        assert len(found) == 1
        ((where, one, two),) = found
        assert leaf(value, where) == one
        assert leaf(other, where) == two
        assert encode(changed(other, where, one)) == encode(value)


def test_a_reader_refuses_what_is_no_document():
    """Whatever it begins like, by both ways of reading."""
    document = encode({"a": [1, 2.5, "x"]})
    wrong = [
        b"", b"\x01", b"\x01P", b"\x02" + document[1:], b"\x01X" + document[2:], document + b".", document[::-1],
        b"\x01P" + pickle.dumps(print), b"\x01P" + pickle.dumps(ValueError("x")), b"\x01C\0\0\0\0",
        b"\x01C" + struct.pack(">II", 1, 5), b"\x01C" + struct.pack(">I", 2**31), b"\x01P\x80\x05c0\nmake\n.",
        b"\x01Pcos\nsystem\n(S'true'\ntR.", b"\x01P\x80\x05]\x94(K\x01",
    ]  # fmt: skip
    for one in wrong:
        for most_s in (None, 5):
            if one == document + b"." and most_s is None:
                continue  # the quick reader stops where the value ends
            with pytest.raises(ReadingError):
                to_text(decode(one, most_s=most_s))


@pytest.mark.parametrize(
    "other", [None, 1, "text", [], bytearray(b"\x01P]."), memoryview(b"\x01P].")]
)
def test_only_bytes_are_a_document(other):
    """Anything else is refused, and not taken for its bytes."""
    with pytest.raises((ReadingError, TypeError)):
        decode(other)


def test_a_limit_of_bytes_is_kept_on_both_sides():
    """What needs more is opaque and equals nothing; what is larger is not read."""
    value = {"k": ["x" * 100] * 50}
    whole = encode(value)
    assert encode(value, most_bytes=len(whole)) == whole
    small = encode(value, most_bytes=100)
    assert decode(small).opaque is not None
    assert small != encode(value, most_bytes=100)
    with pytest.raises(ReadingError, match="limit"):
        decode(whole, most_bytes=len(whole) - 1)
    assert decode(whole, most_bytes=len(whole)) == value


@pytest.mark.parametrize("depth", [1, 50, 400, 2000, 20_000])
@pytest.mark.parametrize("wrap", [lambda v: [v], lambda v: {"k": v}, lambda v: (v,)])
def test_depth_costs_no_value(depth, wrap):
    """However deep: equal ones are equal, others differ, and a line of text is short."""

    made = partial(nested, wrap, depth)
    assert encode(made(1)) == encode(made(1))
    assert encode(made(1)) != encode(made(2))
    assert len(show(decode(encode(made(1))), width=60)) <= 60


def test_what_makes_values_is_none_itself():
    """A tree holds built-in values and nodes; anything else has no text, and says so."""
    with pytest.raises(ReadingError, match="what makes a value"):
        decode(b"\x01P\x80\x05c0\nmake\n.")
    for other in (object(), print, ValueError("x"), range(3)):
        with pytest.raises(ReadingError, match=type(other).__name__):
            to_text([other])
