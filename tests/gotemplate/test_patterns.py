"""Patterns mean what they mean in Go, and cost time linear in the text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.gotemplate._patterns import PatternError, compile_pattern, quote_meta

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
    assert compile_pattern(pattern).find(text, free) == (theirs and theirs.group())


@given(st.text(max_size=20))
def test_a_quoted_text_matches_itself(text: str) -> None:
    """The meta letters of a text can be taken for themselves."""
    assert compile_pattern("^" + quote_meta(text) + "$").find(text, free) == text


@given(PATTERNS, TEXTS)
def test_replacing_with_the_match_changes_nothing(pattern: str, text: str) -> None:
    """Replacing each match by itself gives the text back."""
    compiled = compile_pattern(pattern)
    made = compiled.replace(text, lambda data, found: compiled.expand("$0", data, found), free)
    assert made == text


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a**", "*a", "[", "[z-a]", "a{1001}", "a{2,1}", "(?P<ä>a)", "(?P<n>a)(?P<n>b)", "\\8",
     "\\", "(?=a)", "(?!a)", "\\pX", "[[:nope:]]", "\\x{110000}", "(?z)a", "(?P<>a)", "\\C", "a\\C", "\\Qx\\E\\C",
     "(?P<n>a)[(](?P<n>b)", "\udcff"],
)  # fmt: skip
def test_what_go_refuses_is_refused(pattern: str) -> None:
    """Bad syntax, look-around and backreferences are errors, not surprises."""
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        ("(a|ab)(c|bcd)(d*)", "abcd", "abcd|a|bcd|"),
        ("a+?", "aaa", "a"),
        ("(?U)a+", "aaa", "a"),
        ("(?i)STRASSE|ä", "xÄ", "Ä"),
        ("(?P<first>b)|(c)", "c", "c||c"),
        (r"\p{Greek}+", "alpha αβγ", "αβγ"),
        (r"\p{^Greek}+|\pL", "αβ", "α"),
        (r"\\C|\Q\C\E", r"\C", r"\C"),
        (r"[\w.-]+@\bx", "me.you@x", "me.you@x"),
    ],
)  # fmt: skip
def test_the_first_match_and_its_groups(pattern: str, text: str, groups: str) -> None:
    """Alternatives are tried from left to right, lazily where asked; scripts have their names."""
    compiled = compile_pattern(pattern)
    template = "|".join(f"${{{number}}}" for number in range(groups.count("|") + 1))
    found: list[str] = []

    def made(data: bytes, match: object) -> str:
        found.append(compiled.expand(template, data, match))
        return ""

    compiled.replace(text, made, free)
    assert found[0] == groups


def test_places_are_those_of_letters_not_of_bytes() -> None:
    """What lies between and around matches stays whole, and an empty match is between letters."""
    assert compile_pattern("é|ñ").split("aébñcé", -1, free) == ["a", "b", "c", ""]
    assert compile_pattern("x*").replace("éñ", lambda _, __: "-", free) == "-é-ñ-"
    assert compile_pattern("").find_all("日本", -1, free) == ["", "", ""]
    assert compile_pattern(".").find_all("日\udcff本", -1, free) == ["日", "本"]


def test_steps_grow_with_the_text_not_beyond() -> None:
    """Twice the text is charged about twice the work, whatever the pattern."""

    def work(size: int) -> int:
        spent = 0

        def charge(steps: int) -> None:
            nonlocal spent
            spent += steps

        assert compile_pattern("(a*)*(a|aa)*b$").find("a" * size, charge) is None
        return spent

    assert work(200_000) < 2.2 * work(100_000)


def test_reading_ahead_is_charged() -> None:
    """A pattern that reads to the end for each short match runs into a limit, and soon."""

    class Spent(Exception):
        pass

    left = 200_000

    def charge(steps: int) -> None:
        nonlocal left
        left -= steps
        if left < 0:
            raise Spent

    with pytest.raises(Spent):
        compile_pattern("b.*c|.").find_all("b" * 4_000_000, -1, charge)
