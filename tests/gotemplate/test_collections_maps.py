"""What lists and maps give, and which of them are copies: maps, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import TemplateRuntimeError

MAPS: dict[str, Any] = {
    "{{ dict }}": "map[]",
    '{{ dict "a" }}': "map[a:]",
    '{{ dict "a" 1 "a" 2 }}': "map[a:2]",
    "{{ dict 1 2 }}": "map[1:2]",
    "{{ dict nil 1 }}": "map[<nil>:1]",
    "{{ dict true 1.5 }}": "map[true:1.5]",
    "{{ dict (list 1) 2 }}": "map[[1]:2]",
    '{{ get .m "b" }}': "1",
    '{{ get .m "nope" }}': "",
    '{{ get .m "n" }}': "<no value>",
    '{{ get nil "a" }}': "",
    '{{ get .null "a" }}': TemplateRuntimeError,
    '{{ get "x" "a" }}': TemplateRuntimeError,
    "{{ get .m 1 }}": TemplateRuntimeError,
    '{{ hasKey .m "b" }}': "true",
    '{{ hasKey .m "nope" }}': "false",
    '{{ hasKey .m "n" }}': "true",
    '{{ hasKey .null "a" }}': TemplateRuntimeError,
    '{{ hasKey (dict) "" }}': "false",
    '{{ keys (dict "a" 1) }}': "[a]",
    "{{ keys }}": "[]",
    "{{ keys (dict) (dict) }}": "[]",
    '{{ values (dict "a" 1) }}': "[1]",
    "{{ values (dict) }}": "[]",
    "{{ values .null }}": TemplateRuntimeError,
    '{{ pluck "a" (dict "a" 1) (dict "b" 2) (dict "a" nil) }}': "[1 <nil>]",
    '{{ pluck "a" }}': "[]",
    '{{ toJson (pluck "z" .m) }}': "[]",
    '{{ pick .m "b" "nope" }}': "map[b:1]",
    "{{ pick .m }}": "map[]",
    '{{ pick .null "a" }}': TemplateRuntimeError,
    '{{ omit .m "b" "d" }}': "map[a:x n:<nil>]",
    "{{ omit .m }}": "map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>]",
    '{{ omit (dict) "a" }}': "map[]",
    '{{ dig "d" "k" "x" .m }}': "[10 map[z:deep]]",
    '{{ dig "d" "nope" "x" .m }}': "x",
    '{{ dig "nope" "k" "x" .m }}': "x",
    '{{ dig "b" "k" "x" .m }}': TemplateRuntimeError,
    '{{ dig "n" "x" .m }}': "<no value>",
    '{{ dig "n" "z" "x" .m }}': TemplateRuntimeError,
    '{{ dig "a" .m }}': TemplateRuntimeError,
    '{{ dig "a" }}': TemplateRuntimeError,
    '{{ dig "d" nil .m }}': "map[k:[10 map[z:deep]]]",
    '{{ dig 1 "x" .m }}': TemplateRuntimeError,
    '{{ dig "a" "x" nil }}': TemplateRuntimeError,
    '{{ set .null "a" 1 }}': TemplateRuntimeError,
    "{{ set (dict) 1 2 }}": TemplateRuntimeError,
    '{{ set nil "a" 1 }}': TemplateRuntimeError,
    '{{ unset (dict "a" 1) "a" }}': "map[]",
    '{{ unset (dict) "a" }}': "map[]",
    '{{ unset nil "a" }}': "map[]",
    '{{ len (dict "a" 1 "b" 2) }}': "2",
    '{{ typeOf (split "," "a") }}': "map[string]string",
    '{{ get (split "," "a") "_0" }}': TemplateRuntimeError,
    '{{ hasKey (split "," "a") "_0" }}': TemplateRuntimeError,
    "{{ deepCopy nil }}": TemplateRuntimeError,
    "{{ deepCopy 1 }}": "1",
    '{{ deepCopy "a" }}': "a",
    "{{ deepCopy .l }}": "[1 2.5 b <nil> true]",
    "{{ toJson (deepCopy .nolist) }}": "[]",
    "{{ mustDeepCopy .m }}": "map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>]",
    '{{ index (dict "a" 1) "b" }}': "<no value>",
    '{{ (dict "a" 1).a }}': "1",
    "{{ deepCopy (now) }}": "2024-02-29 13:04:05.123456 +0000 UTC",
    '{{ keys "a" }}': TemplateRuntimeError,
    '{{ dig "b" 0 .m }}': "1",
}


def test_maps(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Keys that are absent give an empty text, pairs without a value one as well."""
    agrees(MAPS)
