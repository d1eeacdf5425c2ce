"""What becomes of the letters of a text, as Go's sprig answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import MissingKeyError, TemplateRuntimeError

WRAPPED: dict[str, Any] = {
    '{{ wrap 0 "the quick  brown fox" }}': "the\nquick\nbrown\nfox",
    '{{ wrap 1 "the quick  brown fox" }}': "the\nquick\nbrown\nfox",
    '{{ wrap 3 "the quick  brown fox" }}': "the\nquick\nbrown\nfox",
    '{{ wrap 5 "the quick  brown fox" }}': "the\nquick\nbrown\nfox",
    '{{ wrap 9 "the quick  brown fox" }}': "the quick\nbrown fox",
    '{{ wrap 10 "the quick  brown fox" }}': "the quick \nbrown fox",
    '{{ wrap 99 "the quick  brown fox" }}': "the quick  brown fox",
    '{{ wrapWith 0 "|" "the quick  brown fox" }}': "t|h|e|q|u|i|c|k|b|r|o|w|n|f|o|x",
    '{{ wrapWith 1 "|" "the quick  brown fox" }}': "t|h|e|q|u|i|c|k|b|r|o|w|n|f|o|x",
    '{{ wrapWith 3 "|" "the quick  brown fox" }}': "the|qui|ck |bro|wn|fox",
    '{{ wrapWith 5 "|" "the quick  brown fox" }}': "the|quick|brown|fox",
    '{{ wrapWith 9 "|" "the quick  brown fox" }}': "the quick|brown fox",
    '{{ wrapWith 10 "|" "the quick  brown fox" }}': "the quick |brown fox",
    '{{ wrapWith 99 "|" "the quick  brown fox" }}': "the quick  brown fox",
    '{{ wrapWith 3 "" "abcdef" }}': "abc\ndef",
    '{{ wrap 4 " a b c d e" }}': "a b\nc d\ne",
    '{{ wrap 4 "" }}': "",
    '{{ wrap 3 "abc def" }}': "abc\ndef",
    '{{ wrap 3 "abc  def" }}': "abc\ndef",
    '{{ wrap 5 "a\\nb c d e" }}': "a\nb c\nd e",
    '{{ wrapWith 4 "--" "héllo w\xf6rld" }}': "hél--lo--w\xf6r--ld",
    '{{ wrap -5 "a b" }}': "a\nb",
    '{{ wrap 4 "abcdefgh i" }}': "abcdefgh\ni",
    '{{ wrap 1 "   " }}': " ",
    '{{ wrapWith 2 "\\n\\n" "aaaa" }}': "aa\n\naa",
}


def test_wrapped(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Lines break at blanks, long words only where they are told to."""
    agrees(WRAPPED)


