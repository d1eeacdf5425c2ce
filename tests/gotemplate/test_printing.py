"""What `print` and its kin write, verb by verb, as Go itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import TemplateRuntimeError

TEXTS: dict[str, Any] = {
    '{{ printf "%s" .uni }}': "héllo 世界",
    '{{ printf "%12s|" .uni }}': "    héllo 世界|",
    '{{ printf "%-12s|" .uni }}': "héllo 世界    |",
    '{{ printf "%012s" .uni }}': "0000héllo 世界",
    '{{ printf "%.3s" .uni }}': "hél",
    '{{ printf "%.0s" .uni }}': "",
    '{{ printf "%.7s" .uni }}': "héllo 世",
    '{{ printf "%8.3s|" .uni }}': "     hél|",
    '{{ printf "%q" .uni }}': '"héllo 世界"',
    '{{ printf "%#q" .uni }}': "`héllo 世界`",
    '{{ printf "%+q" .uni }}': '"h\\u00e9llo \\u4e16\\u754c"',
    '{{ printf "%x" .uni }}': "68c3a96c6c6f20e4b896e7958c",
    '{{ printf "%X" .uni }}': "68C3A96C6C6F20E4B896E7958C",
    '{{ printf "%% x" .uni }}': "% x%!(EXTRA string=héllo 世界)",
    '{{ printf "%#x" .uni }}': "0x68c3a96c6c6f20e4b896e7958c",
    '{{ printf "%# x" .uni }}': "0x68 0xc3 0xa9 0x6c 0x6c 0x6f 0x20 0xe4 0xb8 0x96 0xe7 0x95 0x8c",
    '{{ printf "%20q|" .uni }}': '          "héllo 世界"|',
    '{{ printf "%.2q" .uni }}': '"hé"',
    '{{ printf "%v" .uni }}': "héllo 世界",
    '{{ printf "%#v" .uni }}': '"héllo 世界"',
    '{{ printf "%+v" .uni }}': "héllo 世界",
    '{{ printf "%d" .uni }}': "%!d(string=héllo 世界)",
    '{{ printf "%T" .uni }}': "string",
    '{{ printf "%t" .uni }}': "%!t(string=héllo 世界)",
    '{{ printf "%c" .uni }}': "%!c(string=héllo 世界)",
    '{{ printf "%U" .uni }}': "%!U(string=héllo 世界)",
    '{{ printf "%e" .uni }}': "%!e(string=héllo 世界)",
    '{{ printf "%.3x" .uni }}': "68c3a9",
    '{{ printf "%-20x|" .uni }}': "68c3a96c6c6f20e4b896e7958c|",
    '{{ printf "%s" .empty }}': "",
    '{{ printf "%q" .empty }}': '""',
    '{{ printf "%#q" .empty }}': "``",
    '{{ printf "%x" .empty }}': "",
    '{{ printf "%5s|" .empty }}': "     |",
    '{{ printf "%v" .empty }}': "",
    '{{ printf "%#v" .empty }}': '""',
    '{{ printf "%q" "a\\tb" }}': '"a\\tb"',
    '{{ printf "%q" "\\"" }}': '"\\""',
    '{{ printf "%q" "\\\\" }}': '"\\\\"',
    '{{ printf "%q" "\\x00" }}': '"\\x00"',
    '{{ printf "%q" "\\u00e9" }}': '"é"',
    '{{ printf "%q" "\\U0001F600" }}': '"\U0001f600"',
    '{{ printf "%q" "\\u200b" }}': '"\\u200b"',
    '{{ printf "%q" "\\xff" }}': '"\\xff"',
    '{{ printf "%q" "\\a\\b\\f\\v\\r\\n" }}': '"\\a\\b\\f\\v\\r\\n"',
    '{{ printf "%#q" "a`b" }}': '"a`b"',
    '{{ printf "%#q" "a\\tb" }}': "`a\tb`",
    '{{ printf "%#q" "\\n" }}': '"\\n"',
    '{{ printf "%#q" "\\u00e9" }}': "`é`",
    '{{ printf "%+q" "\\u00e9" }}': '"\\u00e9"',
    '{{ printf "%+q" "\\U0001F600" }}': '"\\U0001f600"',
    '{{ printf "%+q" "\\xff" }}': '"\\xff"',
}


def test_texts(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Every verb for texts, cut by runes and filled by runes."""
    agrees(TEXTS)


BLANKS: dict[str, Any] = {
    "{{ print 1 2 }}": "1 2",
    '{{ print 1 "a" 2 }}': "1a2",
    '{{ print "a" "b" }}': "ab",
    "{{ print 1 nil 2 }}": "1 <nil> 2",
    "{{ print nil }}": "<nil>",
    "{{ print }}": "",
    "{{ println }}": "\n",
    '{{ println 1 "a" nil }}': "1 a <nil>\n",
    "{{ print true false }}": "true false",
    "{{ print .l .m }}": "[1 2.5 b <nil> true] map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>]",
    "{{ print 1.0 2.50 }}": "1 2.5",
    '{{ print .null "a" }}': "<nil>a",
    '{{ print "a" .null }}': "a<nil>",
    '{{ print .nums "x" .nums }}': "[3 1 2]x[3 1 2]",
    '{{ println "a" "b" }}': "a b\n",
    "{{ print (list) (dict) }}": "[] map[]",
    "{{ print 1e6 1e20 1e21 }}": "1e+06 1e+20 1e+21",
    "{{ .f }}{{ .whole }}{{ .huge }}{{ .tiny }}{{ .nf }}": "2.531e+211e-07-0",
    "{{ .null }}": "<no value>",
    "{{ nil | print }}": TemplateRuntimeError,
    "{{ .l }}": "[1 2.5 b <nil> true]",
    "{{ .m }}": "map[a:x b:1 d:map[k:[10 map[z:deep]]] n:<nil>]",
    "{{ .rows }}": "[map[id:1 on:true] map[id:2 on:false]]",
    "{{ .nolist }}{{ .nomap }}{{ .empty }}": "[]map[]",
    "{{ print 'a' 'b' }}": "97 98",
    '{{ html "<a href=\'x\'>&\\"" }}': "&lt;a href=&#39;x&#39;&gt;&amp;&#34;",
    '{{ html 1 nil "<" }}': "1&lt;no value&gt;&lt;",
    '{{ js "it\'s <b> & = \\"q\\" \\\\ é \\u2028 \\n" }}': 'it\\\'s \\u003Cb\\u003E \\u0026 \\u003D \\"q\\" \\\\ é \\u2028 \\u000A',
    '{{ js 1 nil "a" }}': "1\\u003Cno value\\u003Ea",
    '{{ urlquery "a b&c=d/é?" "~" }}': "a+b%26c%3Dd%2F%C3%A9%3F~",
    "{{ urlquery 1 2 }}": "1+2",
    "{{ urlquery nil }}": "%3Cno+value%3E",
    "{{ html .m }}": "map[a:x b:1 d:map[k:[10 map[z:deep]]] n:&lt;nil&gt;]",
    "{{ urlquery .l }}": "%5B1+2.5+b+%3Cnil%3E+true%5D",
    '{{ html "\\x00" }}': "\ufffd",
    '{{ js "\\U0001F600\\u200b\\u00ad" }}': "\U0001f600\\u200B\\u00AD",
    '{{ urlquery "-_.~*()!\'" }}': "-_.~%2A%28%29%21%27",
}


def test_blanks(agrees: Callable[[dict[str, Any]], None]) -> None:
    """`print` sets a blank between neighbours that are both no text, `println` between all."""
    agrees(BLANKS)
