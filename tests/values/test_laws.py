"""Laws of documents that hold for any built-in values, drawn and not chosen."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.values import (
    ReadingError,
    decode,
    differing,
    encode,
    from_text,
    rebuild,
    show,
    to_text,
)

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False),
    st.text(max_size=8),
    st.binary(max_size=8),
)
KEYS = st.one_of(st.integers(-3, 3), st.text("ab", max_size=2), st.booleans(), st.none())
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
        st.sets(KEYS, max_size=4),
        st.frozensets(KEYS, max_size=4),
    ),
    max_leaves=10,
)
quick = settings(max_examples=30)


def twin(value):
    """The same value in another order of making, and with none of its objects."""
    if isinstance(value, dict):
        return {key: twin(inner) for key, inner in reversed(list(value.items()))}
    if isinstance(value, (set, frozenset)):
        return type(value)(reversed(list(value)))
    if isinstance(value, (list, tuple)):
        return type(value)(twin(inner) for inner in value)
    return copy.deepcopy(value)


def exact(value):
    """The value with its types, so that True, 1 and 1.0 are three, and 0.0 and -0.0 two."""
    if isinstance(value, dict):
        return "dict", sorted((repr(exact(k)), exact(v)) for k, v in value.items())
    if isinstance(value, (set, frozenset)):
        return type(value).__name__, sorted(repr(exact(inner)) for inner in value)
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [exact(inner) for inner in value]
    return type(value).__name__, repr(value)


@given(VALUES)
@quick
def test_a_document_gives_back_the_value(value):
    """With every type, whatever it holds."""
    assert exact(decode(encode(value))) == exact(value)


@given(VALUES)
@quick
def test_equal_values_differ_nowhere(value):
    """However they were made: order of making, and sharing of parts, are no part of a value."""
    assert all(exact(a) == exact(b) for _, a, b in differing(encode(value), encode(twin(value))))


@given(VALUES, VALUES)
@quick
def test_all_that_differs_is_told(one, other):
    """Where two values are unlike, so is some part of what is told."""
    told = list(differing(encode(one), encode(other)))
    assert any(exact(a) != exact(b) for _, a, b in told) == (exact(one) != exact(other))


@given(VALUES, VALUES)
@quick
def test_equal_documents_prove_equal_values(one, other):
    """The converse is left to the walk; this direction never errs."""
    if encode(one) == encode(other):
        assert exact(one) == exact(other)
    if exact(one) != exact(other):
        assert encode(one) != encode(other)


@given(VALUES)
@quick
def test_the_text_form_is_read_as_the_same_tree(value):
    """One line of JSON, whatever the value holds that JSON lacks."""
    text = to_text(value)
    assert "\n" not in text
    json.loads(text)
    assert exact(from_text(text)) == exact(value)


@given(VALUES)
@quick
def test_a_tree_of_built_in_values_is_rebuilt_as_it_is(value):
    """No class has to be allowed for them, and nothing of the tree is handed out."""
    built = rebuild(decode(encode(value)))
    assert exact(built) == exact(value)


@given(VALUES, st.integers(10, 60))
@quick
def test_what_is_shown_keeps_to_its_width(value, width):
    """On one line, and the same for equal values."""
    shown = show(decode(encode(value)), width)
    assert len(shown) <= width
    assert shown == show(decode(encode(value)), width)


@given(VALUES)
@quick
def test_a_document_is_read_alike_in_haste_and_with_care(value):
    """Who reads within a time, as one does of an unknown writer, reads the same tree."""
    assert exact(decode(encode(value), most_s=60.0)) == exact(decode(encode(value)))


@given(VALUES, st.data(), st.sampled_from([None, 60.0]))
@settings(max_examples=40)
def test_a_damaged_document_is_refused_or_read_as_a_tree(value, data, most_s):
    """Never another error, whichever byte was changed or lost."""
    document = bytearray(encode(value))
    place = data.draw(st.integers(0, len(document) - 1))
    document[place : place + 1] = data.draw(st.binary(max_size=2))
    try:
        decode(bytes(document), most_s=most_s)
    except ReadingError as error:
        assert str(error)


@given(st.recursive(st.integers(0, 3), lambda inner: st.lists(inner, max_size=3), max_leaves=6))
@quick
def test_one_change_is_one_difference_at_its_place(value):
    """A list with one more item differs from the list without it."""
    assert encode([value]) != encode([value, value])
    assert encode([value, 4]) != encode([value, 5])


@pytest.mark.parametrize("most", [1, 20])
def test_a_document_that_would_be_too_large_says_so_in_its_place(most):
    """Nothing larger than asked is written, and two that are too large are not called equal."""
    tree = decode(encode("x" * 1000, most_bytes=most))
    assert tree.opaque
