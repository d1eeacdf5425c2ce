"""Tokens tell where they stand: whatever is read, it is the text at its place."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchover.gotemplate import TemplateEngine, TemplateError, TemplateSyntaxError
from switchover.gotemplate._lexer import Token, tokens

PIECES = st.sampled_from(
    ["{{", "}}", "{{-", "-}}", " ", "\n", "a", ".b", ".c-d", "$x", ":=", "=", "|", "(", ")", "1", "-2.5e3", "0x1F",
     "1+2i", '"q"', "`r`", "'c'", "if", "else", "end", "range", "true", "nil", "{{/* c */}}", "/*", "*/", ",", "ä", "\t"]
)  # fmt: skip
SOURCES = st.lists(PIECES, max_size=14).map("".join)


def read(source: str) -> list[Token]:
    return list(tokens("t", source))


@given(SOURCES)
@settings(max_examples=50)
@example('a {{- if .x -}} b {{ "q" }}{{/* c */ -}} d')
def test_every_token_is_the_text_at_its_place(source: str) -> None:
    """In the order of the text, without overlap; an end may have a marker, the last is the end."""
    try:
        found = read(source)
    except TemplateSyntaxError as error:
        lines = source.split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        return
    *rest, last = found
    assert (last.kind, last.value, last.offset) == ("eof", "", len(source))
    behind = 0
    for token in rest:
        assert token.offset >= behind
        rest_of_it = source[token.offset :]
        if token.kind == "right":
            rest_of_it = rest_of_it[2:] if rest_of_it[1:2] == "-" else rest_of_it
        assert rest_of_it.startswith(token.value)
        behind = token.offset + len(token.value)


@given(SOURCES)
@settings(max_examples=50)
def test_what_stands_between_tokens_says_nothing(source: str) -> None:
    """Blanks, trim markers and comments: without them the same tokens are read."""
    try:
        found = read(source)
    except TemplateSyntaxError:
        return
    behind = 0
    for token in found:
        between = source[behind : token.offset]
        assert "/*" in between or not between.strip(" \t\r\n-")
        behind = token.offset + len(token.value)


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        (".a.b", ["field", "field"]),
        (".tasks.load-data", ["field", "field"]),
        ("$x := 1", ["variable", "declare", "number"]),
        ("$.a", ["variable", "field"]),
        ("a | b", ["word", "pipe", "word"]),
        ("if not true", ["keyword", "word", "bool"]),
        ("1+2i", ["complex"]),
        ("-1 .5 0b11 0o7 0x1p-2 1_000", ["number"] * 6),
        ("'a' `b` \"c\"", ["char", "raw", "string"]),
        ("( . )", ["open", "dot", "close"]),
        ("$x = .", ["variable", "assign", "dot"]),
    ],
)
def test_kinds_of_tokens(action: str, kinds: list[str]) -> None:
    """As Go's lexer tells them apart, but for names with hyphens."""
    left, *inner, right, _ = read(f"{{{{ {action} }}}}")
    assert (left.kind, right.kind) == ("left", "right")
    assert [token.kind for token in inner] == kinds


@pytest.mark.parametrize(
    ("source", "message", "column"),
    [
        ("{{ a", "unclosed action", 1),
        ("{{ a\n", "unclosed action", 1),
        ("{{ ) }}", "unexpected right paren", 4),
        ("{{ (a }}", "unclosed left paren", 7),
        ("{{/* a }}", "unclosed comment", 1),
        ("{{/* a */ b }}", "comment ends before closing delimiter", 8),
        ("{{ 1a }}", "bad number syntax: '1a'", 4),
        ("{{ 1+2 }}", "bad number syntax", 4),
        ("{{ .a! }}", "bad character '!' after '.a'", 6),
        ("{{ $a# }}", "bad character '#' after '$a'", 6),
    ],
)
def test_what_is_no_token_is_told_at_its_place(source: str, message: str, column: int) -> None:
    """With the line on which the action begins, or the character that does not fit."""
    with pytest.raises(TemplateSyntaxError, match="t:1:") as caught:
        read(source)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (1, column)


@given(SOURCES)
@settings(max_examples=30)
def test_any_text_is_a_template_or_an_error_with_its_place(source: str) -> None:
    """The parser raises nothing else, and names a place that is in the text."""
    try:
        TemplateEngine().compile(source)
    except TemplateError as error:
        lines = source.split("\n")
        assert 1 <= error.line <= len(lines), error
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
