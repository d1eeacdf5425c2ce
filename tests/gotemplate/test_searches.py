"""What Go's regular expressions find, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import TemplateRuntimeError

FINDS: dict[str, Any] = {
    '{{ regexFind "a+" "aab\\nabc" }}': "aa",
    '{{ regexFind "a*" "aab\\nabc" }}': "aa",
    '{{ regexFind "b|bc" "aab\\nabc" }}': "b",
    '{{ regexFind "x" "aab\\nabc" }}': "",
    '{{ regexFind "^" "aab\\nabc" }}': "",
    '{{ regexFind "$" "aab\\nabc" }}': "",
    '{{ regexFind "(?m)$" "aab\\nabc" }}': "",
    '{{ regexFind "a.c" "aab\\nabc" }}': "abc",
    '{{ regexFind "(a)(b)" "aab\\nabc" }}': "ab",
    '{{ regexFind "a+?" "aab\\nabc" }}': "a",
    '{{ regexFind "(?:ab)+" "aab\\nabc" }}': "ab",
    '{{ regexFind "[^a]+" "aab\\nabc" }}': "b\n",
    '{{ regexFind "bc?|b" "aab\\nabc" }}': "b",
    '{{ regexFind "" "aab\\nabc" }}': "",
    '{{ regexFindAll "a" "aabaé" -1 }}': "[a a a]",
    '{{ regexFindAll "a" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "a" "aabaé" 2 }}': "[a a]",
    '{{ regexFindAll "a*" "aabaé" -1 }}': "[aa a ]",
    '{{ regexFindAll "a*" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "a*" "aabaé" 2 }}': "[aa a]",
    '{{ regexFindAll "" "aabaé" -1 }}': "[     ]",
    '{{ regexFindAll "" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "" "aabaé" 2 }}': "[ ]",
    '{{ regexFindAll "x" "aabaé" -1 }}': "[]",
    '{{ regexFindAll "x" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "x" "aabaé" 2 }}': "[]",
    '{{ regexFindAll "é" "aabaé" -1 }}': "[é]",
    '{{ regexFindAll "é" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "é" "aabaé" 2 }}': "[é]",
    '{{ regexFindAll "[aé]" "aabaé" -1 }}': "[a a a é]",
    '{{ regexFindAll "[aé]" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "[aé]" "aabaé" 2 }}': "[a a]",
    '{{ regexFindAll "a|b" "aabaé" -1 }}': "[a a b a]",
    '{{ regexFindAll "a|b" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "a|b" "aabaé" 2 }}': "[a a]",
    '{{ regexFindAll "." "aabaé" -1 }}': "[a a b a é]",
    '{{ regexFindAll "." "aabaé" 0 }}': "[]",
    '{{ regexFindAll "." "aabaé" 2 }}': "[a a]",
    '{{ regexFindAll "b*" "aabaé" -1 }}': "[  b  ]",
    '{{ regexFindAll "b*" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "b*" "aabaé" 2 }}': "[ ]",
    '{{ regexFindAll "(a)(b)?" "aabaé" -1 }}': "[a ab a]",
    '{{ regexFindAll "(a)(b)?" "aabaé" 0 }}': "[]",
    '{{ regexFindAll "(a)(b)?" "aabaé" 2 }}': "[a ab]",
    '{{ regexFindAll "a" "" -1 }}': "[]",
    '{{ regexFindAll "" "" -1 }}': "[]",
    '{{ toJson (regexFindAll "x" "a" -1) }}': "null",
    '{{ regexFindAll "(" "a" 1 }}': TemplateRuntimeError,
    '{{ mustRegexFindAll "(" "a" 1 }}': TemplateRuntimeError,
    '{{ mustRegexFind "(" "a" }}': TemplateRuntimeError,
    '{{ regexFind "(" "a" }}': TemplateRuntimeError,
    '{{ mustRegexFindAll "a" "aa" 1 }}': "[a]",
    '{{ regexQuoteMeta "a.b*c[d]\\\\e^$|?+(){}-é" }}': "a\\.b\\*c\\[d\\]\\\\e\\^\\$\\|\\?\\+\\(\\)\\{\\}-é",
    '{{ regexQuoteMeta "" }}': "",
}


def test_finds(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Leftmost, of equal starts the first alternative; empty matches move on by a letter."""
    agrees(FINDS)
