"""Where an error stands: line and column of what is to be changed, however the template is laid out."""

from __future__ import annotations

from typing import Any

import pytest

from switchover.gotemplate import MissingKeyError, TemplateEngine, TemplateError

ENGINE = TemplateEngine(cached=1)
CONTEXT: dict[str, Any] = {"a": {"b": 1}, "n": 1, "s": "x", "l": [1, 2], "null": None}


def place(text: str) -> tuple[int, int]:
    with pytest.raises(TemplateError) as caught:
        ENGINE.render_text(text, CONTEXT)
    return caught.value.line, caught.value.column


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("{{ .x }}", 1, 4),
        ("{{.x}}", 1, 3),
        ("a\nb {{ .x }}", 2, 6),
        ("\n\n\n{{ .x }}", 4, 4),
        ("a\r\n{{ .x }}", 2, 4),
        ("é世 {{ .x }}", 1, 7),
        ("\u2028{{ .x }}", 1, 5),
        ("{{/* one\ntwo */}}{{ .x }}", 2, 12),
        ("{{ `a\nb` }}{{ .x }}", 2, 9),
        ("{{ print 1\n2 .x }}", 2, 3),
        ("{{- .x -}}", 1, 5),
        ("{{ 1 -}}\n\n {{ .x }}", 3, 5),
        ("{{ if .a }}{{ .a.x }}{{ end }}", 1, 15),
        ("{{ if .no }}{{ else }}{{ end }}", 1, 7),
        ("{{ with .a }}\n{{ .x }}\n{{ end }}", 2, 4),
        ("{{ range .l }}\n  {{ .x }}{{ end }}", 2, 6),
        ("{{ range .n }}{{ end }}", 1, 4),
        ("{{ if .null }}{{ else if .x }}{{ end }}", 1, 26),
        ("{{ if .null }}{{ else }}\n{{ .x }}{{ end }}", 2, 4),
        ("{{ upper (print .x) }}", 1, 17),
        ("{{ upper .n }}", 1, 10),
        ('{{ "a" | trunc 1 | repeat .n }}', 1, 27),
        ("{{ (.a).x }}", 1, 5),
        ("{{ $v := .a }}{{ $v.x }}", 1, 18),
        ("{{ $.x }}", 1, 4),
        ("{{ div 1 0 }}", 1, 4),
        ("{{ print 1 | print (div 1 0) }}", 1, 21),
        ('{{ template "t" .a }}\n{{ define "t" }}\n{{ .x }}{{ end }}', 3, 4),
        ('{{ template "t" .x }}{{ define "t" }}{{ end }}', 1, 17),
        ('{{ block "t" .a }}{{ .x }}{{ end }}', 1, 22),
        ('{{ regexFind "(" "a" }}', 1, 4),
        ('{{ fromJson "{" | toJson }}{{ mustFromJson "{" }}', 1, 31),
        ('{{ index .l 1 }}{{ index .l 5 }}', 1, 20),
        ("{{ eq .n .s }}", 1, 4),
    ],
)  # fmt: skip
def test_what_fails_while_rendering_is_pointed_at(text: str, line: int, column: int) -> None:
    """Lines end with line feeds alone, columns count characters, both from 1."""
    assert place(text) == (line, column)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("{{ nope }}", 1, 4),
        ("a\n{{ if .a }}", 2, 12),
        ("{{ if .a }}\n{{ else }}\n{{ else }}{{ end }}", 3, 4),
        ("{{ end }}", 1, 4),
        ("\n{{ $x }}", 2, 4),
        ("{{ $x := 1 }}\n{{ if .a }}{{ $y := 2 }}{{ end }}{{ $y }}", 2, 37),
        ("{{ (1 }}", 1, 7),
        ("{{ 1) }}", 1, 5),
        ('{{ "a\n" }}', 1, 4),
        ("{{ `a", 1, 4),
        ("{{ 'ab' }}", 1, 4),
        ("{{ 1x }}", 1, 4),
        ("{{ | 1 }}", 1, 4),
        ("{{ print 1 | 2 }}", 1, 14),
        ("{{ print\n  1 | 2 }}", 2, 7),
        ("{{/* a", 1, 1),
        ("x\n {{/* a", 2, 2),
        ('{{ define "a" }}{{ end }}x{{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }}', 1, 63),
        ("{{ range .l }}{{ end }}{{ break }}", 1, 27),
        ("{{ with }}{{ end }}", 1, 9),
        ("{{ .a..b }}", 1, 6),
        ("{{ template }}", 1, 13),
        ("{{ 0x }}", 1, 4),
        ("{{ .a !b }}", 1, 7),
        ("{{ print 1,2 }}", 1, 11),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_pointed_at(text: str, line: int, column: int) -> None:
    """At the word that does not fit, or at the end where something is missing."""
    assert place(text) == (line, column)


@pytest.mark.parametrize("lines", [0, 1, 7])
def test_what_stands_before_moves_a_place_and_changes_nothing_else(lines: int) -> None:
    """A text before the template adds its lines; the message stays."""
    with pytest.raises(MissingKeyError) as alone:
        ENGINE.render_text("{{ .a.x }}", CONTEXT)
    with pytest.raises(MissingKeyError) as behind:
        ENGINE.render_text("text\n" * lines + "{{ .a.x }}", CONTEXT)
    assert behind.value.message == alone.value.message
    assert (behind.value.line, behind.value.column) == (1 + lines, alone.value.column)
    assert behind.value.key == alone.value.key == "x"


def test_an_error_inside_many_calls_keeps_the_first_place() -> None:
    """The innermost place is told, not that of the invocation."""
    text = '{{ define "c" }}{{ .x }}{{ end }}\n{{ define "b" }}{{ template "c" . }}{{ end }}\n{{ template "b" .a }}'
    assert place(text) == (1, 20)
