"""The words a generated template is made of: texts, patterns, layouts, versions."""

from __future__ import annotations

WORDS = [
    "hello", "Hello World", "a-b_c d", "  padded  ", "ünïcödé ñ", "日本語テキスト", "UPPER lower",
    "x",
    "", "line one\nline two", "a,b,,c", "tab\there", "quote \"q\" 'a'", "<b>&amp;</b>", "42",
    "3.75", "0x1f", "-7", "1e3", "true", "HTTPServer2go", "snake_case_name", "camelCaseName",
    "foo/bar//baz/../qux.txt", "🎉 party", "one two three four five six", "v1.2.3", "%d %s 100%",
    "[1,2]", "{\"a\": {\"b\": [1, 2.5, null, \"x\"]}}", "ﬃ ß ŉ ǆ", "\u00a0nbsp\u2003em", "é",
]  # fmt: skip
PATTERNS = [
    "a", "[a-z]+", "(\\\\w+) (\\\\w+)", "^\\\\s*$", "o|l", "(?i)HELLO", "\\\\d{1,3}", ".*", "x*",
    "a+?", "[^ ]+", "(?P<first>\\\\w)(\\\\w*)", "\\\\bt\\\\w+", "[[:upper:]]+", "\\\\p{L}+",
    "(a|ab)(c|bcd)", "", "(", "a**", "[z-a]", "é|ñ", "(?s).+", "(?m)^line", "$", "\\\\.", "l{2}",
    "(?:ab)?c", "[\\\\w.-]+", "\\\\x41", "(?U)l+",
]  # fmt: skip
LAYOUTS = [
    "2006-01-02", "15:04:05", "Mon Jan _2 15:04:05 2006", "2006-01-02T15:04:05Z07:00",
    "Jan 2, 2006 at 3:04pm (MST)", "02/01/06", "Monday, January 02", "20060102150405",
    ".000 .999999", "3PM", "__2 002", "text only", "-07 -0700 -07:00",
]  # fmt: skip
DATES = [
    "2024-02-29", "2020-12-31", "1999-01-01", "not a date", "2024-13-01", "2023-02-29",
]  # fmt: skip
DURATIONS = [
    "1h", "-90m", "1h15m30.918s", "300ms", "2540400h", "1.5h", "x", "10", "0", "26h", "100000h",
    "1us",
]  # fmt: skip
VERSIONS = [
    "1.2.3", "v2.0", "1", "1.2.3-beta.1", "1.2.3-beta.11+build5", "0.3.4", "0.0.3", "x", "01.2.3",
    "1.2.3.4",
]  # fmt: skip
CONSTRAINTS = [
    "^1.2", "~1.2.3", ">= 1.0, < 2.0", "1.x", "1.2 - 2.3.4", "!= 1.2.3", "> 1", "<= 1.2", "*",
    "^0.0.3", "^0.3", "= 1.2.3 || 2.x", ">=1.2.3-alpha", "~>2", "bad", "", "!= 1.x", "~0", "^0",
    "=1", "> 1.2", "=>1.1", "<1.2.3",
]  # fmt: skip
URLS = [
    "http://example.com/a/b?q=1#frag", "https://user:pa%20ss@host:8080/p%20q", "mailto:a@b.c",
    "/just/path?x", "//host/path", "http://[::1]:80/", "relative/path", "http://a b.com/",
    "://bad", "ftp://h?a=b&c=d", "http://h/%zz", "a:b", "http://host:port/",
]  # fmt: skip
PATHS = [
    "/a/b/../c.txt", "", "a//b/", "/", ".", "../x/./y.tar.gz", "file", "/a/b/", "a/.hidden", "..",
    "/..",
]  # fmt: skip
ENCODED = [
    "aGVsbG8=", "aGVsbG8", "!!!!", "NBSWY3DP", "", "w7w=", "aGVs bG8=", "AAAA", "NBSWY3D", "////",
]  # fmt: skip
JSONS = [
    "[1, 2.5, \\\"x\\\", null]", "{\\\"a\\\": {\\\"b\\\": true}}", "12", "\\\"text\\\"", "nope",
    "", "[1,", "{\\\"z\\\":1,\\\"a\\\":[]}",
]  # fmt: skip
VERBS = [
    "v", "v", "v", "v", "d", "d", "d", "s", "s", "s", "q", "q", "x", "X", "t", "T", "e", "E", "f",
    "g", "G", "b", "o", "O", "c", "U",
]  # fmt: skip
NUMBERS = [
    "0", "1", "2", "3", "-1", "7", "10", "42", "1000000", "0x1F", "1_000", "'a'", "0b101",
    "-9223372036854775808",
]  # fmt: skip
FLOATS = [
    "0.5", "1.0", "-2.75", "1e6", "123456789.0", "1e21", "1e-7", "3.14159", "0.1", "2.5", "1e100",
    "100000.0",
]  # fmt: skip

ZONES = [
    "UTC", "Local", "America/New_York", "Asia/Kolkata", "Nowhere/Else", "",
]  # fmt: skip
KEYS = [
    "a", "b", "nested", "k", "absent", "id", "output",
]  # fmt: skip
TYPES = [
    "string", "int", "int64", "float64", "map[string]interface {}", "[]interface {}", "slice",
    "map", "bool",
]  # fmt: skip
REPLACEMENTS = [
    "$1", "${1}x", "[$0]", "$$", "$first-", "${first}", "", "lit", "$2$1", "$9",
]  # fmt: skip

# What a kind of argument is taken from; the other kinds are expressions of their type.
ARGUMENTS = {
    "pattern": PATTERNS, "layout": LAYOUTS, "date": DATES, "duration": DURATIONS,
    "version": VERSIONS, "constraint": CONSTRAINTS, "url": URLS, "path": PATHS,
    "encoded": ENCODED, "json": JSONS, "zone": ZONES, "key": KEYS, "type": TYPES,
    "template": REPLACEMENTS,
}  # fmt: skip

TIMED = {"date", "date_in_zone", "dateInZone", "htmlDate", "htmlDateInZone", "durationRound"}
STRING_CALLS = [
    "upper", "lower", "trim", "title", "quote", "print", "replace", "trunc", "repeat", "toString",
    "join", "toJson", "cat", "camelcase", "substr", "nospace", "b64enc",
]  # fmt: skip
NUMBER_CALLS = [
    "add", "sub", "mul", "div", "mod", "max", "min", "addf", "mulf", "floor", "round", "int64",
    "float64", "add1", "divf", "len",
]  # fmt: skip
BOOL_CALLS = [
    "eq", "ne", "lt", "not", "empty", "contains", "hasPrefix", "hasKey", "has", "regexMatch",
    "any", "all", "kindIs", "isAbs",
]  # fmt: skip
LIST_CALLS = [
    "list", "append", "prepend", "rest", "initial", "reverse", "uniq", "without", "compact",
    "concat", "splitList", "until", "sortAlpha", "slice", "chunk", "regexFindAll", "toStrings",
    "fromJson",
]  # fmt: skip
MAP_CALLS = [
    "dict", "set", "unset", "pick", "omit", "merge", "mergeOverwrite", "split", "deepCopy", "get",
    "fromJson", "urlParse",
]  # fmt: skip
