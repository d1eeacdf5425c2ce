"""Texts with halves of letters, which no UTF-8 holds: each stays what it is in every form."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.values import ReadingError, decode, differing, encode, from_text, show, to_text

HIGH, LOW, WHOLE = "\ud83d", "\ude00", "\U0001f600"
PIECES = st.lists(st.sampled_from([HIGH, LOW, WHOLE, "a", "$", "\n", '"', "\\", "\u2028"]), max_size=6).map("".join)  # fmt: skip


@given(PIECES)
@settings(max_examples=80)
def test_a_text_of_halves_comes_back_from_each_form(text):
    """As a value, an element, a key, a member and an attribute."""
    for value in (text, [text], {text: text}, {text, "x"}, (text,), {(text, 1): frozenset({text})}):
        tree = decode(encode(value))
        assert tree == value
        assert from_text(to_text(tree)) == value
        assert from_text(to_text(tree, indent=1)) == value
        assert decode(encode(value), most_s=5) == value
        json.loads(to_text(tree)).__repr__().encode("ascii", "backslashreplace")


@given(PIECES, PIECES)
@settings(max_examples=80)
def test_two_texts_are_told_apart(one, other):
    """Two halves are no letter, though JSON reads them as one."""
    for wrap in (lambda text: text, lambda text: {text: 0}, lambda text: [{text}]):
        a, b = decode(encode(wrap(one))), decode(encode(wrap(other)))
        assert (to_text(a) == to_text(b)) == (one == other)
        assert bool(list(differing(encode(wrap(one)), encode(wrap(other))))) == (one != other)
        assert (show(a) == show(b)) == (one == other)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (HIGH, '"\\ud83d"'),
        (LOW + HIGH, '"\\ude00\\ud83d"'),
        (HIGH + LOW, '{"$text": ["\\ud83d", "\\ude00"]}'),
        (f"a{HIGH}{LOW}\nb", '{"$text": ["a\\ud83d", "\\ude00\\nb"]}'),
        (HIGH + HIGH + LOW + LOW, '{"$text": ["\\ud83d\\ud83d", "\\ude00\\ude00"]}'),
        (WHOLE, f'"{WHOLE}"'),
        ({HIGH + LOW: 1}, '{"$dict": [[{"$text": ["\\ud83d", "\\ude00"]}, 1]]}'),
        ({"$text": ["a"]}, '{"$$text": ["a"]}'),
    ],
)
def test_only_what_json_would_join_is_written_apart(value, text):
    """Everything else is a text as it was."""
    assert to_text(decode(encode(value))) == text
    assert from_text(text) == value


@pytest.mark.parametrize("held", ["1", '"a"', "[1]", '["a", null]', "{}", "null"])
def test_the_tag_holds_texts(held):
    """Anything else is refused with its place."""
    with pytest.raises(ReadingError, match=r"\$text") as caught:
        from_text(f'[\n {{"$text": {held}}}]')
    assert (caught.value.line, caught.value.column) == (2, 2)
