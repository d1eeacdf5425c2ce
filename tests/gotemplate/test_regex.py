"""Patterns mean what they mean in Go, and cost time linear in the text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.gotemplate.regex import PatternError, compile_pattern, example, quote_meta

ATOMS = st.sampled_from(
    ["a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "(?:ab)", "(a|b)", "(ab|a)", "c"]
)
REPEATS = st.sampled_from(["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,1}?"])
PARTS = st.tuples(ATOMS, REPEATS).map("".join)
SEQUENCES = st.lists(PARTS, min_size=1, max_size=4).map("".join)
PATTERNS = st.lists(SEQUENCES, min_size=1, max_size=3).map("|".join)
TEXTS = st.text(alphabet="abc1 \n", max_size=12)


def free(_: int) -> None:
    """A budget without an end."""


@settings(max_examples=300)
@given(PATTERNS, TEXTS)
def test_finds_what_pythons_engine_finds(pattern: str, text: str) -> None:
    """Where both mean the same, the first match and its groups are those of ``re``."""
    theirs = re.search(pattern, text)
    ours = compile_pattern(pattern).search(text, 0, free)
    if theirs is None:
        assert ours is None
    else:
        assert ours is not None
        assert ours[:2] == theirs.span()


@given(st.text(max_size=20))
def test_a_quoted_text_matches_itself(text: str) -> None:
    """The meta letters of a text can be taken for themselves."""
    found = compile_pattern("^" + quote_meta(text) + "$").search(text, 0, free)
    assert found == (0, len(text))


@given(PATTERNS, TEXTS)
def test_replacing_with_the_match_changes_nothing(pattern: str, text: str) -> None:
    """Replacing each match by itself gives the text back."""
    compiled = compile_pattern(pattern)
    assert compiled.replace(text, lambda found: text[found[0] : found[1]], free) == text


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a**", "*a", "[", "[z-a]", "a{1001}", "a{2,1}", "(?<n>a)", "(?P<n>a)(?P<n>b)", "\\8",
     "\\", "(?=a)", "(?!a)", "\\pX", "\\p{Greek}", "[[:nope:]]", "\\x{110000}", "(?z)a", "(?P<>a)", "\\C"],
)  # fmt: skip
def test_what_go_refuses_is_refused(pattern: str) -> None:
    """Bad syntax, look-around and backreferences are errors, not surprises."""
    with pytest.raises(PatternError):
        compile_pattern(pattern)


def test_groups_prefer_the_first_alternative() -> None:
    """Alternatives are tried from left to right, lazily where asked."""
    assert compile_pattern("(a|ab)(c|bcd)(d*)").search("abcd", 0, free) == (0, 4, 0, 1, 1, 4, 4, 4)
    assert compile_pattern("a+?").search("aaa", 0, free) == (0, 1)
    assert compile_pattern("(?U)a+").search("aaa", 0, free) == (0, 1)
    assert compile_pattern("(?i)STRASSE|ä").search("xÄ", 0, free) == (1, 2)


def test_steps_grow_with_the_text_not_beyond() -> None:
    """Twice the text is charged about twice the work, whatever the pattern."""

    def work(size: int) -> int:
        spent = 0

        def charge(steps: int) -> None:
            nonlocal spent
            spent += steps

        assert compile_pattern("(a*)*(a|aa)*b$").search("a" * size, 0, charge) is None
        return spent

    assert work(2000) < 2.2 * work(1000)


@given(PATTERNS)
def test_an_example_fits_its_pattern(pattern: str) -> None:
    """What is made for a pattern is matched by it, here and by ``re``."""
    made = example(pattern)
    assert re.search(pattern, made)
    assert compile_pattern(pattern).search(made, 0, free) is not None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("", ""),
        ("^Hello, .{3}!$", "Hello, aaa!"),
        (r"^\d{4}-\d{2}$", "0000-00"),
        ("[^a-z0]", "A"),
        ("(?i)x+(yes|no)?", "x"),
        (r"[\x{1F300}-\x{1F5FF}]{2}", "\U0001f300" * 2),
        (r"\p{Lu}+|b", "A"),
    ],
)
def test_examples_are_short_and_plain(pattern: str, text: str) -> None:
    assert example(pattern) == text


@pytest.mark.parametrize("pattern", [r"[^\x00-\x{10FFFF}]", "((a{10}){10}){1000}", "(", "(?=a)"])
def test_what_has_no_example_is_an_error(pattern: str) -> None:
    """No letter fits, a text beyond all measure, or no pattern of Go's: an error and no hang."""
    with pytest.raises(PatternError):
        example(pattern)
