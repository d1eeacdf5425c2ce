"""What Go's regular expressions find: splits, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import TemplateRuntimeError

SPLITS: dict[str, Any] = {
    '{{ regexSplit "\\\\d" "a1b22c" -1 }}': "[a b  c]",
    '{{ regexSplit "\\\\d" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "\\\\d" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "\\\\d" "a1b22c" 2 }}': "[a b22c]",
    '{{ regexSplit "\\\\d" "a1b22c" 9 }}': "[a b  c]",
    '{{ regexSplit "\\\\d+" "a1b22c" -1 }}': "[a b c]",
    '{{ regexSplit "\\\\d+" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "\\\\d+" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "\\\\d+" "a1b22c" 2 }}': "[a b22c]",
    '{{ regexSplit "\\\\d+" "a1b22c" 9 }}': "[a b c]",
    '{{ regexSplit "\\\\d*" "a1b22c" -1 }}': "[a b c]",
    '{{ regexSplit "\\\\d*" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "\\\\d*" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "\\\\d*" "a1b22c" 2 }}': "[a b22c]",
    '{{ regexSplit "\\\\d*" "a1b22c" 9 }}': "[a b c]",
    '{{ regexSplit "" "a1b22c" -1 }}': "[a 1 b 2 2 c]",
    '{{ regexSplit "" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "" "a1b22c" 2 }}': "[a 1b22c]",
    '{{ regexSplit "" "a1b22c" 9 }}': "[a 1 b 2 2 c]",
    '{{ regexSplit "x" "a1b22c" -1 }}': "[a1b22c]",
    '{{ regexSplit "x" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "x" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "x" "a1b22c" 2 }}': "[a1b22c]",
    '{{ regexSplit "x" "a1b22c" 9 }}': "[a1b22c]",
    '{{ regexSplit "a" "a1b22c" -1 }}': "[ 1b22c]",
    '{{ regexSplit "a" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "a" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "a" "a1b22c" 2 }}': "[ 1b22c]",
    '{{ regexSplit "a" "a1b22c" 9 }}': "[ 1b22c]",
    '{{ regexSplit "c" "a1b22c" -1 }}': "[a1b22 ]",
    '{{ regexSplit "c" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "c" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "c" "a1b22c" 2 }}': "[a1b22 ]",
    '{{ regexSplit "c" "a1b22c" 9 }}': "[a1b22 ]",
    '{{ regexSplit "$" "a1b22c" -1 }}': "[a1b22c]",
    '{{ regexSplit "$" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "$" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "$" "a1b22c" 2 }}': "[a1b22c]",
    '{{ regexSplit "$" "a1b22c" 9 }}': "[a1b22c]",
    '{{ regexSplit "^" "a1b22c" -1 }}': "[a1b22c]",
    '{{ regexSplit "^" "a1b22c" 0 }}': "[]",
    '{{ regexSplit "^" "a1b22c" 1 }}': "[a1b22c]",
    '{{ regexSplit "^" "a1b22c" 2 }}': "[a1b22c]",
    '{{ regexSplit "^" "a1b22c" 9 }}': "[a1b22c]",
    '{{ regexSplit "," "" -1 }}': "[]",
    '{{ regexSplit "" "" -1 }}': "[]",
    '{{ regexSplit "," "," -1 }}': "[ ]",
    '{{ regexSplit "(" "a" -1 }}': TemplateRuntimeError,
    '{{ mustRegexSplit "(" "a" -1 }}': TemplateRuntimeError,
    '{{ mustRegexSplit "," "a,b" -1 }}': "[a b]",
    '{{ toJson (regexSplit "a" "a" 0) }}': "null",
    '{{ regexSplit "é" "aéb" -1 }}': "[a b]",
    '{{ regexSplit "" "é世" -1 }}': "[é 世]",
    '{{ regexSplit "a*" "aaa" -1 }}': "[ ]",
}


def test_splits(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Empty matches part letters, a limit leaves the rest in one piece."""
    agrees(SPLITS)
