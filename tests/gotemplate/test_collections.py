"""What lists and maps give, and which of them are copies, as Go's sprig answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import MissingKeyError

SHARED: dict[str, Any] = {
    '{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $d }}': "map[a:1 b:2]",
    '{{ $d := dict "a" 1 }}{{ $c := deepCopy $d }}{{ $_ := set $d "a" 2 }}{{ $c }}{{ $d }}': "map[a:1]map[a:2]",
    '{{ $i := dict "k" 1 }}{{ $d := dict "a" $i }}{{ $_ := set $i "k" 2 }}{{ $d }}': "map[a:map[k:2]]",
    '{{ $i := dict "k" 1 }}{{ $d := dict "a" $i }}{{ $c := deepCopy $d }}{{ $_ := set $i "k" 2 }}{{ $c }}': "map[a:map[k:1]]",
    '{{ $d := dict "a" 1 "b" 2 }}{{ $p := pick $d "a" }}{{ $_ := set $p "a" 9 }}{{ $d }}{{ $p }}': "map[a:1 b:2]map[a:9]",
    '{{ $d := dict "a" 1 "b" 2 }}{{ $p := omit $d "a" }}{{ $_ := set $p "b" 9 }}{{ $d }}{{ $p }}': "map[a:1 b:2]map[b:9]",
    '{{ $i := dict "k" 1 }}{{ $d := dict "a" $i }}{{ $p := pick $d "a" }}{{ $_ := set $i "k" 2 }}{{ $p }}': "map[a:map[k:2]]",
    '{{ $d := dict }}{{ $e := dict "x" (dict "y" 1) }}{{ $m := merge $d $e }}{{ $_ := set $e.x "y" 2 }}{{ $d }}': "map[x:map[y:2]]",
    '{{ $d := dict }}{{ $e := dict "x" (dict "y" 1) }}{{ $m := mergeOverwrite $d $e }}{{ $_ := set $e.x "y" 2 }}{{ $d }}': "map[x:map[y:2]]",
    '{{ $d := dict "x" (dict) }}{{ $e := dict "x" (dict "y" (dict "z" 1)) }}{{ $m := merge $d $e }}{{ $_ := set $e.x.y "z" 2 }}{{ $d }}': "map[x:map[y:map[z:2]]]",
    '{{ $l := list (dict "a" 1) }}{{ $m := append $l 1 }}{{ $_ := set (first $l) "a" 2 }}{{ $m }}': "[map[a:2] 1]",
    "{{ $l := list 1 2 }}{{ $m := append $l 3 }}{{ $n := append $l 4 }}{{ $l }}{{ $m }}{{ $n }}": "[1 2][1 2 3][1 2 4]",
    "{{ $l := list 3 1 2 }}{{ $r := reverse $l }}{{ $l }}{{ $r }}": "[3 1 2][2 1 3]",
    '{{ $s := splitList "," "c,a,b" }}{{ $t := sortAlpha $s }}{{ $s }}{{ $t }}': "[a b c][a b c]",
    '{{ $s := list "c" "a" }}{{ $t := sortAlpha $s }}{{ $s }}{{ $t }}': "[c a][a c]",
    "{{ $t := sortAlpha .words }}{{ .words }}{{ $t }}": "[pear apple fig][apple fig pear]",
    '{{ $s := splitList "," "b,a" }}{{ $u := toStrings $s }}{{ $t := sortAlpha $u }}{{ $s }}{{ $u }}': "[a b][a b]",
    '{{ $s := splitList "," "b,a" }}{{ $t := uniq $s }}{{ $s }}{{ $t }}': "[b a][b a]",
    '{{ $d := dict "a" 1 }}{{ range $k, $v := $d }}{{ $_ := set $d "a" 2 }}{{ end }}{{ $d }}': "map[a:2]",
    '{{ $d := dict "a" 1 }}{{ template "t" $d }}{{ $d }}{{ define "t" }}{{ $_ := set . "a" 2 }}{{ end }}': "map[a:2]",
    '{{ $_ := set . "new" 1 }}{{ .new }}': "1",
    '{{ $_ := set .m "b" 9 }}{{ .m.b }}': "9",
    '{{ $_ := unset .m "b" }}{{ .m }}': "map[a:x d:map[k:[10 map[z:deep]]] n:<nil>]",
    '{{ $_ := unset . "i" }}{{ .i }}': MissingKeyError,
    '{{ $a := dict "k" 1 }}{{ $b := set $a "k" 2 }}{{ $_ := set $b "k" 3 }}{{ $a }}': "map[k:3]",
    "{{ $l := list 1 2 3 }}{{ $s := slice $l 0 2 }}{{ $m := append $s 9 }}{{ $l }}{{ $m }}": "[1 2 3][1 2 9]",
    "{{ $l := list 1 2 3 }}{{ $s := initial $l }}{{ $m := append $s 9 }}{{ $l }}{{ $m }}": "[1 2 3][1 2 9]",
    "{{ $l := list 1 2 3 }}{{ $m := append (initial $l) 9 }}{{ $n := append (initial $l) 8 }}{{ $m }}{{ $n }}": "[1 2 9][1 2 8]",
    '{{ $s := splitList "," "a,b,c" }}{{ $c := initial $s }}{{ $t := append $c "z" }}{{ $s }}{{ $t }}': "[a b c][a b z]",
    "{{ $l := list 3 1 2 }}{{ $c := compact $l }}{{ $w := without $l 3 }}{{ $l }}{{ $c }}{{ $w }}": "[3 1 2][3 1 2][1 2]",
    "{{ $c := chunk 2 (list 1 2 3) }}{{ $a := append (first $c) 9 }}{{ $c }}{{ $a }}": "[[1 2] [3]][1 2 9]",
    '{{ $s := splitList "," "c,b,a" }}{{ $x := deepCopy $s }}{{ $_ := sortAlpha $x }}{{ $s }}{{ $x }}': "[c b a][a b c]",
    '{{ $f := regexFindAll "[a-z]" "cba" -1 }}{{ $_ := sortAlpha $f }}{{ $f }}': "[a b c]",
    '{{ $k := keys (dict "b" 1) }}{{ $_ := sortAlpha $k }}{{ $k }}': "[b]",
    '{{ $a := dict "s" (splitList "," "b,a") }}{{ $b := deepCopy $a }}{{ $_ := sortAlpha $a.s }}{{ $a }}{{ $b }}': "map[s:[a b]]map[s:[b a]]",
    '{{ $a := dict "s" (splitList "," "b,a") }}{{ $b := merge (dict) $a }}{{ $_ := sortAlpha $a.s }}{{ $b }}': "map[s:[a b]]",
    '{{ $l := concat (splitList "," "b,a") }}{{ $_ := sortAlpha $l }}{{ $l }}': "[b a]",
    '{{ join "," (sortAlpha (splitList "," "b,a")) }}': "a,b",
    '{{ $s := splitList "," "b,a" }}{{ $j := join "," $s }}{{ $_ := sortAlpha $s }}{{ $j }}{{ $s }}': "b,a[a b]",
}


def test_shared(agrees: Callable[[dict[str, Any]], None]) -> None:
    """What `set` writes is seen through every name of the map, not through a copy; lists are new."""
    agrees(SHARED)
