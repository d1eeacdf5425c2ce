"""What two values that differ have in common: a close cause and a loose one."""

import datetime as dt
from decimal import Decimal

import pytest

from switchover.shadow.comparing.causes import AROUND, SHORT, causes, mask, text_causes
from switchover.shadow.comparing.scalars import ABSENT
from switchover.values import decode, encode


def tree(value):
    return decode(encode(value))


@pytest.mark.parametrize(
    ("a", "b", "cause"),
    [
        ("2024-01-02", "2024-01-03", "date: a day later"),
        ("2024-01-02", "2024-01-01", "date: a day earlier"),
        ("2024-01-02", "2024-01-05", "date: days later"),
        ("2024-01-02", "2024-03-02", "date: months later"),
        ("2024-05-02", "2024-03-02", "date: months earlier"),
        ("2024-01-02", "2025-01-02", "date: years later"),
        ("2024-05-03", "2024-03-05", "date: day and month exchanged"),
        ("2024-03-05T10:00:00", "2024-05-03T10:00:00", "date: day and month exchanged"),
        ("2024-03-05T10:00:00", "2024-03-05T11:00:00", "time: whole hours later"),
        ("2024-03-05T10:00:00", "2024-03-05T08:00:00", "time: whole hours earlier"),
        ("2024-03-05T10:00:00", "2024-03-05T10:00:00.5", "time: below a second later"),
        ("2024-03-05T10:00:01", "2024-03-05T10:00:00.5", "time: below a second earlier"),
        ("2024-03-05T10:00:00", "2024-03-05T10:00:01", "time: another later"),
        ("2024-03-05T10:00:00", "2024-03-05T09:59:59", "time: another earlier"),
        ("2024-03-05T10:00:00", "2024-03-06T10:00:00", "date: a day later"),
        ("2024-03-05T10:00:00+01:00", "2024-03-05T10:00:00+02:00", "time: another offset"),
        ("2024-03-05T10:00:00+01:00", "2024-03-05T10:00:00", "time: offset on one side"),
        ("2024-03-05T10:00:00", "2024-03-05T10:00:00Z", "time: offset on one side"),
        ("2024-03-05T10:00:00.000000+01:00", "2024-03-05T11:00:00.000000+01:00",
         "time: whole hours later"),
    ],
)  # fmt: skip
def test_moments_are_told_by_how_they_lie_to_each_other(a, b, cause):
    """Closely and loosely alike."""
    assert text_causes(a, b) == (cause, cause)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2024-03-05", "2024-03-05T00:00:00"), ("2024-03-05T00:00:00", "2024-03-06"),
        ("2024-03-05", "yesterday!"), ("x024-03-05", "2024-03-05"), ("2024-W10-1", "2024-W10-9"),
        ("2024-03-05T10:00:00", "2024-03-05 10:00:00"), ("20240305", "20240306"),
        ("2024-13-05", "2024-03-05"),
    ],
)  # fmt: skip
def test_what_is_no_two_moments_of_one_form_is_text(a, b):
    """A date against a time, another way of writing, no date at all."""
    close, loose = text_causes(a, b)
    assert not close.startswith(("date:", "time:"))
    assert not loose.startswith(("date:", "time:"))


