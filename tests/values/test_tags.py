"""What each tag of the text form takes, what it makes of it, and what it refuses."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.values import ReadingError, decode, encode, from_text, rebuild, to_text


@pytest.mark.parametrize(
    ("tag", "written", "canonical"),
    [
        ("decimal", "1.50", "1.50"), ("decimal", "+1.5", "1.5"), ("decimal", "1e5", "1E+5"), ("decimal", " 1 ", "1"),
        ("decimal", "-0", "-0"), ("decimal", "nan", "NaN"), ("decimal", "inf", "Infinity"), ("decimal", "1_000", "1000"),
        ("decimal", "sNaN12", "sNaN12"), ("decimal", "0E-7", "0E-7"), ("decimal", "1E+400", "1E+400"),
        ("fraction", "2/4", "1/2"), ("fraction", "-3", "-3/1"), ("fraction", "0.5", "1/2"), ("fraction", "1e2", "100/1"),
        ("date", "2024-02-29", "2024-02-29"), ("time", "12:00", "12:00:00"), ("time", "12:00Z", "12:00:00+00:00"),
        ("time", "12:00:00.5", "12:00:00.500000"), ("datetime", "2024-01-31", "2024-01-31T00:00:00"),
        ("datetime", "2024-01-31 10:00", "2024-01-31T10:00:00"), ("datetime", "2024-01-31T10:00:00Z", "2024-01-31T10:00:00+00:00"),
        ("datetime", "2024-01-31T10:00:00.000000", "2024-01-31T10:00:00"),
        ("timedelta", "P0D", "P0D"), ("timedelta", "P-1DT86399.999999S", "P-1DT86399.999999S"),
        ("timedelta", "P0DT86400S", "P1D"), ("timedelta", "P1DT0.000S", "P1D"), ("timedelta", "P1DT.5S", None),
        ("uuid", "{00000000-0000-0000-0000-00000000000A}", "00000000-0000-0000-0000-00000000000a"),
        ("path", "a/../b", "a/../b"), ("path", "", ""),
        ("decimal", "", None), ("decimal", "1,5", None), ("decimal", "1 2", None), ("decimal", "0x1", None),
        ("fraction", "1/0", None), ("fraction", "1/2/3", None), ("fraction", "", None), ("fraction", "nan", None),
        ("date", "2023-02-29", None), ("date", "24-01-01", None), ("date", "", None), ("date", "2024-01-01T00:00", None),
        ("time", "24:00", None), ("time", "", None), ("datetime", "2024-13-01", None), ("datetime", "now", None),
        ("datetime", "2024-01-01T10:00+25:00", None), ("timedelta", "PT5S", None), ("timedelta", "5", None),
        ("timedelta", "P1DT1.1234567S", None), ("timedelta", "P9999999999D", None), ("timedelta", "P1D ", None),
        ("uuid", "1", None), ("uuid", "", None), ("uuid", "g" * 32, None),
    ],
)  # fmt: skip
def test_a_scalar_is_made_canonical_or_refused(tag, written, canonical):
    """So that two ways to write one value have one document, and no text stands for something near it."""
    text = f'[{{"${tag}": "{written}"}}]'
    if canonical is None:
        with pytest.raises(ReadingError) as caught:
            from_text(text)
        assert (caught.value.line, caught.value.column) == (1, 2)
        assert f"${tag}" in str(caught.value)
        return
    assert to_text(from_text(text)) == f'[{{"${tag}": "{canonical}"}}]'


SCALARS = st.one_of(
    st.decimals(), st.fractions(), st.dates(), st.times(), st.datetimes(), st.timedeltas(), st.uuids(),
    st.datetimes(timezones=st.timezones()), st.times(timezones=st.just(dt.timezone.utc)),
    st.binary(max_size=9), st.binary(max_size=9).map(bytearray), st.complex_numbers(allow_nan=False), st.floats(),
    st.integers(-(2**5000), 2**5000),
)  # fmt: skip


@given(SCALARS)
@settings(max_examples=150)
def test_a_scalar_comes_back_from_its_text_as_it_was(value):
    """With its type, its digits and its offset."""
    document = encode(value)
    text = to_text(decode(document))
    made = rebuild(from_text(text))
    assert type(made) is type(value)
    assert to_text(decode(encode(made))) == text
    if "nan" not in text.lower():
        assert encode(made) == document
        assert made == value or isinstance(value, (dt.time, dt.datetime))


@given(SCALARS, SCALARS)
@settings(max_examples=100)
def test_two_scalars_have_one_text_where_they_have_one_document(one, other):
    """And two where they have two, NaN apart, whose bits are no part of the text."""
    a, b = encode(one), encode(other)
    texts = to_text(decode(a)), to_text(decode(b))
    assert (texts[0] == texts[1]) == (a == b) or "nan" in texts[0].lower()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"$tuple": 1}', "list"), ('{"$tuple": {"a": 1}}', "list"), ('{"$set": "ab"}', "list"), ('{"$frozenset": null}', "list"),
        ('{"$dict": {"a": 1}}', "list"), ('{"$dict": [[1]]}', "pairs"), ('{"$dict": [[1, 2, 3]]}', "pairs"), ('{"$dict": [[[1], 2]]}', "unhashable"),
        ('{"$int": 5}', "hexadecimal"), ('{"$int": "5"}', "hexadecimal"), ('{"$int": "0X5"}', "hexadecimal"), ('{"$int": "0x"}', "hexadecimal"),
        ('{"$float": "NaN"}', "nan"), ('{"$float": 1.5}', "nan"), ('{"$float": null}', "nan"), ('{"$float": []}', "nan"),
        ('{"$complex": [1, 2]}', "floats"), ('{"$complex": [1.0]}', "floats"), ('{"$complex": 1.0}', "floats"),
        ('{"$bytearray": "a"}', r"\$bytes"), ('{"$bytes": 1}', "text"), ('{"$base64": "YQ"}', "adding"), ('{"$base64": "Y Q=="}', "base64"),
        ('{"$enum": ["a.B", 1, 2]}', "module.Class.NAME"), ('{"$enum": []}', "module.Class.NAME"), ('{"$enum": 1}', "list"),
        ('{"$object": "x"}', "type"), ('{"$object": {"type": ""}}', "type"), ('{"$object": {"type": 5}}', "type"),
        ('{"$object": {"type": "a", "fields": []}}', "object"), ('{"$object": {"type": "a", "items": {}}}', "list"),
        ('{"$object": {"type": "a", "ordered": 1}}', "true or false"), ('{"$object": {"type": "a", "opaque": null}}', "text"),
        ('{"$object": {"type": "a", "entries": [[1, 2], [1, 3]]}}', "twice"), ('{"$object": {"type": "a", "members": [1, 1]}}', "twice"),
        ('{"$shared": [1]}', "number and a value"), ('{"$shared": ["a", 1]}', "number"), ('{"$ref": "1"}', "number"), ('{"$ref": true}', "number"),
        ('{"$": 1}', "not known"), ('{"$Decimal": "1"}', "not known"), ('{"$decimal ": "1"}', "not known"),
        ('[{"$shared": [1, []]}, {"$shared": [1, []]}]', "twice"), ('[{"$ref": 1}, {"$shared": [1, []]}]', "before it"),
    ],
)  # fmt: skip
def test_a_tag_that_holds_something_else_is_refused(text, said):
    """In words that say what it holds."""
    with pytest.raises(ReadingError, match=said):
        from_text(text)


def test_a_shared_part_that_nothing_refers_to_is_that_part():
    """No mark of it is left in the tree."""
    assert from_text('{"$shared": [1, [2]]}') == [2]
    assert from_text('{"a": {"$tuple": [{"$shared": [7, {"b": 1}]}]}}') == {"a": ({"b": 1},)}


@pytest.mark.parametrize(
    "value",
    [
        {"$": 1}, {"$a": 1}, {"$$": 1}, {"$$a": {"$b": 1}}, {"$ref": 1}, {"$shared": [1, 2]}, {"$object": {"type": "a"}},
        {"$tuple": [1]}, {"$decimal": "x"}, {"$a": 1, "$b": 2}, {"a": {"$set": [1, 1]}}, {"": 1}, {"$ ": None},
    ],
    ids=str,
)  # fmt: skip
def test_data_that_looks_like_a_tag_stays_data(value):
    """At each depth, and however often it is written and read."""
    text = to_text(decode(encode(value)))
    assert from_text(text) == value
    assert to_text(from_text(text)) == text
    assert from_text(to_text({"$a": text})) == {"$a": text}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.50"), '{"$decimal": "1.50"}'),
        (Fraction(1, 3), '{"$fraction": "1/3"}'),
        (dt.timedelta(-1, 1, 1), '{"$timedelta": "P-1DT1.000001S"}'),
        (2**2000, f'{{"$int": "{hex(2**2000)}"}}'),
        (-(2**1998), str(-(2**1998))),
        (frozenset([(1, b"\0")]), '{"$frozenset": [{"$tuple": [1, {"$base64": "AA=="}]}]}'),
        ({"a": 2, None: 1}, '{"$dict": [["a", 2], [null, 1]]}'),
        ([True, 1, 1.0, -0.0], "[true, 1, 1.0, -0.0]"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_written_can_be_foretold(value, text):
    """One value has one text, whichever Python writes it."""
    assert to_text(decode(encode(value))) == text
    assert encode(rebuild(from_text(text))) == encode(value)
