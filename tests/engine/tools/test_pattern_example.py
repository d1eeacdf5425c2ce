"""Texts for the patterns of JSON Schemas."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.tools.pattern_example import example

ATOMS = st.sampled_from(
    ["a", "b", "[ab]", "[^a]", ".", r"\d", r"\W", "(?:ab)", "(a|b)", "(ab|a)", "[^\\s\\w]"]
)
REPEATS = st.sampled_from(["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,1}?"])
PARTS = st.tuples(ATOMS, REPEATS).map("".join)
SEQUENCES = st.lists(PARTS, min_size=1, max_size=4).map("".join)
PATTERNS = st.lists(SEQUENCES, min_size=1, max_size=3).map("|".join)


@given(PATTERNS)
def test_an_example_fits_its_pattern(pattern: str) -> None:
    """What is made for a pattern is matched by it, from its beginning to its end."""
    assert re.fullmatch(pattern, example(pattern))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("", ""),
        ("^Hello, .{3}!$", "Hello, aaa!"),
        (r"^\d{4}-\d{2}$", "0000-00"),
        ("[^a-z0]", "A"),
        ("(?i)x+(yes|no)?", "x"),
        ("[\U0001f300-\U0001f5ff]{2}", "\U0001f300" * 2),
        (r"(a|b)-\1", "a-a"),
    ],
)
def test_examples_are_short_and_plain(pattern: str, text: str) -> None:
    assert example(pattern) == text


@pytest.mark.parametrize(
    "pattern", ["[^\x00-\U0010ffff]", "((a{10}){10}){1000}", "(", "a{2,1}", "(?=a)"]
)
def test_what_has_no_example_is_an_error(pattern: str) -> None:
    """No letter fits, a text beyond all measure, or no pattern at all: an error and no hang."""
    with pytest.raises(ValueError):
        example(pattern)
