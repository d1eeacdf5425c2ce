"""What JSON writes as two escapes is one letter in YAML too, and all else stays as it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.ground.written import ProblemsError, parse_yaml

both = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "python"])
FAR = st.characters(min_codepoint=0x10000, max_codepoint=0x10FFFF)
NEAR = st.characters(min_codepoint=32, max_codepoint=0xD7FF)
TEXTS = st.text(st.one_of(FAR, NEAR, st.sampled_from('\\u"dDeE8')), max_size=12)


@settings(max_examples=60)
@given(st.dictionaries(TEXTS, TEXTS, max_size=3))
def test_what_json_writes_is_read_as_it_was(value: dict[str, str]) -> None:
    """With escapes for all that is not ASCII, which is what most programs write."""
    assert parse_yaml(json.dumps(value)).data == value
    assert parse_yaml(json.dumps(value), pure=True).data == value


@both
@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\uD83D\uDE00"', "😀"),
        (r'"\uD83d\udE00x"', "😀x"),
        (r'"\ud800\udc00\udbff\udfff"', "\U00010000\U0010ffff"),
        (r'"\\ud83d\\ude00"', r"\ud83d\ude00"),
        (r'"\\\ud83d\ude00"', "\\😀"),
        (r'"\\\\ud83d\ude00"', None),
        (r"'\ud83d\ude00'", r"\ud83d\ude00"),
        (r"'\uD83D\uDE00'", r"\uD83D\uDE00"),
        (r"\ud83d\ude00", r"\ud83d\ude00"),
        ("|-\n  \\ud83d\\ude00", r"\ud83d\ude00"),
        ("# \\ud83d\\ude00\nx", "x"),
        (r'{"\ud83d\ude00": [\ud83d\ude00, "\ud83d\ude00"]}', {"😀": [r"\ud83d\ude00", "😀"]}),
        (r'[&a "\ud83d\ude00", *a, *a]', ["😀", "😀", "😀"]),
        ('"\ue83d \\u0041"', "\ue83d A"),
        (r'"\ue83d\uee00"', "\ue83d\uee00"),
    ],
)
def test_two_halves_are_a_letter_only_between_double_quotes(
    text: str, value: Any, pure: bool
) -> None:
    """Elsewhere a backslash is one; what a text writes for private use stays what it is."""
    if value is None:
        with pytest.raises(ProblemsError, match="YAML_SYNTAX"):
            parse_yaml(text, pure=pure)
    else:
        assert parse_yaml(text, pure=pure).data == value


@both
@pytest.mark.parametrize(
    "text", [r'"\ud83d"', r'"\ude00"', r'"\ude00\ud83d"', r'"\ud83d \ude00"', '"\ue83d\\ud83d\\ude00"']
)  # fmt: skip
def test_half_a_letter_is_none(text: str, pure: bool) -> None:
    """It is refused with its place, and so is what could not be told from what it is lent."""
    with pytest.raises(ProblemsError, match=r"name:1:\d+"):
        parse_yaml(text, "name", pure=pure)


@both
def test_places_behind_two_halves_are_right(pure: bool) -> None:
    """Nothing moves: what follows in the line stands where a reader sees it."""
    text = r'{"\ud83d\ude00": "\ud83d\ude00", "b": 5}'
    document = parse_yaml(text, "f", pure=pure)
    assert document.at(("b",)).column == text.index("5") + 1
    assert document.at(("😀",)).column == text.index(": ") + 3
    with pytest.raises(ProblemsError, match=rf"f:1:{text.index('5') + 1}\b"):
        parse_yaml(text.replace("5", "%"), "f", pure=pure)
