"""What an operand is, and where a path leads: pipelines, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import MissingKeyError, TemplateRuntimeError, TemplateSyntaxError

PIPELINES: dict[str, Any] = {
    "{{ 1 | add 2 }}": "3",
    '{{ "a" | printf "%s-%s" "b" }}': "b-a",
    "{{ 3 | sub 10 }}": "7",
    "{{ .s | upper | lower | title }}": "Go Lang",
    "{{ 1 | 2 }}": TemplateSyntaxError,
    "{{ 1 | .i }}": TemplateRuntimeError,
    '{{ 1 | "a" }}': TemplateSyntaxError,
    "{{ 1 | nil }}": TemplateSyntaxError,
    "{{ 1 | true }}": TemplateSyntaxError,
    "{{ 1 | $ }}": TemplateRuntimeError,
    "{{ 1 | (print) }}": TemplateRuntimeError,
    "{{ 1 | (print 2) }}": TemplateRuntimeError,
    "{{ | print }}": TemplateSyntaxError,
    "{{ 1 | }}": "1",
    "{{ 1 || print }}": TemplateSyntaxError,
    "{{ print | print }}": "",
    "{{ (1 | add 2) | mul 3 }}": "9",
    "{{ add (1 | add 1) 2 }}": "4",
    "{{ print (print 1) (print 2) }}": "12",
    "{{ ((1)) }}": "1",
    "{{ () }}": TemplateSyntaxError,
    "{{ (1 }}": TemplateSyntaxError,
    "{{ 1) }}": TemplateSyntaxError,
    "{{ add 1 (sub 5 2) | mul 2 }}": "8",
    "{{ upper }}": TemplateRuntimeError,
    '{{ upper "a" "b" }}': TemplateRuntimeError,
    '{{ "a" | upper "b" }}': TemplateRuntimeError,
    "{{ nil | upper }}": TemplateRuntimeError,
    "{{ .null | upper }}": TemplateRuntimeError,
    "{{ 1 | upper }}": TemplateRuntimeError,
    "{{ .i | upper }}": TemplateRuntimeError,
    "{{ .null | toString }}": "<nil>",
    "{{ .null | quote }}": "",
    "{{ nil | quote }}": TemplateRuntimeError,
    "{{ nil }}": TemplateRuntimeError,
    "{{ 1 nil }}": TemplateRuntimeError,
    "{{ print nil | len }}": "5",
    "{{ .i | toString | len }}": "2",
    "{{ .m.b | add 1 }}": "2",
    '{{ "a" upper }}': TemplateRuntimeError,
    '{{ upper("a") }}': TemplateSyntaxError,
    '{{ upper ("a") }}': "A",
    "{{ print 1,2 }}": TemplateSyntaxError,
    "{{ print 1 ; 2 }}": TemplateSyntaxError,
    "{{ print 1 = 2 }}": TemplateSyntaxError,
    "{{ a := 1 }}": TemplateSyntaxError,
    "{{ nope }}": TemplateSyntaxError,
    "{{ nope 1 }}": TemplateSyntaxError,
    "{{ .nope.nope 1 }}": MissingKeyError,
    "{{ print.x }}": TemplateRuntimeError,
    "{{ upper.x }}": TemplateRuntimeError,
    '{{ (upper "a").x }}': TemplateRuntimeError,
    "{{ hello }}": "Hello!",
    "{{ hello 1 }}": TemplateRuntimeError,
    "{{ 1 | hello }}": TemplateRuntimeError,
    '{{ print (1) "a" (nil) }}': TemplateRuntimeError,
    '{{ "a"|upper|print "x" }}': "xA",
    "{{ . | len }}": "24",
    "{{ true | ternary 1 2 }}": "1",
    '{{ .yes | ternary "a" "b" }}': "a",
    "{{ 1 | ternary 1 2 }}": TemplateRuntimeError,
    "{{ if 1 | eq 1 }}y{{ end }}": "y",
    "{{ with 1 | add 1 }}{{ . }}{{ end }}": "2",
    "{{ range list 1 2 | reverse }}{{ . }}{{ end }}": "21",
}


def test_pipelines(agrees: Callable[[dict[str, Any]], None]) -> None:
    """A value goes to the last argument of what follows; literals and fields take none."""
    agrees(PIPELINES)
