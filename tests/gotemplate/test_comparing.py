"""What equals what, what comes before what, and what is true, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import MissingKeyError, TemplateRuntimeError

MORE_THAN_TWO: dict[str, Any] = {
    "{{ eq 1 2 3 1 }}": "true",
    '{{ eq 1 2 "a" }}': TemplateRuntimeError,
    '{{ eq 1 1 "a" }}': "true",
    '{{ eq "a" "b" "a" }}': "true",
    "{{ eq 1 }}": TemplateRuntimeError,
    "{{ eq }}": TemplateRuntimeError,
    "{{ ne 1 2 3 }}": TemplateRuntimeError,
    "{{ ne 1 }}": TemplateRuntimeError,
    "{{ lt 1 }}": TemplateRuntimeError,
    "{{ lt 1 2 3 }}": TemplateRuntimeError,
    '{{ ne 1 "a" }}': TemplateRuntimeError,
    "{{ ne nil 1 }}": "true",
    "{{ ne .null nil }}": "false",
    "{{ ne .m .m }}": TemplateRuntimeError,
    "{{ ge 2 2 }}": "true",
    '{{ ge "b" "a" }}': "true",
    "{{ gt 1.5 1.0 }}": "true",
    "{{ le 1.0 1.0 }}": "true",
    "{{ le 1 1.0 }}": TemplateRuntimeError,
    "{{ ge true true }}": TemplateRuntimeError,
    "{{ lt .nums .nums }}": TemplateRuntimeError,
    '{{ gt "é" "z" }}': "true",
    '{{ lt "B" "a" }}': "true",
    '{{ lt "" "a" }}': "true",
    "{{ le nil nil }}": TemplateRuntimeError,
    "{{ eq .nf 0.0 }}": "true",
    "{{ eq .big 9223372036854775807 }}": "true",
    "{{ lt .small .big }}": "true",
    "{{ eq 'a' 97 }}": "true",
    '{{ eq (len "abc") 3 }}': "true",
    "{{ eq .i 42 }}": "true",
    "{{ eq 42 .i }}": "true",
    "{{ gt .i 41 }}": "true",
    '{{ eq (index "a" 0) 97 }}': "true",
    '{{ lt (index "a" 0) 98 }}': "true",
    "{{ eq .a.b 1 }}": MissingKeyError,
    "{{ 1 | eq 1 }}": "true",
    "{{ 1 | lt 2 }}": "false",
    "{{ 2 | lt 1 }}": "true",
    '{{ eq "1" 1 }}': TemplateRuntimeError,
    "{{ eq (list) (list) }}": TemplateRuntimeError,
    "{{ eq nil (list) }}": "false",
    "{{ eq (dict) nil }}": "false",
    "{{ eq 1i 1i }}": "true",
    "{{ lt 1i 2i }}": TemplateRuntimeError,
    "{{ eq (now) (now) }}": "true",
    '{{ eq (semver "1.0.0") (semver "1.0.0") }}': "false",
    "{{ eq .yes true false }}": "true",
    "{{ eq .null .null }}": "true",
    "{{ eq .no .null }}": "false",
}


def test_more_than_two(agrees: Callable[[dict[str, Any]], None]) -> None:
    """`eq` asks whether one of many is equal, and stops at the first; the others take two."""
    agrees(MORE_THAN_TWO)


TRUTH: dict[str, Any] = {
    "{{ if 1 }}T{{ else }}F{{ end }}": "T",
    "{{ if .i }}T{{ else }}F{{ end }}": "T",
    "{{ if .zero }}T{{ else }}F{{ end }}": "F",
    "{{ if 1.0 }}T{{ else }}F{{ end }}": "T",
    "{{ if .f }}T{{ else }}F{{ end }}": "T",
    '{{ if "a" }}T{{ else }}F{{ end }}': "T",
    "{{ if .empty }}T{{ else }}F{{ end }}": "F",
    "{{ if true }}T{{ else }}F{{ end }}": "T",
    "{{ if .no }}T{{ else }}F{{ end }}": "F",
    "{{ if nil }}T{{ else }}F{{ end }}": TemplateRuntimeError,
    "{{ if .null }}T{{ else }}F{{ end }}": "F",
    "{{ if .nums }}T{{ else }}F{{ end }}": "T",
    "{{ if .nolist }}T{{ else }}F{{ end }}": "F",
    "{{ if .m }}T{{ else }}F{{ end }}": "T",
    "{{ if .nomap }}T{{ else }}F{{ end }}": "F",
    "{{ if 'a' }}T{{ else }}F{{ end }}": "T",
    '{{ if (index "a" 0) }}T{{ else }}F{{ end }}': "T",
    "{{ if 0 }}T{{ else }}F{{ end }}": "F",
    "{{ if 0.0 }}T{{ else }}F{{ end }}": "F",
    "{{ if 0x0 }}T{{ else }}F{{ end }}": "F",
    "{{ if '\\x00' }}T{{ else }}F{{ end }}": "F",
    "{{ if .nf }}T{{ else }}F{{ end }}": "F",
    '{{ if "" }}T{{ else }}F{{ end }}': "F",
    '{{ if " " }}T{{ else }}F{{ end }}': "T",
    "{{ if (list) }}T{{ else }}F{{ end }}": "F",
    "{{ if (list nil) }}T{{ else }}F{{ end }}": "T",
    "{{ if (dict) }}T{{ else }}F{{ end }}": "F",
    '{{ if (dict "a" nil) }}T{{ else }}F{{ end }}': "T",
    "{{ if 0i }}T{{ else }}F{{ end }}": "F",
    "{{ if (now) }}T{{ else }}F{{ end }}": "T",
    "{{ if .s }}T{{ else }}F{{ end }}": "T",
    "{{ if `0` }}T{{ else }}F{{ end }}": "T",
    '{{ if "false" }}T{{ else }}F{{ end }}': "T",
    '{{ if (splitList "," "") }}T{{ else }}F{{ end }}': "T",
    '{{ if (fromJson "[]") }}T{{ else }}F{{ end }}': "F",
    '{{ if (fromJson "null") }}T{{ else }}F{{ end }}': "F",
}


def test_truth(agrees: Callable[[dict[str, Any]], None]) -> None:
    """The zero of a kind and what is empty are false."""
    agrees(TRUTH)


CONNECTIVES: dict[str, Any] = {
    "{{ and 1 2 3 }}": "3",
    "{{ and 1 0 3 }}": "0",
    "{{ and 0 1 }}": "0",
    "{{ and nil 1 }}": "<no value>",
    '{{ and "" 1 }}': "",
    '{{ or 0 "" "x" }}': "x",
    '{{ or 0 "" }}': "",
    "{{ or nil .null }}": "<no value>",
    '{{ or 1 (fail "x") }}': "1",
    '{{ and 0 (fail "x") }}': "0",
    '{{ and 1 (fail "x") }}': TemplateRuntimeError,
    '{{ or 0 (fail "x") }}': TemplateRuntimeError,
    "{{ and }}": TemplateRuntimeError,
    "{{ or }}": TemplateRuntimeError,
    "{{ not }}": TemplateRuntimeError,
    "{{ not 1 2 }}": TemplateRuntimeError,
    "{{ not 0 }}": "true",
    "{{ not nil }}": "true",
    "{{ not .nolist }}": "true",
    "{{ not .m }}": "false",
    "{{ and 1 }}": "1",
    "{{ or .null }}": "<no value>",
    "{{ 5 | and 1 }}": "5",
    "{{ 0 | or 1 }}": "1",
    "{{ 0 | and 1 2 }}": "0",
    "{{ or .null .s }}": "go lang",
    "{{ and (or 0 1) (and 2 3) }}": "3",
    "{{ or (and 0 1) 2 }}": "2",
    "{{ and .missing 0 }}": MissingKeyError,
    "{{ and 0 .missing }}": "0",
    "{{ or .yes .missing.deep }}": "true",
    "{{ and (eq 1 1) (lt 1 2) }}": "true",
    "{{ not (and 1 0) }}": "true",
    "{{ true | not }}": "false",
    "{{ nil | not }}": TemplateRuntimeError,
    "{{ .null | not }}": "true",
    "{{ $x := or 0 5 }}{{ $x }}": "5",
    '{{ 1 | or (fail "x") }}': TemplateRuntimeError,
    "{{ 0 | or 0 }}": "0",
    "{{ typeOf (and 1 .f) }}": "float64",
    '{{ fail "x" | and 0 }}': TemplateRuntimeError,
}


def test_connectives(agrees: Callable[[dict[str, Any]], None]) -> None:
    """`and` and `or` give one of their arguments and evaluate no further; `not` gives a flag."""
    agrees(CONNECTIVES)
