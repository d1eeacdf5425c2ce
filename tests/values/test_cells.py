"""The cells of arrays, read without numpy."""

import array

import numpy as np
import pandas as pd
import pytest

from switchover.values import cells, decode, differing_cells, encode, is_array

DTYPES = [
    "?",
    "i1",
    "i2",
    "i4",
    "i8",
    "u1",
    "u2",
    "u4",
    "u8",
    "f2",
    "f4",
    "f8",
    "c8",
    "c16",
    ">i4",
    ">f8",
]


@pytest.mark.parametrize("dtype", DTYPES)
def test_cells_are_what_numpy_says(dtype):
    """For every dtype of plain numbers, in C order."""
    made = np.arange(6).reshape(2, 3).astype(dtype)
    node = decode(encode(made))
    assert is_array(node)
    assert cells(node) == made.ravel().tolist()


@pytest.mark.parametrize("unit", ["D", "s", "ms", "us", "ns", "h", "W"])
def test_moments_are_told_as_text(unit):
    """As numpy tells them where Python has the unit, and by number where not."""
    made = np.array(["2024-05-01T01:02:03.5", "NaT"], dtype=f"M8[{unit}]")
    one, none = cells(decode(encode(made)))
    assert none.base == "NaT"
    assert one.base == (str(made[0]) if unit not in "hW" else one.base)


def test_the_cells_that_differ_are_told_by_index():
    """NaN equals NaN whatever its bits, and -0.0 is not 0.0."""
    one = np.zeros((1000, 7))
    other = one.copy()
    one[3, 2] = float("nan")
    other[3, 2] = -np.float64("nan")
    other[999, 6] = -0.0
    other[500, 0] = 1
    found = list(differing_cells(decode(encode(one)), decode(encode(other))))
    assert [(at, a, str(b)) for at, a, b in found] == [
        ((500, 0), 0.0, "1.0"),
        ((999, 6), 0.0, "-0.0"),
    ]


def test_arrays_of_the_standard_library_have_cells():
    """As those of numpy."""
    one, other = (decode(encode(array.array("i", [1, n]))) for n in (2, 3))
    assert list(differing_cells(one, other)) == [((1,), 2, 3)]


def test_what_is_no_array_says_so():
    """Arrays of objects are lists, and other shapes cannot be paired."""
    assert not is_array(decode(encode(np.array([None, 1]))))
    with pytest.raises(ValueError, match="one dtype and shape"):
        list(differing_cells(*(decode(encode(np.zeros(n))) for n in (1, 2))))


def test_columns_of_texts_are_arrays_of_texts():
    """With what is missing, and whatever the texts hold."""
    made = pd.Series(["a", None, "", "\0b"[1:]], dtype="str")
    node = decode(encode(made)).fields["values"]
    assert is_array(node)
    assert [str(one) for one in cells(node)] == ["a", "nan", "", "b"]
    other = decode(encode(pd.Series(["a", None, None, "c"], dtype="str"))).fields["values"]
    assert [at for at, _, _ in differing_cells(node, other)] == [(2,), (3,)]
    assert cells(decode(encode(pd.Series([], dtype="str"))).fields["values"]) == []
    assert cells(decode(encode(pd.Series([""], dtype="str"))).fields["values"]) == [""]
    assert decode(encode(pd.Series(["a\0", "b"], dtype="str"))).fields["values"] == ["a\0", "b"]
    one, two = (encode(pd.Series(held, dtype="str")) for held in (["a\0", "b"], ["a", "\0b"]))
    assert one != two


SAME_BYTES = [
    (np.zeros(3, "i8"), np.zeros(3, "f8")),
    (np.zeros(3, "i8"), np.zeros(3, "u8")),
    (np.zeros(3, "i8"), np.zeros(3, "M8[s]")),
    (np.zeros(3, "M8[s]"), np.zeros(3, "M8[ms]")),
    (np.zeros(3, "M8[s]"), np.zeros(3, "m8[s]")),
    (np.zeros(3, "<i4"), np.zeros(3, ">i4")),
    (np.zeros(3, "?"), np.zeros(3, "u1")),
    (array.array("i", [0]), array.array("f", [0])),
    (array.array("q", [0]), array.array("d", [0])),
    (array.array("b", [0]), array.array("B", [0])),
]


@pytest.mark.parametrize(
    ("one", "other"), SAME_BYTES, ids=lambda made: str(getattr(made, "dtype", made))
)
def test_arrays_of_two_types_have_no_cells_in_common(one, other):
    """Their bytes are the same, and stand for something else: that is an error, not an equality."""
    a, b = decode(encode(one)), decode(encode(other))
    assert is_array(a)
    assert is_array(b)
    for first, second in ((a, b), (b, a)):
        with pytest.raises(ValueError, match="one dtype and shape"):
            list(differing_cells(first, second))
    assert list(differing_cells(a, decode(encode(one)))) == []


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 1025, 3000])
def test_cells_that_differ_are_found_wherever_they_lie(size):
    """Before, at and behind every run that is compared as bytes."""
    one = np.arange(size)
    for place in {0, size // 2, size - 1} & set(range(size)):
        other = one.copy()
        other[place] = -1
        found = list(differing_cells(decode(encode(one)), decode(encode(other))))
        assert found == [((place,), place, -1)]
    assert list(differing_cells(decode(encode(one)), decode(encode(one.copy())))) == []
