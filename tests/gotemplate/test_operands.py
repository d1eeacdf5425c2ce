"""What an operand is, and where a path leads, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import TemplateRuntimeError

INDEXES: dict[str, Any] = {
    "{{ index .nums 0 }}": "3",
    "{{ index .nums 3 }}": TemplateRuntimeError,
    "{{ index .nums -1 }}": TemplateRuntimeError,
    "{{ index .nums .i }}": TemplateRuntimeError,
    '{{ index .nums "0" }}': TemplateRuntimeError,
    "{{ index .nums 0.0 }}": TemplateRuntimeError,
    "{{ index .nums true }}": TemplateRuntimeError,
    "{{ index .nums nil }}": TemplateRuntimeError,
    '{{ index .m "b" }}': "1",
    '{{ index .m "nope" }}': "<no value>",
    '{{ index .m "nope" "x" }}': TemplateRuntimeError,
    '{{ index .m "n" "x" }}': TemplateRuntimeError,
    "{{ index .m 1 }}": TemplateRuntimeError,
    "{{ index .m nil }}": TemplateRuntimeError,
    '{{ index .m "d" "k" 1 "z" }}': "deep",
    '{{ index .m "d" "k" 5 }}': TemplateRuntimeError,
    "{{ index .s 0 }}": "103",
    "{{ index .uni 1 }}": "195",
    "{{ index .empty 0 }}": TemplateRuntimeError,
    "{{ index .i 0 }}": TemplateRuntimeError,
    "{{ index .null 0 }}": TemplateRuntimeError,
    "{{ index nil }}": TemplateRuntimeError,
    "{{ index }}": TemplateRuntimeError,
    "{{ index .m }}": "map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>]",
    "{{ index .nums }}": "[3 1 2]",
    '{{ index .rows 1 "on" }}': "false",
    "{{ index (list (list 1 2)) 0 1 }}": "2",
    '{{ index (dict "a" nil) "a" }}': "<no value>",
    "{{ index .nums (len .nolist) }}": "3",
    "{{ index .nums '\\x01' }}": "1",
    '{{ index (index "b" 0 | list) 0 }}': "98",
    "{{ slice .s 1 3 }}": TemplateRuntimeError,
    "{{ slice .nums 1 }}": "[1 2]",
    "{{ slice .nums 1 2 }}": "[1]",
    "{{ slice .nums 0 9 }}": TemplateRuntimeError,
    "{{ slice .nums 2 1 }}": TemplateRuntimeError,
    "{{ slice .nums }}": "[3 1 2]",
    "{{ slice .nums -1 }}": TemplateRuntimeError,
    "{{ slice .null 1 }}": TemplateRuntimeError,
    "{{ len .s }}": "7",
    "{{ len .uni }}": "13",
    "{{ len .nums }}": "3",
    "{{ len .m }}": "4",
    "{{ len .null }}": TemplateRuntimeError,
    "{{ len nil }}": TemplateRuntimeError,
    "{{ len .i }}": TemplateRuntimeError,
    "{{ len 1 }}": TemplateRuntimeError,
    '{{ len "" }}': "0",
    "{{ len }}": TemplateRuntimeError,
    "{{ len 1 2 }}": TemplateRuntimeError,
    "{{ call .s }}": TemplateRuntimeError,
    "{{ call nil }}": TemplateRuntimeError,
}


def test_indexes(agrees: Callable[[dict[str, Any]], None]) -> None:
    """`index` goes into lists, texts and maps; what is no key of a map gives no value."""
    agrees(INDEXES)
