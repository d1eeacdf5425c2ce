"""Arrays by the text of their dtype, as a document or a hand has it, against numpy."""

import array
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.values import Node, cells, decode, differing_cells, encode, is_array

SHORT = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16", "b1"]
LONG = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "complex64", "complex128"]  # fmt: skip
TEXTS = [*SHORT, *(order + text for order in "<>|=" for text in SHORT), *LONG]


def node(dtype, cells_of, shape=None, **fields):
    return Node("numpy.ndarray", {"dtype": dtype, "shape": shape or (len(cells_of),), **fields}, cells_of.tobytes())  # fmt: skip


@pytest.mark.parametrize("dtype", TEXTS)
def test_cells_are_those_of_the_dtype_that_the_text_names(dtype):
    """In any order of bytes; where none is named, the machine's own."""
    made = np.array([0, 1, 1, 0]).astype(dtype.replace("|", "="))
    found = cells(node(dtype, made))
    assert found == made.tolist()
    assert list(map(type, found)) == list(map(type, made.tolist()))


@pytest.mark.parametrize("dtype", ["i3", "u16", "f1", "f16", "c4", "c32", "S3", "U2", "O", "V8", "int128", "float", "", "text ", "i4,i4", "<", "M8[", "M8[xx", 3, None])  # fmt: skip
def test_what_no_cells_are_known_of_is_no_array(dtype):
    """It is compared as a whole."""
    tree = Node("numpy.ndarray", {"dtype": dtype, "shape": (1,)}, b"\0" * 8)
    assert not is_array(tree)
    with pytest.raises(ValueError, match="no cells"):
        cells(tree)


@pytest.mark.parametrize(
    "shape", [(3,), (2, 2), (), (-1,), (2.0,), [2], "2", None, (2, -1, -1), (True, 2)], ids=repr
)
def test_a_shape_that_does_not_fit_its_bytes_makes_no_array(shape):
    """Nothing is read beside its end."""
    tree = Node("numpy.ndarray", {"dtype": "int32", "shape": shape}, struct.pack("2i", 1, 2))
    assert not is_array(tree)


@pytest.mark.parametrize("shape", [(2,), (2, 1), (1, 2, 1), (1, 1, 2)], ids=repr)
def test_a_shape_that_fits_is_one(shape):
    """However many dimensions it has."""
    tree = Node("numpy.ndarray", {"dtype": "int32", "shape": shape}, struct.pack("2i", 1, 2))
    assert is_array(tree)
    assert cells(tree) == [1, 2]


@pytest.mark.parametrize("letter", "bBhHiIlLqQfd")
def test_an_array_of_the_standard_library_has_cells(letter):
    """By its letter, as it lies in memory."""
    made = array.array(letter, [1, 2, 3])
    tree = decode(encode(made))
    assert cells(tree) == made.tolist()
    view = decode(encode(memoryview(made)))
    assert cells(view) == made.tolist()


@pytest.mark.parametrize("letter", ["u", "c", "?", "P", "e", "bb", ""])
def test_letters_of_other_things_have_none(letter):
    """Texts, pointers, and what is no letter."""
    assert not is_array(Node("array.array", {"typecode": letter, "shape": (1,)}, b"\0" * 8))


UNITS = ["D", "W", "s", "ms", "us", "ns", "h", "m", "M", "Y", "ps", "10s", "25us", "7D"]
COUNTS = st.one_of(
    st.integers(-(10**6), 10**6), st.integers(-(2**63) + 1, 2**63 - 1), st.just(-(2**63))
)


@given(st.sampled_from(UNITS), st.lists(COUNTS, min_size=1, max_size=4))
@settings(max_examples=60)
def test_a_moment_is_told_as_numpy_tells_it_or_by_its_number(unit, counts):
    """Never as another moment: years that Python has not, and units of it, are told as they count."""
    made = np.array(counts, dtype=np.int64).view(f"M8[{unit}]")
    for found, one, count in zip(cells(decode(encode(made))), made, counts, strict=True):
        times = int("".join(filter(str.isdigit, unit)) or 1)
        name = unit.lstrip("0123456789")
        assert found.type == "numpy.datetime64"
        assert found.base in (str(one.astype(f"M8[{name}]")) if times == 1 else "", str(one), f"{count * times} {name}", str(one.astype("M8[D]")) if name == "W" else "")  # fmt: skip
        assert (found.base == "NaT") == bool(np.isnat(one))


@given(st.sampled_from(UNITS), st.lists(COUNTS, min_size=1, max_size=4))
@settings(max_examples=40)
def test_a_span_is_told_by_its_number_and_unit(unit, counts):
    """A span of nothing and no span are two."""
    made = np.array(counts, dtype=np.int64).view(f"m8[{unit}]")
    times, name = int("".join(filter(str.isdigit, unit)) or 1), unit.lstrip("0123456789")
    told = [one.base for one in cells(decode(encode(made)))]
    assert told == ["NaT" if count == -(2**63) else f"{count * times} {name}" for count in counts]


FLOATS = st.lists(
    st.sampled_from([0.0, -0.0, 1.0, float("nan"), float("inf"), -1.5]), min_size=1, max_size=40
)


@given(FLOATS, st.data(), st.sampled_from(["f4", "f8", "c16", ">f8"]))
@settings(max_examples=60)
def test_cells_that_differ_are_told_by_index_and_no_other(one, data, dtype):
    """Against a look at each: NaN equals NaN, and zeros of two signs are two."""
    other = [data.draw(st.sampled_from([cell, 1.0, -0.0, float("nan")])) for cell in one]
    rows = [np.array(cells_of * 40).astype(dtype).reshape(40, -1) for cells_of in (one, other)]
    found = {
        index: (a, b) for index, a, b in differing_cells(*(decode(encode(row)) for row in rows))
    }
    expected = {
        index: (rows[0][index].item(), rows[1][index].item())
        for index in np.ndindex(rows[0].shape)
        if str(rows[0][index]).lstrip("-") != str(rows[1][index]).lstrip("-")
        or (str(rows[0][index]) != str(rows[1][index]) and not np.isnan(rows[0][index]))
    }
    assert found.keys() == expected.keys()
    assert all(repr(found[at]) == repr(expected[at]) for at in expected)


@given(st.lists(st.one_of(st.none(), st.text("a\0é", max_size=2)), max_size=6))
@settings(max_examples=40)
def test_arrays_of_texts_differ_where_their_texts_do(items):
    """Where one is missing too, and where one holds what joins them in a document."""
    import pandas

    def tree(held):
        return decode(encode(pandas.Series(held, dtype="str"))).fields["values"]

    other = [f"{item}!" if item and n % 2 else item for n, item in enumerate(items)]
    one, two = tree(items), tree(other)
    if not (is_array(one) and is_array(two)):
        assert any("\0" in item for item in items if item)
        return
    found = [index for index, *_ in differing_cells(one, two)]
    assert found == [(n,) for n, (a, b) in enumerate(zip(items, other, strict=True)) if a != b]
    assert [cell if isinstance(cell, str) else None for cell in cells(one)] == items
