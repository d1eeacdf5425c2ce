"""What runs, how often and over what: trimmed, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import TemplateRuntimeError, TemplateSyntaxError

TRIMMED: dict[str, Any] = {
    "a {{- 1 }} b": "a1 b",
    "a {{ 1 -}} b": "a 1b",
    "a {{- 1 -}} b": "a1b",
    "a\n\t {{- 1 -}} \n b": "a1b",
    "a {{-1 }}": "a -1",
    "{{ 3 -}}x": "3x",
    "{{- 1 -}}{{- 2 -}}": "12",
    ' {{- "" -}} ': "",
    "a {{- /* c */ -}} b": "ab",
    "a {{/* c */}} b": "a  b",
    "a {{- /* c */}} b": "a b",
    "{{/* a\nb */}}x": "x",
    "{{ /* c */ }}": TemplateSyntaxError,
    "{{/* c */ }}": TemplateSyntaxError,
    "{{/* c }}": TemplateSyntaxError,
    "{{/* c */ 1 }}": TemplateSyntaxError,
    "{{- /* c */ 1 -}}": TemplateSyntaxError,
    "{{/**/}}x": "x",
    "{{/* a */ -}} y": "y",
    "x {{- /* */ -}} {{- 1 }}": "x1",
    '{{ "{{" }}': "{{",
    '{{ "}}" }}': "}}",
    "{{ `}}` }}": "}}",
    "a }} b": "a }} b",
    "{ {": "{ {",
    "{{}}": TemplateSyntaxError,
    "{{ }}": TemplateSyntaxError,
    "{{- }}": TemplateSyntaxError,
    "{{- -}}": TemplateSyntaxError,
    "{{": TemplateSyntaxError,
    "{{ 1": TemplateSyntaxError,
    "{{ 1 }": TemplateSyntaxError,
    'a{{"b"}}c': "abc",
    "{{1}}": "1",
    "{{ -1 }}": "-1",
    "{{- 3}}": "3",
    "{{-3}}": "-3",
    "{{ 1 -3 }}": TemplateRuntimeError,
    "{{ 1-}}": TemplateSyntaxError,
    "{{ 1 - }}": TemplateSyntaxError,
    "\xa0{{- 1 }}": "\xa01",
    "\u2003{{- 1 }}": "\u20031",
    "\x0b{{- 1 }}": "\x0b1",
    "\x0c {{- 1 }}": "\x0c1",
    "\r\n{{- 1 -}}\r\n": "1",
    "{{ 1\n}}": "1",
    "{{\n1\n}}": "1",
    "{{ 1 |\n print }}": "1",
    "{{ if 1 -}}  a  {{- end }}": "a",
    '{{ "a b" -}} {{/* c */}} x': "a b x",
    "{{/* {{ */}}x": "x",
    "{{/* a */}}{{/* b */}}": "",
    "{{ print 1 /* c */ }}": TemplateSyntaxError,
    "{{ 1}}}": "1}",
    "{{{ 1 }}": TemplateSyntaxError,
    "{{ {1} }}": TemplateSyntaxError,
}


def test_trimmed(agrees: Callable[[dict[str, Any]], None]) -> None:
    """A marker takes all blanks on its side and no further; comments leave nothing."""
    agrees(TRIMMED)