QUOTED: dict[str, Any] = {
    '{{ quote "a\\"b" }}': '"a\\"b"',
    '{{ quote "a\\nb" 1 nil true }}': '"a\\nb" "1" "true"',
    '{{ quote "é\\u200b" }}': '"é\\u200b"',
    "{{ quote .l }}": '"[1 2.5 b <nil> true]"',
    '{{ squote "it\'s" 1 }}': "'it's' '1'",
    "{{ squote nil }}": "",
    "{{ quote nil nil }}": "",
    '{{ quote "" }}': '""',
    "{{ quote }}": "",
    "{{ squote }}": "",
    '{{ cat "a" nil 1 2.5 }}': "a 1 2.5",
    "{{ cat }}": "",
    '{{ cat "" "" }}': " ",
    "{{ quote .f .m }}": '"2.5" "map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>]"',
    "{{ toString .m }}": "map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>]",
    "{{ toString nil }}": "<nil>",
    "{{ toString 1e21 }}": "1e+21",
    "{{ toStrings .l }}": "[1 2.5 b true]",
    '{{ toStrings "a" }}': "[a]",
    "{{ toStrings nil }}": "[]",
    "{{ toStrings .m }}": "[map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>]]",
    "{{ toStrings 5 }}": "[5]",
    '{{ join "-" .l }}': "1-2.5-b-true",
    '{{ join "-" "a" }}': "a",
    '{{ join "-" nil }}': "",
    '{{ join "" .words }}': "pearapplefig",
    '{{ join ", " (list) }}': "",
    '{{ join "-" (list (list 1 2) (dict "a" 1)) }}': "[1 2]-map[a:1]",
    "{{ join 1 .words }}": TemplateRuntimeError,
    '{{ join "-" .nums }}': "3-1-2",
    "{{ sortAlpha .words }}": "[apple fig pear]",
    "{{ sortAlpha .nums }}": "[1 2 3]",
    "{{ sortAlpha .l }}": "[1 2.5 b true]",
    '{{ sortAlpha "b" }}': "[b]",
    "{{ sortAlpha nil }}": "[<nil>]",
    '{{ sortAlpha (list "é" "z" "Z" "a" "10" "9") }}': "[10 9 Z a z é]",
    "{{ sortAlpha (list) }}": "[]",
    "{{ hello }}": "Hello!",
    '{{ quote "\\xff" }}': '"\\xff"',
    '{{ squote "\\xff" }}': "'\ufffd'",
    '{{ quote "`" }}': '"`"',
}


def test_quoted(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Quotes hold what they quote; nulls are left out."""
    agrees(QUOTED)


PARTED: dict[str, Any] = {
    '{{ splitList "," "a,b,,c" }}': "[a b  c]",
    '{{ splitList ",," "a,b,,c" }}': "[a,b c]",
    '{{ splitList "x" "a,b,,c" }}': "[a,b,,c]",
    '{{ splitList "" "a,b,,c" }}': "[a , b , , c]",
    '{{ splitList "a,b,,c" "a,b,,c" }}': "[ ]",
    '{{ split "," "a,b,,c" }}': "map[_0:a _1:b _2: _3:c]",
    '{{ split ",," "a,b,,c" }}': "map[_0:a,b _1:c]",
    '{{ split "x" "a,b,,c" }}': "map[_0:a,b,,c]",
    '{{ split "" "a,b,,c" }}': "map[_0:a _1:, _2:b _3:, _4:, _5:c]",
    '{{ split "a,b,,c" "a,b,,c" }}': "map[_0: _1:]",
    '{{ splitn "," -1 "a,b,,c" }}': "map[_0:a _1:b _2: _3:c]",
    '{{ splitn "," 0 "a,b,,c" }}': "map[]",
    '{{ splitn "," 1 "a,b,,c" }}': "map[_0:a,b,,c]",
    '{{ splitn "," 2 "a,b,,c" }}': "map[_0:a _1:b,,c]",
    '{{ splitn "," 9 "a,b,,c" }}': "map[_0:a _1:b _2: _3:c]",
    '{{ splitn "" -1 "héy" }}': "map[_0:h _1:é _2:y]",
    '{{ splitn "" 0 "héy" }}': "map[]",
    '{{ splitn "" 1 "héy" }}': "map[_0:héy]",
    '{{ splitn "" 2 "héy" }}': "map[_0:h _1:éy]",
    '{{ splitn "" 9 "héy" }}': "map[_0:h _1:é _2:y]",
    '{{ splitList "," "" }}': "[]",
    '{{ splitList "" "" }}': "[]",
    '{{ splitList "," "," }}': "[ ]",
    '{{ (split "," "a,b")._1 }}': "b",
    '{{ (split "," "a,b")._2 }}': MissingKeyError,
    '{{ split "" "" }}': "map[]",
    '{{ (splitn "," 2 "a,b,c")._1 }}': "b,c",
    '{{ len (splitList "" "é世") }}': "2",
    '{{ splitList "é" "aéb" }}': "[a b]",
}


def test_parted(agrees: Callable[[dict[str, Any]], None]) -> None:
    """An empty separator parts letter from letter; a limit of 0 gives nothing."""
    agrees(PARTED)
