"""What runs, how often and over what, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import MissingKeyError, TemplateRuntimeError, TemplateSyntaxError

RANGES: dict[str, Any] = {
    "{{ range .nums }}{{ . }},{{ end }}": "3,1,2,",
    "{{ range .nolist }}x{{ else }}none{{ end }}": "none",
    "{{ range .null }}x{{ else }}none{{ end }}": "none",
    "{{ range .nomap }}x{{ else }}{{ .i }}{{ end }}": "42",
    "{{ range $i, $x := .nums }}{{ $i }}={{ $x }} {{ end }}": "0=3 1=1 2=2 ",
    "{{ range $x := .m }}{{ $x }};{{ end }}": "x;1;map[k:[10 map[z:deep]]];<no value>;",
    "{{ range $k, $v := .m }}{{ $k }}={{ $v }};{{ end }}": "a=x;b=1;d=map[k:[10 map[z:deep]]];n=<no value>;",
    "{{ range $k, $v := .m }}{{ $k }}:{{ typeOf $v }};{{ end }}": "a:string;b:int64;d:map[string]interface {};n:<nil>;",
    "{{ range .m }}{{ . }}|{{ end }}": "x|1|map[k:[10 map[z:deep]]]|<no value>|",
    "{{ range .i }}x{{ end }}": TemplateRuntimeError,
    "{{ range 3 }}x{{ end }}": TemplateRuntimeError,
    "{{ range .s }}x{{ end }}": TemplateRuntimeError,
    "{{ range .yes }}x{{ end }}": TemplateRuntimeError,
    "{{ range .f }}x{{ end }}": TemplateRuntimeError,
    "{{ range nil }}x{{ end }}": TemplateRuntimeError,
    "{{ range until 3 }}{{ . }}{{ end }}": "012",
    "{{ range $i, $_ := .rows }}{{ $i }}{{ .id }}{{ end }}": "0112",
    "{{ range .rows }}{{ range $.nums }}{{ . }}{{ end }};{{ end }}": "312;312;",
    "{{ range .rows }}{{ if .on }}{{ .id }}{{ else }}-{{ end }}{{ end }}": "1-",
    "{{ range $i, $x := .nums }}{{ $i := 9 }}{{ $i }}{{ end }}": "999",
    "{{ range .nums }}{{ $.s }}{{ end }}": "go langgo langgo lang",
    '{{ range $k, $v := dict "b" 1 "a" 2 "C" 3 }}{{ $k }}{{ end }}': "Cab",
    '{{ range $k, $v := dict "10" 1 "9" 2 "é" 3 "z" 4 }}{{ $k }} {{ end }}': "10 9 z é ",
    "{{ range list 1 nil 2 }}[{{ . }}]{{ end }}": "[1][<no value>][2]",
    "{{ range $i, $x := list }}{{ else }}e{{ end }}": "e",
    "{{ range .l }}{{ typeOf . }} {{ end }}": "int64 float64 string <nil> bool ",
    "{{ range $i, $x := .nums }}{{ typeOf $i }}{{ end }}": "intintint",
    "{{ range $x := .nums }}{{ end }}{{ $x }}": TemplateSyntaxError,
    "{{ range $a, $b, $c := .nums }}{{ end }}": TemplateSyntaxError,
    "{{ range }}{{ end }}": TemplateSyntaxError,
    "{{ range .missing }}{{ end }}": MissingKeyError,
    "{{ range .missing }}{{ else }}x{{ end }}": MissingKeyError,
    "{{ range . }}x{{ end }}": "xxxxxxxxxxxxxxxxxxxxxxxx",
    "{{ range seq 1 3 }}{{ . }}{{ end }}": TemplateRuntimeError,
    '{{ range splitList "," "a,b" }}<{{ . }}>{{ end }}': "<a><b>",
    "{{ range tuple 1 2 }}{{ . }}{{ end }}": "12",
    "{{ range (now) }}{{ end }}": TemplateRuntimeError,
    "{{ range .nums -}} {{ . }} {{- end }}": "312",
    "{{ range $i, $x := .nums }}{{ if $i }}, {{ end }}{{ $x }}{{ end }}": "3, 1, 2",
}


def test_ranges(agrees: Callable[[dict[str, Any]], None]) -> None:
    """A list goes by index, a map by sorted key; nothing at all goes to `else`."""
    agrees(RANGES)


LEAVING: dict[str, Any] = {
    "{{ range .nums }}{{ if eq . 1 }}{{ break }}{{ end }}{{ . }}{{ end }}": "3",
    "{{ range .nums }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ . }}{{ end }}": "32",
    "{{ range .nums }}{{ break }}{{ else }}e{{ end }}": "",
    "{{ range .nums }}{{ range $.words }}{{ break }}{{ end }}{{ . }}{{ end }}": "312",
    "{{ range .nums }}{{ with 1 }}{{ continue }}{{ end }}x{{ end }}y": "y",
    "{{ range .nums }}{{ . }}{{ continue }}x{{ end }}": "312",
    "{{ break }}": TemplateSyntaxError,
    "{{ continue }}": TemplateSyntaxError,
    "{{ if true }}{{ break }}{{ end }}": TemplateSyntaxError,
    "{{ range .nolist }}{{ else }}{{ break }}{{ end }}": TemplateSyntaxError,
    '{{ range .nums }}{{ template "t" }}{{ end }}{{ define "t" }}{{ break }}{{ end }}': TemplateSyntaxError,
    "{{ range .nums }}{{ break 1 }}{{ end }}": TemplateSyntaxError,
    "{{ range .nums }}{{ range $.words }}{{ . }}{{ continue }}{{ end }}{{ break }}{{ end }}": "pearapplefig",
    '{{ range .nums }}{{ block "b" . }}{{ break }}{{ end }}{{ end }}': TemplateSyntaxError,
    "{{ $n := 0 }}{{ range .nums }}{{ $n = add $n . }}{{ if gt $n 3 }}{{ break }}{{ end }}{{ end }}{{ $n }}": "4",
    "{{ range .nums }}{{ range $.nolist }}{{ else }}{{ break }}{{ end }}{{ . }}{{ end }}": "312",
    "{{ range .nums }}{{ if false }}{{ else if true }}{{ continue }}{{ end }}x{{ end }}.": ".",
}


def test_leaving(agrees: Callable[[dict[str, Any]], None]) -> None:
    """`break` leaves the innermost range, `continue` goes to its next item, wherever they stand."""
    agrees(LEAVING)


BRANCHES: dict[str, Any] = {
    "{{ if 0 }}a{{ else if 1 }}b{{ else }}c{{ end }}": "b",
    "{{ if 0 }}a{{ else if 0 }}b{{ else }}c{{ end }}": "c",
    "{{ if 0 }}a{{ else if 0 }}b{{ end }}": "",
    "{{ if 0 }}{{ else if 0 }}{{ else if 1 }}x{{ else }}y{{ end }}": "x",
    "{{ if $x := .i }}{{ $x }}{{ end }}": "42",
    "{{ if $x := 0 }}a{{ else }}{{ $x }}{{ end }}": "0",
    "{{ if $x := 0 }}{{ else if $y := 5 }}{{ $x }}{{ $y }}{{ end }}": "05",
    "{{ if 1 }}{{ else }}{{ else }}{{ end }}": TemplateSyntaxError,
    "{{ if }}x{{ end }}": TemplateSyntaxError,
    "{{ if 1 }}x": TemplateSyntaxError,
    "{{ end }}": TemplateSyntaxError,
    "{{ else }}": TemplateSyntaxError,
    "{{ if 1 }}{{ end }}{{ end }}": TemplateSyntaxError,
    "{{ with .m }}{{ .b }}{{ end }}": "1",
    "{{ with .null }}x{{ else }}{{ .i }}{{ end }}": "42",
    "{{ with 0 }}x{{ end }}": "",
    "{{ with $x := .m.d }}{{ $x.k }}{{ .k }}{{ $.i }}{{ end }}": "[10 map[z:deep]][10 map[z:deep]]42",
    "{{ with .nomap }}x{{ else }}e{{ end }}": "e",
    "{{ with .m }}{{ with .d }}{{ .k }}{{ end }}{{ .b }}{{ end }}": "[10 map[z:deep]]1",
    "{{ with 1 }}{{ . }}{{ else with 2 }}{{ . }}{{ end }}": TemplateSyntaxError,
    "{{ with .missing }}{{ end }}": MissingKeyError,
    "{{ with . }}{{ .i }}{{ end }}": "42",
    "{{ with $x := 0 }}{{ else }}{{ $x }}{{ end }}": "0",
    "{{ if not .null }}n{{ end }}": "n",
    "{{ if .m.d.k }}y{{ end }}": "y",
    "{{ if (index .nums 0) }}y{{ end }}": "y",
    "{{ if .null.x }}{{ end }}": MissingKeyError,
    "{{ if and .yes (not .no) }}y{{ end }}": "y",
    "{{ if 1 }}{{ if 0 }}{{ else }}b{{ end }}{{ else }}c{{ end }}": "b",
    '{{ with "a" }}{{ with "b" }}{{ . }}{{ end }}{{ . }}{{ end }}': "ba",
    "{{ if 1 }}a{{ else 1 }}b{{ end }}": TemplateSyntaxError,
    "{{ if 0 }}a{{ elseif 1 }}b{{ end }}": TemplateSyntaxError,
}


def test_branches(agrees: Callable[[dict[str, Any]], None]) -> None:
    """The first true arm alone; `with` moves the dot, and its `else` does not."""
    agrees(BRANCHES)


VARIABLES: dict[str, Any] = {
    "{{ $x := 1 }}{{ $x = 2 }}{{ $x }}": "2",
    "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}": "2",
    "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x = 3 }}{{ end }}{{ $x }}": "1",
    "{{ $x := 1 }}{{ range .nums }}{{ $x = . }}{{ end }}{{ $x }}": "2",
    "{{ $x := 1 }}{{ with 5 }}{{ $x = . }}{{ end }}{{ $x }}": "5",
    "{{ $x = 1 }}": TemplateRuntimeError,
    "{{ $x }}": TemplateSyntaxError,
    '{{ $x := 1 }}{{ $x := "b" }}{{ $x }}': "b",
    "{{ $x := nil }}": TemplateRuntimeError,
    "{{ $x := .null }}{{ $x }}": "<no value>",
    "{{ $x := .m }}{{ $x.b }}": "1",
    "{{ $x := .m }}{{ $x.d.k }}": "[10 map[z:deep]]",
    "{{ $x := 1 }}{{ $x.y }}": TemplateRuntimeError,
    "{{ $ }}": "map[big:9223372036854775807 empty: f:2.5 huge:1e+21 i:42 l:[1 2.5 b <nil> true] lines:a\nb\n m:map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>] neg:-7 nf:-0 no:false nolist:[] nomap:map[] null:<nil> nums:[3 1 2] rows:[map[id:1 on:true] map[id:2 on:false]] s:go lang small:-9223372036854775808 tiny:1e-07 uni:héllo 世界 whole:3 words:[pear apple fig] yes:true zero:0]",
    "{{ $.i }}": "42",
    "{{ with 1 }}{{ $.i }}{{ end }}": "42",
    "{{ $x := add 1 2 | mul 3 }}{{ $x }}": "9",
    "{{ $é := 1 }}{{ $é }}": "1",
    "{{ $x1 := 1 }}{{ $x1 }}": "1",
    "{{ $1 := 1 }}{{ $1 }}": "1",
    "{{ $_ := 1 }}{{ $_ }}": "1",
    '{{ $x := 1 }}{{ define "t" }}{{ $x }}{{ end }}': TemplateSyntaxError,
    '{{ define "t" }}{{ $ }}{{ end }}{{ template "t" 5 }}': "5",
    "{{ $x := 1 }}{{ $y := $x }}{{ $x = 2 }}{{ $y }}": "1",
    '{{ $d := dict "a" 1 }}{{ $e := $d }}{{ $_ := set $e "a" 2 }}{{ $d.a }}': "2",
    "{{ $x, $y := 1 }}": TemplateSyntaxError,
    "{{ $x := }}": TemplateSyntaxError,
    "{{ $x := 1 2 }}": TemplateRuntimeError,
    "{{ ($x := 1) }}": "1",
    "{{ $x := 1 }}{{ ($x) }}": "1",
    "{{ $x:=1 }}{{$x}}": "1",
    '{{ $x := 1 }}{{ block "b" $x }}{{ . }}{{ end }}': "1",
    "{{ range $i := .nums }}{{ $i = 5 }}{{ $i }}{{ end }}": "555",
    "{{ $x := 1 }}{{ if $x = 0 }}a{{ else }}b{{ end }}{{ $x }}": "b0",
    '{{ $x := "a" }}{{ with $x = "b" }}{{ . }}{{ end }}{{ $x }}': "bb",
    "{{ $x := list 1 2 }}{{ index $x 1 }}": "2",
    "{{ $x := .rows }}{{ range $x }}{{ .id }}{{ end }}": "12",
    "{{ if 1 }}{{ $x := 1 }}{{ end }}{{ $x }}": TemplateSyntaxError,
    "{{ $x := 1 -}} {{- $x }}": "1",
    "{{ $ = 5 }}{{ $ }}": "5",
    "{{ $ := 5 }}{{ $ }}": "5",
    "{{ $x }}{{ $x := 1 }}": TemplateSyntaxError,
}


def test_variables(agrees: Callable[[dict[str, Any]], None]) -> None:
    """A declaration lasts to the end of its block; an assignment reaches out of it."""
    agrees(VARIABLES)


INVOKED: dict[str, Any] = {
    '{{ define "a" }}A{{ . }}{{ end }}{{ template "a" 1 }}': "A1",
    '{{ define "a" }}A{{ . }}{{ end }}{{ template "a" }}': "A<no value>",
    '{{ template "a" }}{{ define "a" }}later{{ end }}': "later",
    '{{ block "b" .m }}{{ .b }}{{ end }}': "1",
    '{{ block "b" .m }}{{ .b }}{{ end }}{{ template "b" dict "b" 7 }}': "17",
    '{{ define "a" }}{{ define "b" }}{{ end }}{{ end }}': TemplateSyntaxError,
    '{{ if 1 }}{{ define "a" }}x{{ end }}{{ end }}{{ template "a" }}': TemplateSyntaxError,
    '{{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }}': TemplateSyntaxError,
    '{{ define "a" }}{{ end }}{{ define "a" }}2{{ end }}{{ template "a" }}': "2",
    '{{ define "a" }}2{{ end }}{{ define "a" }} {{ end }}{{ template "a" }}': "2",
    '{{ template "nope" }}': TemplateRuntimeError,
    '{{ if 0 }}{{ template "nope" }}{{ end }}': "",
    "{{ template a }}": TemplateSyntaxError,
    "{{ template }}": TemplateSyntaxError,
    '{{ template "a" 1 2 }}{{ define "a" }}{{ end }}': TemplateRuntimeError,
    "{{ define }}{{ end }}": TemplateSyntaxError,
    '{{ define "a" 1 }}{{ end }}': TemplateSyntaxError,
    "{{ define `r` }}raw{{ end }}{{ template `r` }}": "raw",
    '{{ define "" }}e{{ end }}{{ template "" }}': "e",
    '{{ define "n" }}{{ if . }}{{ . }}{{ template "n" (sub . 1) }}{{ end }}{{ end }}{{ template "n" 3 }}': "321",
    '{{ define "a" }}{{ .i }}{{ end }}{{ template "a" . }}': "42",
    '{{ define "a" }}{{ .missing }}{{ end }}{{ template "a" . }}': MissingKeyError,
    '{{ define "a" }}{{ .x }}{{ end }}{{ template "a" }}': MissingKeyError,
    '{{ block "b" }}x{{ end }}': TemplateSyntaxError,
    '{{ block "b" 1 }}{{ . }}': TemplateSyntaxError,
    '{{ template "a" .nums | len }}{{ define "a" }}{{ . }}{{ end }}': "3",
    '{{ $x := 1 }}{{ template "a" $x }}{{ define "a" }}{{ . }}{{ end }}': "1",
    '{{ define "a" }}x{{ end }}y': "y",
    'x{{ block "a" 1 }}{{ block "b" 2 }}{{ . }}{{ end }}{{ . }}{{ end }}': "x21",
    '{{ define "a" }}{{ $x := . }}{{ if $x }}{{ $x }}{{ end }}{{ end }}{{ template "a" 1 }}{{ template "a" 2 }}': "12",
    '{{ range .nums }}{{ template "a" . }}{{ end }}{{ define "a" }}<{{ . }}>{{ end }}': "<3><1><2>",
    '{{ template "a" nil }}{{ define "a" }}{{ . }}{{ end }}': TemplateRuntimeError,
}


def test_invoked(agrees: Callable[[dict[str, Any]], None]) -> None:
    """A template sees what it is given and nothing of its caller; a block is defined and invoked."""
    agrees(INVOKED)