@pytest.mark.parametrize(
    ("a", "b", "close", "loose"),
    [
        ("row 12 ok", "row 7 ok", "row 9 ok → row 9 ok at 2", "9 → 9"),
        ("a b", "a c", "a b → a c", "word → word"),
        ("a", "a b", "a → a b", "end → blank"),
        ("a\nb", "a b", "a\nb → a b", "line end → blank"),
        ("a!", "a?", "a! → a?", "! → ?"),
        ("", "x", " → x", "end → word"),
        ("x", "", "x → ", "word → end"),
        ("<p>x", "<div class='k'>x", "<p>x → <div class='…'>x", "<p> → <div>"),
        ("</p>", "&amp;", "</p> → &amp;", "</p> → &amp;"),
        ("a \n", "a", "a \n → a", "blank → end"),
        ("see 'one'", "see 'two'", "see '…' → see '…' at 3", "word → word"),
    ],
)
def test_short_texts_are_told_by_their_masked_whole(a, b, close, loose):
    """With the first token that differs where the masked texts are equal; loosely by its kind."""
    assert text_causes(a, b) == (close, loose)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("order 12 of 3400", "order 9 of 9"), ("at 0x7fffAb", "at 0x…"),
        ("id 6f1c4bde-12ab-4cde-8f00-0123456789ab!", "id #!"), ("sha 0123456789ab", "sha #"),
        ("read /data/a-1/b.csv", "read /…"), ("read C:\\data\\x.txt", "read /…"),
        ("in src/app/x.py", "in /…"), ("""'a' "b c" `d`""", "'…' '…' '…'"), ("</p>", "</p>"),
        ("plain", "plain"),
    ],
)  # fmt: skip
def test_what_changes_with_the_input_is_masked(text, masked):
    """Numbers, addresses, ids, paths, quotes; nothing else."""
    assert mask(text) == masked


def test_texts_of_two_hundred_characters_are_short():
    """The longer of both counts; what is longer is told loosely alone."""
    assert SHORT == 200
    text = "w" * SHORT
    assert text_causes(text, text[:-1] + "x") == (f"{text} → {text[:-1]}x", "word → word")
    loose = ("word → word", "word → word")
    assert text_causes(text + "w", text + "x") == loose
    assert text_causes(text, text + "x") == loose
    assert text_causes(text + "x", text) == loose


def test_a_long_text_is_looked_at_around_its_difference():
    """From the start of the tag or line in which it lies, and four hundred characters on."""
    before = "<i>x</i>\n" * 100
    assert text_causes(before + "<p>a", before + "<b>a")[1] == "<p> → <b>"
    assert text_causes(before + "<pre>a", before + "<p>a")[1] == "<pre> → <p>"
    assert text_causes("x" * 300 + " 1", "x" * 300 + " a")[1] == "9 → word"
    assert text_causes("x" * 5000 + "1", "x" * 5000 + "!")[1] == "9 → !"
    for after in ("\nc > d", " c > d\n", ">\n>"):
        assert text_causes("x" * 300 + " 1" + after, "x" * 300 + " a" + after)[1] == "9 → word"
    for end in ("\n", ">"):
        start = "x" * 300 + "y>\n".replace(end, "") + end
        assert text_causes(f"{start}<p1", f"{start}<p a")[1].startswith("<p")
        assert text_causes(f"{start}<pre>", f"{start}<pro>")[1] == "<pre> → <pro>"
    open_tag = "w" * 300 + " <a b\n"  # a tag that is never closed reaches over no line
    assert text_causes(f"{open_tag}1", f"{open_tag}x")[1] == "9 → word"
    line = "y" * (AROUND - 2)
    assert text_causes(f"{before}1{line}a", f"{before}1{line}b")[1] == "word → word"


@pytest.mark.parametrize(
    ("a", "b", "cause"),
    [
        (None, 1, "None → int"), (1.5, None, "float → None"), (None, True, "None → bool"),
        (1, 2, ""), (1.5, 2, ""), (True, False, ""), (ABSENT, "x", ""), ("x", ABSENT, ""),
        (None, [1], "None → list"), ([1], [2], ""), ({}, None, "dict → None"),
    ],
)  # fmt: skip
def test_a_missing_value_is_told_from_a_changed_one(a, b, cause):
    """None against something names both types; numbers and what is not there have no cause."""
    assert causes(a, b) == (cause, cause)


def test_values_that_are_written_as_text_are_told_as_text():
    """Bytes and dates; a decimal is a number, and an object has parts of its own."""
    day = dt.date(2024, 1, 2)
    assert causes(tree(day), tree(day + dt.timedelta(days=1)))[0] == "date: a day later"
    assert causes(b"a 1", b"a 2") == ("a 9 → a 9 at 2", "9 → 9")
    assert causes(tree(Decimal(1)), None) == ("", "")
    assert causes(None, tree(Decimal(1))) == ("", "")
    assert causes(tree(Decimal(1)), 2) == ("", "")
