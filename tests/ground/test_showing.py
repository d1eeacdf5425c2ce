"""Texts that are shown keep to their length, and numbers to what a reader needs."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.ground import clip, figures, is_postgres, near, percent, shorten, visible

LENGTHS = st.integers(1, 80)


@given(st.text(), LENGTHS)
def test_a_clipped_text_is_its_beginning(text: str, most: int) -> None:
    """It is never longer than asked, whole where it fits, and otherwise says that it is not."""
    shown = clip(text, most)
    assert len(shown) <= most
    assert shown == text if len(text) <= most else shown == f"{text[: most - 1]}…"


@given(st.one_of(st.text(), st.integers(), st.lists(st.text())), LENGTHS)
def test_what_is_shortened_stands_on_one_line(value: object, most: int) -> None:
    """Also a text of many lines; cutting again changes nothing."""
    shown = shorten(value, most)
    assert len(shown) <= most
    assert len(shown.splitlines()) <= 1
    assert shorten(shown, most) == shown


def test_what_is_shown_does_nothing_to_a_terminal() -> None:
    """What a file holds may set a title, ring, or turn the line round: it is written as escapes."""
    hostile = "a\x1b]0;owned\x07\x1b[2J\u202eb\x9b"
    assert shorten(hostile) == visible(hostile) == r"a\x1b]0;owned\x07\x1b[2J\u202eb\x9b"
    assert visible("Grüße, 東京 🙂") == "Grüße, 東京 🙂"

    class Acting:
        def __repr__(self) -> str:
            return "\x1b[2J"

    assert shorten(Acting()) == r"\x1b[2J"


def test_a_broken_repr_shows_the_type() -> None:
    """What is shown in a message must not raise another error."""

    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError("no")

    assert shorten(Broken()) == "<Broken>"


@pytest.mark.parametrize(
    ("number", "written"),
    [(0.012345, "0.0123"), (12.345, "12.3"), (999.4, "999"), (999.5, "1,000"), (12345.6, "12,346"),
     (-1234.5, "-1,234"), (0, "0")],
)  # fmt: skip
def test_numbers_have_three_figures_or_are_whole(number: float, written: str) -> None:
    """A rate of a leak, small or large, in a sentence."""
    assert figures(number) == written


@pytest.mark.parametrize(
    ("number", "digits", "written"),
    [(99.4, 2, "99"), (99.5, 2, "100"), (2.71, 2, "2.7"), (9999.4, 4, "9,999"), (999.4, 4, "999.4"), (1.23456, 4, "1.235"), (0.96, 1, "1"),
     (9.5, 1, "10"), (1234.5, 4, "1,234")],
)  # fmt: skip
def test_as_many_figures_are_written_as_are_asked_for(
    number: float, digits: int, written: str
) -> None:
    """And a number that has more before its point is written in full."""
    assert figures(number, digits) == written


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 6))
def test_no_number_needs_an_exponent(number: float, digits: int) -> None:
    """Whatever its size: not every reader knows what 1e+02 is."""
    assert "e" not in figures(number, digits)


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0 %"), (1e-9, "1 %"), (0.0149, "1 %"), (0.015, "2 %"), (0.5, "50 %"), (0.994, "99 %"), (0.9999, "99 %"),
     (1, "100 %"), (1.5, "150 %")],
)  # fmt: skip
def test_all_is_said_of_all_alone(share: float, written: str) -> None:
    """199 of 200 are not 100 %, and one of a million is not nothing."""
    assert percent(share) == written


@given(st.floats(1e-6, 1e12))
def test_figures_are_near_the_number(number: float) -> None:
    """Half of the third figure is the most that is lost, and the sign is kept."""
    read = float(figures(number).replace(",", ""))
    assert math.isclose(read, number, rel_tol=0.0051)
    assert figures(-number) == f"-{figures(number)}"


@pytest.mark.parametrize(
    ("address", "is_server"),
    [
        ("postgresql://me@db/x", True),
        ("postgres:///x", True),
        ("postgresql:", True),
        ("postgres", False),
        ("postgresqls://db/x", False),
        ("sqlite:postgresql:", False),
        ("", False),
    ],
)
def test_both_schemes_of_libpq_are_a_server(address: str, is_server: bool) -> None:
    """And a word alone is no address."""
    assert is_postgres(address) is is_server


def test_the_nearest_word_is_asked_for() -> None:
    """Nothing is guessed where no word is near."""
    assert near("shadw", ["bench", "shadow"]) == "did you mean 'shadow'?"
    assert near("xyz", ["bench", "shadow"]) is None


@pytest.mark.parametrize("most", [0, 1, 2])
def test_the_smallest_lengths_are_kept(most: int) -> None:
    """Down to nothing at all."""
    assert clip("text", most) == ("", "…", "t…")[most]
    assert clip("", most) == ""
    assert shorten([1, 2, 3], most) == ("", "…", "[…")[most]


class Lines:
    def __repr__(self) -> str:
        return "Table\n  1  2\r\n  3  4\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Lines(), "Table 1  2 3  4"),
        ([Lines()], "[Table 1  2 3  4 ]"),
        ("  a \n\t b  ", "a b"),
        ("", ""),
        (None, "None"),
        (b"a\nb", "b'a\\nb'"),
        ({"a": "x  y"}, "{'a': 'x  y'}"),
    ],
)
def test_a_repr_of_several_lines_becomes_one(value: object, shown: str) -> None:
    """Blanks inside a text of it stay as they are."""
    assert shorten(value) == shown


@pytest.mark.parametrize(
    ("number", "written"),
    [(math.nan, "nan"), (math.inf, "inf"), (-math.inf, "-inf"), (-0.0, "-0"), (0.99999, "1"), (999.49, "999"),
     (-999.6, "-1,000"), (1e-9, "0.000000001"), (-1.234e-7, "-0.000000123"), (123_456_789, "123,456,789"), (1e21, "1,000,000,000,000,000,000,000")],
)  # fmt: skip
def test_odd_numbers_are_written_as_well(number: float, written: str) -> None:
    """None of them raises."""
    assert figures(number) == written


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [("shadow", [], None), ("", ["a"], None), ("SHADOW", ["shadow"], None), ("chekc", ["check", "chess"], "check")],
)  # fmt: skip
def test_what_is_far_is_not_guessed(word: str, known: list[str], meant: str | None) -> None:
    """Of several the nearest is told."""
    assert near(word, known) == (meant and f"did you mean '{meant}'?")
