"""Makes template and context pairs, the same ones for the same seed, over all that a template can do.

Most are meant to work; about one in six is meant to fail: wrong types, absent keys, broken syntax.
What Go itself answers at random (the order of ``keys``, addresses) is not asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

Pair = dict[str, Any]

WORDS = [
    "hello", "Hello World", "a-b_c d", "  padded  ", "ünïcödé ñ", "日本語テキスト", "UPPER lower",
    "x", "", "line one\nline two", "a,b,,c", "tab\there", "quote \"q\" 'a'", "<b>&amp;</b>", "42",
    "3.75", "0x1f", "-7", "1e3", "true", "HTTPServer2go", "snake_case_name", "camelCaseName",
    "foo/bar//baz/../qux.txt", "🎉 party", "one two three four five six", "v1.2.3", "%d %s 100%",
    "[1,2]", '{"a": {"b": [1, 2.5, null, "x"]}}', "ﬃ ß ŉ ǆ", "\u00a0nbsp\u2003em", "é",
]  # fmt: skip
PATTERNS = [
    "a", "[a-z]+", "(\\\\w+) (\\\\w+)", "^\\\\s*$", "o|l", "(?i)HELLO", "\\\\d{1,3}", ".*", "x*", "a+?", "[^ ]+",
    "(?P<first>\\\\w)(\\\\w*)", "\\\\bt\\\\w+", "[[:upper:]]+", "\\\\p{L}+", "(a|ab)(c|bcd)", "", "(", "a**",
    "[z-a]", "é|ñ", "(?s).+", "(?m)^line", "$", "\\\\.", "l{2}", "(?:ab)?c", "[\\\\w.-]+", "\\\\x41", "(?U)l+",
]  # fmt: skip
LAYOUTS = [
    "2006-01-02", "15:04:05", "Mon Jan _2 15:04:05 2006", "2006-01-02T15:04:05Z07:00", "Jan 2, 2006 at 3:04pm (MST)",
    "02/01/06", "Monday, January 02", "20060102150405", ".000 .999999", "3PM", "__2 002", "text only", "-07 -0700 -07:00",
]  # fmt: skip
DATES = ["2024-02-29", "2020-12-31", "1999-01-01", "not a date", "2024-13-01", "2023-02-29"]
DURATIONS = [
    "1h",
    "-90m",
    "1h15m30.918s",
    "300ms",
    "2540400h",
    "1.5h",
    "x",
    "10",
    "0",
    "26h",
    "100000h",
    "1us",
]
VERSIONS = [
    "1.2.3",
    "v2.0",
    "1",
    "1.2.3-beta.1",
    "1.2.3-beta.11+build5",
    "0.3.4",
    "0.0.3",
    "x",
    "01.2.3",
    "1.2.3.4",
]
CONSTRAINTS = [
    "^1.2", "~1.2.3", ">= 1.0, < 2.0", "1.x", "1.2 - 2.3.4", "!= 1.2.3", "> 1", "<= 1.2", "*", "^0.0.3", "^0.3",
    "= 1.2.3 || 2.x", ">=1.2.3-alpha", "~>2", "bad", "", "!= 1.x", "~0", "^0", "=1", "> 1.2", "=>1.1", "<1.2.3",
]  # fmt: skip
URLS = [
    "http://example.com/a/b?q=1#frag", "https://user:pa%20ss@host:8080/p%20q", "mailto:a@b.c", "/just/path?x",
    "//host/path", "http://[::1]:80/", "relative/path", "http://a b.com/", "://bad", "ftp://h?a=b&c=d", "http://h/%zz", "a:b", "http://host:port/",
]  # fmt: skip
PATHS = [
    "/a/b/../c.txt",
    "",
    "a//b/",
    "/",
    ".",
    "../x/./y.tar.gz",
    "file",
    "/a/b/",
    "a/.hidden",
    "..",
    "/..",
]
ENCODED = [
    "aGVsbG8=",
    "aGVsbG8",
    "!!!!",
    "NBSWY3DP",
    "",
    "w7w=",
    "aGVs bG8=",
    "AAAA",
    "NBSWY3D",
    "////",
]
JSONS = [
    "[1, 2.5, \\\"x\\\", null]", "{\\\"a\\\": {\\\"b\\\": true}}", "12", "\\\"text\\\"", "nope", "", "[1,", "{\\\"z\\\":1,\\\"a\\\":[]}",
]  # fmt: skip
VERBS = list("vvvvdddsssqqxXtTeEfgGboOcU")
NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    "-1",
    "7",
    "10",
    "42",
    "1000000",
    "0x1F",
    "1_000",
    "'a'",
    "0b101",
    "-9223372036854775808",
]
FLOATS = [
    "0.5",
    "1.0",
    "-2.75",
    "1e6",
    "123456789.0",
    "1e21",
    "1e-7",
    "3.14159",
    "0.1",
    "2.5",
    "1e100",
    "100000.0",
]


def context(rng: random.Random) -> dict[str, Any]:
    """One context: what tasks leave behind, and every kind of value."""
    return {
        "s": rng.choice(WORDS),
        "word": rng.choice(WORDS[:3]),
        "n": rng.choice([0, 1, 5, -3, 42, 2**40]),
        "m": rng.choice([1, 2, 7]),
        "f": rng.choice([0.0, 1.0, 2.5, -0.75, 1e6, 1500000.0, 1e21, 1e-5, 0.1, 9007199254740992.0]),
        "yes": True,
        "no": False,
        "null": None,
        "list": rng.sample([1, 2.5, "b", "a", None, True, "a", [1], {"k": "v"}], rng.randint(1, 6)),
        "names": rng.sample(["carol", "alice", "bob", "Dave", "émile"], rng.randint(1, 5)),
        "numbers": [rng.randint(-5, 9) for _ in range(rng.randint(1, 4))],
        "none": [],
        "map": {"b": rng.randint(0, 9), "a": rng.choice(WORDS), "nested": {"x": [1, {"y": "deep"}]}},
        "blank": {},
        "tasks": {
            "fetch": {"id": "fetch", "status": "SUCCESS", "output": {"code": 200.0, "body": rng.choice(WORDS)}},
            "load": {"id": "load", "status": "FAILED", "output": None},
        },
        "items": [{"id": 1, "name": "first", "on": True}, {"id": 2, "name": "second", "on": False}],
    }  # fmt: skip


class Generator:
    """Writes expressions of a wanted type, actions around them, and templates of those."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.variables: list[str] = []
        self.strays = True

    def pick(self, options: list[str]) -> str:
        return self.rng.choice(options)

    def quoted(self, text: str) -> str:
        escaped = (
            text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        )
        return f'"{escaped}"'

    def oneof(self, *makers: Callable[[], str]) -> str:
        return self.rng.choice(makers)()

    def literal(self, options: list[str]) -> str:
        return f'"{self.pick(options)}"'

    # Expressions by type

    def string(self, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.4:
            return self.oneof(
                lambda: self.quoted(self.pick(WORDS)),
                lambda: self.pick(
                    [".s", ".word", ".map.a", ".tasks.fetch.output.body", "$.s", "`raw \\n`"]
                ),
            )
        return f"({self.call(self.pick(STRING_CALLS), depth - 1)})"

    def integer(self, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.7:
            return self.pick(NUMBERS[:8])
        return self.oneof(
            lambda: f"(len {self.collection(depth - 1)})",
            lambda: f"(int {self.anything(depth - 1)})",
            lambda: f"(atoi {self.string(depth - 1)})",
        )

    def number(self, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.5:
            return self.oneof(
                lambda: self.pick(NUMBERS),
                lambda: self.pick(FLOATS),
                lambda: self.pick([".n", ".f", ".m", ".map.b"]),
            )
        return f"({self.call(self.pick(NUMBER_CALLS), depth - 1)})"

    def floating(self, depth: int) -> str:
        return self.pick([*FLOATS, ".f", "(float64 .n)", "(floor .f)"])

    def boolean(self, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.3:
            return self.pick(["true", "false", ".yes", ".no"])
        return f"({self.call(self.pick(BOOL_CALLS), depth - 1)})"

    def list(self, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.4:
            return self.pick(
                [
                    ".list",
                    ".names",
                    ".numbers",
                    ".none",
                    ".items",
                    "(list 1 2 3)",
                    '(list "b" "a" .n)',
                    "(list)",
                ]
            )
        return f"({self.call(self.pick(LIST_CALLS), depth - 1)})"

    def map(self, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.5:
            return self.pick(
                [
                    ".map",
                    ".blank",
                    ".tasks.fetch",
                    ".map.nested",
                    '(dict "k" 1 "j" "v")',
                    "(dict)",
                    "(index .items 0)",
                ]
            )
        return f"({self.call(self.pick(MAP_CALLS), depth - 1)})"

    def collection(self, depth: int) -> str:
        return self.oneof(
            lambda: self.list(depth), lambda: self.map(depth), lambda: self.string(depth)
        )

    def time(self, depth: int) -> str:
        return self.oneof(
            lambda: "now",
            lambda: f'(toDate "2006-01-02" "{self.pick(DATES[:3])}")',
            lambda: f'(dateModify "{self.pick(DURATIONS)}" now)',
        )

    def anything(self, depth: int) -> str:
        return self.oneof(
            lambda: self.string(depth), lambda: self.number(depth), lambda: self.boolean(depth),
            lambda: self.list(depth), lambda: self.map(depth), lambda: ".null", lambda: self.string(depth),
            lambda: self.number(depth), lambda: self.variable(),
        )  # fmt: skip

    def variable(self) -> str:
        return self.pick(self.variables) if self.variables else "$.n"

    def argument(self, kind: str, depth: int) -> str:
        """An argument of that kind, now and then of another."""
        if self.strays and self.rng.random() < 0.03:
            kind = "any"
        fixed = ARGUMENTS.get(kind)
        if fixed is not None:
            return self.literal(fixed)
        makers: dict[str, Callable[[int], str]] = {
            "string": self.string, "int": self.integer, "number": self.number, "float": self.floating,
            "bool": self.boolean, "list": self.list, "map": self.map, "time": self.time,
            "collection": self.collection, "any": self.anything,
        }  # fmt: skip
        return makers[kind](depth)

    def call(self, name: str, depth: int) -> str:
        """A call of the function, its last argument sometimes piped in."""
        kinds = self.rng.choice(CALLS[name])
        self.strays = name not in TIMED  # where a time is missing, sprig reads the real clock
        args = [self.argument(kind, depth) for kind in kinds]
        shown = f"sortAlpha ({name}" if name in {"keys"} else name
        if name == "keys":
            return f"{shown} {' '.join(args)})"
        if name == "values":
            return f"len (values {' '.join(args)})"
        if args and self.rng.random() < 0.3 and kinds[-1] not in ARGUMENTS:
            *before, last = args
            inner = (
                last[1:-1]
                if last.startswith("(") and last.endswith(")") and last.count("(") == 1
                else last
            )
            if not inner.startswith(("nil",)):
                return f"{inner} | {' '.join([name, *before])}"
        return " ".join([name, *args])

    # Actions

    def printf(self) -> str:
        count = self.rng.randint(1, 3)
        layout = ""
        for _ in range(count):
            flags = "".join(self.rng.sample("+-# 0", self.rng.choice([0, 0, 0, 1, 1, 2])))
            width = self.pick(
                ["", "", "", "5", "12", "3", "*"]
                if self.rng.random() < 0.15
                else ["", "", "5", "12"]
            )
            precision = self.pick(["", "", "", ".2", ".0", ".", ".10", ".3"])
            layout += (
                self.pick(["", "x=", "|", " "]) + f"%{flags}{width}{precision}{self.pick(VERBS)}"
            )
        layout += (
            self.pick(["", "%", "%%", " end", "%!", "%[1]v", "%[3]d", "%z"])
            if self.rng.random() < 0.2
            else ""
        )
        args = [
            self.oneof(lambda: self.number(0), lambda: self.string(0), lambda: self.anything(1))
            for _ in range(self.rng.choice([count, count, count, count + 1, max(count - 1, 0)]))
        ]
        return f"{{{{ printf {self.quoted(layout)} {' '.join(args)} }}}}"

    def output(self, depth: int) -> str:
        left, right = self.pick(["{{ ", "{{", "{{- "]), self.pick([" }}", "}}", " -}}"])
        return left + self.expression(depth) + right

    def expression(self, depth: int) -> str:
        return self.oneof(
            lambda: self.call(self.rng.choice(list(CALLS)), depth),
            lambda: self.anything(depth),
            lambda: (
                f"{self.anything(depth)} | {self.pick(['toJson', 'quote', 'toString', 'len', 'printf `%v`', 'html', 'js', 'urlquery', 'default 1', 'not', 'print', 'println 1'])}"
            ),
        )

    def body(self, depth: int) -> str:
        return "".join(self.part(depth) for _ in range(self.rng.randint(1, 3)))

    def part(self, depth: int) -> str:
        if depth <= 0:
            return self.oneof(
                lambda: self.pick(["text ", "\n  ", " - ", "{}", "é"]), lambda: self.output(1)
            )
        return self.oneof(
            lambda: self.pick(["text ", "\n  ", "$", "{ }"]),
            lambda: self.output(2),
            lambda: self.output(2),
            self.printf,
            lambda: self.conditional(depth),
            lambda: self.range(depth),
            lambda: self.rebinding(depth),
            lambda: self.assignment(depth),
            lambda: self.pick(["{{/* note */}}", "{{- /* note */ -}} "]),
        )

    def conditional(self, depth: int) -> str:
        text = f"{{{{if {self.test(depth)}}}}}{self.body(depth - 1)}"
        if self.rng.random() < 0.3:
            text += f"{{{{else if {self.test(depth)}}}}}{self.body(depth - 1)}"
        if self.rng.random() < 0.6:
            text += f"{{{{else}}}}{self.body(depth - 1)}"
        return text + "{{end}}"

    def test(self, depth: int) -> str:
        return self.oneof(
            lambda: self.anything(depth - 1),
            lambda: f"{self.pick(['and', 'or'])} {self.boolean(1)} {self.anything(1)}",
            lambda: f"not {self.anything(1)}",
            lambda: (
                f"{self.pick(['eq', 'ne', 'lt', 'le', 'gt', 'ge'])} {self.number(0)} {self.number(0)}"
            ),
            lambda: f"{self.pick(['eq', 'ne', 'lt'])} {self.string(0)} {self.string(0)}",
        )

    def range(self, depth: int) -> str:
        over = self.oneof(
            lambda: self.list(1),
            lambda: self.map(1),
            lambda: self.pick([".names", ".items", "(until 3)", ".null", ".s", ".n"]),
        )
        kind = self.rng.randint(0, 3)
        head = {0: over, 1: f"$v := {over}", 2: f"$i, $v := {over}", 3: over}[kind]
        known = list(self.variables)
        inner = {0: "{{.}}", 1: "{{$v}}", 2: "{{$i}}={{$v}};", 3: "{{. | toJson}}"}[kind]
        if kind in {1, 2}:
            self.variables.append("$v")
        jump = self.pick(
            [
                "",
                "",
                '{{if eq (toString .) "a"}}{{continue}}{{end}}',
                "{{break}}",
                "{{if .}}{{break}}{{end}}",
            ]
        )
        orelse = self.pick(["", "{{else}}empty"])
        self.variables = known
        return f"{{{{range {head}}}}}{inner}{jump},{orelse}{{{{end}}}}"

    def rebinding(self, depth: int) -> str:
        value, inner = self.rng.choice([
            (".map", "{{.b}}{{.a}}"), (".tasks.fetch.output", "{{.code}}"), (".null", "{{.x}}"), (".s", "[{{.}}]"),
            ("$w := .n", "{{$w}}/{{.}}"), (".blank", "never"), ("index .items 1", "{{.name}}"), (self.anything(1), "{{.}}"),
        ])  # fmt: skip
        return f"{{{{with {value}}}}}{inner}{self.pick(['', '{{else}}none'])}{{{{end}}}}"

    def assignment(self, depth: int) -> str:
        name = self.pick(["$a", "$b"])
        if name in self.variables and self.rng.random() < 0.5:
            return f"{{{{{name} = {self.anything(1)}}}}}"
        text = f"{{{{{name} := {self.anything(2)}}}}}"
        self.variables.append(name)
        return text + f"{{{{ {name} }}}}"

    def template(self) -> str:
        self.variables = []
        text = "".join(self.part(2) for _ in range(self.rng.randint(1, 3)))
        if self.rng.random() < 0.08:
            text = (
                '{{define "T"}}<{{.}}{{$}}>{{end}}'
                + text
                + '{{template "T" '
                + self.anything(1)
                + "}}"
            )
        if self.rng.random() < 0.04:
            text += '{{block "B" .map}}[{{.b}}]{{end}}'
        return text

    def broken(self) -> str:
        """A template with a few letters lost, doubled or put in."""
        letters = list(self.template())
        for _ in range(self.rng.randint(1, 2)):
            if not letters:
                break
            at = self.rng.randrange(len(letters))
            change = self.rng.randint(0, 2)
            if change == 0:
                del letters[at]
            elif change == 1:
                letters.insert(at, self.rng.choice(list("{}|().$\"`'=:,-+ 0x%\\\n")))
            else:
                letters.insert(at, letters[at])
        return "".join(letters)

    def missing(self) -> str:
        path = self.pick([".absent", ".map.absent", ".tasks.none.output", ".null.x", ".tasks.load.output.x", "$.absent",
                          "(.map).absent", ".s.x", ".n.x", ".list.x", "(index .map \"zz\").y", ".blank.x.y"])  # fmt: skip
        return (
            self.pick(
                [
                    "{{ %s }}",
                    "{{ %s | default 1 }}",
                    "{{if %s}}y{{else}}n{{end}}",
                    "{{with %s}}{{.}}{{end}}",
                    "{{range %s}}{{end}}",
                    "{{ len %s }}",
                    'a{{ printf "%%v" %s }}',
                ]
            )
            % path
        )


ARGUMENTS = {
    "pattern": PATTERNS, "layout": LAYOUTS, "date": DATES, "duration": DURATIONS, "version": VERSIONS,
    "constraint": CONSTRAINTS, "url": URLS, "path": PATHS, "encoded": ENCODED, "json": JSONS,
    "zone": ["UTC", "Local", "America/New_York", "Asia/Kolkata", "Nowhere/Else", ""],
    "key": ["a", "b", "nested", "k", "absent", "id", "output"], "type": ["string", "int", "int64", "float64", "map[string]interface {}", "[]interface {}", "slice", "map", "bool"],
    "template": ["$1", "${1}x", "[$0]", "$$", "$first-", "${first}", "", "lit", "$2$1", "$9"],
}  # fmt: skip

CALLS: dict[str, list[list[str]]] = {
    # text/template
    "print": [["any", "any"], ["any", "any", "any"], ["number", "string"]], "println": [["any", "any"]],
    "len": [["collection"], ["any"]], "index": [["list", "int"], ["map", "key"], ["string", "int"], ["map", "key", "key"], ["any"]],
    "html": [["any"], ["string", "any"]], "js": [["any"], ["string"]], "urlquery": [["any"], ["string", "any"]],
    "not": [["any"]], "and": [["any", "any"], ["any", "any", "any"], ["bool"]], "or": [["any", "any"], ["any", "any", "any"]],
    "eq": [["number", "number"], ["string", "string"], ["any", "any"], ["any", "any", "any"], ["string", "string", "string"]],
    "ne": [["any", "any"], ["number", "number"]], "lt": [["number", "number"], ["string", "string"]], "le": [["number", "number"]],
    "gt": [["number", "number"]], "ge": [["number", "number"], ["any", "any"]],
    # strings
    "hello": [[]], "upper": [["string"]], "lower": [["string"]], "trim": [["string"]], "title": [["string"]], "untitle": [["string"]],
    "swapcase": [["string"]], "nospace": [["string"]], "initials": [["string"]], "substr": [["int", "int", "string"]],
    "trunc": [["int", "string"]], "abbrev": [["int", "string"]], "abbrevboth": [["int", "int", "string"]],
    "repeat": [["int", "string"]], "trimAll": [["string", "string"]], "trimall": [["string", "string"]],
    "trimSuffix": [["string", "string"]], "trimPrefix": [["string", "string"]], "contains": [["string", "string"]],
    "hasPrefix": [["string", "string"]], "hasSuffix": [["string", "string"]], "replace": [["string", "string", "string"]],
    "quote": [["any"], ["any", "any"]], "squote": [["any", "any"]], "cat": [["any", "any", "any"]], "toString": [["any"]],
    "indent": [["int", "string"]], "nindent": [["int", "string"]], "plural": [["string", "string", "int"]],
    "split": [["string", "string"]], "splitn": [["string", "int", "string"]], "splitList": [["string", "string"]],
    "toStrings": [["list"], ["any"]], "join": [["string", "list"], ["string", "any"]], "sortAlpha": [["list"], ["any"]],
    "wrap": [["int", "string"]], "wrapWith": [["int", "string", "string"]], "b64enc": [["string"]], "b64dec": [["encoded"]],
    "b32enc": [["string"]], "b32dec": [["encoded"]], "sha1sum": [["string"]], "sha256sum": [["string"]], "adler32sum": [["string"]],
    "fail": [["string"]], "snakecase": [["string"]], "camelcase": [["string"]], "kebabcase": [["string"]],
    # numbers
    "int64": [["any"]], "int": [["any"]], "float64": [["any"]], "atoi": [["string"]], "toDecimal": [["any"], ["number"]],
    "add1": [["number"]], "add": [["number", "number"], ["number", "number", "number"]], "sub": [["number", "number"]],
    "mul": [["number", "number", "number"]], "div": [["number", "number"]], "mod": [["number", "number"]],
    "max": [["number", "number", "number"]], "biggest": [["number", "number"]], "min": [["number", "number", "any"]],
    "maxf": [["number", "number"]], "minf": [["number", "number"]], "add1f": [["number"]], "addf": [["number", "number"]],
    "subf": [["number", "number"]], "mulf": [["number", "number", "number"]], "divf": [["number", "number"]],
    "floor": [["number"]], "ceil": [["number"]], "round": [["number", "int"], ["number", "int", "float"]],
    "until": [["int"]], "untilStep": [["int", "int", "int"]], "seq": [["int"], ["int", "int"], ["int", "int", "int"]],
    # lists
    "list": [["any", "any"], ["any", "any", "any"]], "tuple": [["any", "any"]], "append": [["list", "any"]], "push": [["list", "any"]],
    "mustAppend": [["list", "any"]], "mustPush": [["list", "any"]], "prepend": [["list", "any"]], "mustPrepend": [["any", "any"]],
    "chunk": [["int", "list"]], "mustChunk": [["int", "list"]], "first": [["list"]], "mustFirst": [["any"]], "last": [["list"]],
    "mustLast": [["list"]], "rest": [["list"]], "mustRest": [["list"]], "initial": [["list"]], "mustInitial": [["any"]],
    "reverse": [["list"]], "mustReverse": [["list"]], "compact": [["list"]], "mustCompact": [["list"]], "uniq": [["list"]],
    "mustUniq": [["list"]], "without": [["list", "any", "any"]], "mustWithout": [["list", "any"]], "has": [["any", "list"]],
    "mustHas": [["any", "any"]], "slice": [["list", "int"], ["list", "int", "int"], ["list"]], "mustSlice": [["list", "int", "int"]],
    "concat": [["list", "list"], ["list"]],
    # maps
    "dict": [["key", "any"], ["key", "any", "key", "any"], ["key"], ["any", "any"]], "get": [["map", "key"]], "hasKey": [["map", "key"]],
    "set": [["map", "key", "any"]], "unset": [["map", "key"]], "pluck": [["key", "map", "map"]], "keys": [["map"], ["map", "map"]],
    "values": [["map"]], "pick": [["map", "key", "key"]], "omit": [["map", "key"]], "dig": [["key", "any", "map"], ["key", "key", "any", "map"]],
    "merge": [["map", "map"]], "mustMerge": [["map", "map", "map"]], "mergeOverwrite": [["map", "map"]],
    "mustMergeOverwrite": [["map", "map"]], "deepCopy": [["map"], ["list"]], "mustDeepCopy": [["any"]],
    # data
    "default": [["any", "any"], ["any"]], "empty": [["any"]], "coalesce": [["any", "any", "any"]], "all": [["any", "any"]],
    "any": [["any", "any"]], "ternary": [["any", "any", "bool"]], "fromJson": [["json"], ["string"]], "mustFromJson": [["json"]],
    "toJson": [["any"]], "mustToJson": [["any"]], "toPrettyJson": [["any"], ["map"]], "mustToPrettyJson": [["list"]],
    "toRawJson": [["any"], ["string"]], "mustToRawJson": [["any"]], "typeOf": [["any"]], "typeIs": [["type", "any"]],
    "typeIsLike": [["type", "any"]], "kindOf": [["any"]], "kindIs": [["type", "any"]], "deepEqual": [["any", "any"], ["list", "list"]],
    # dates
    "now": [[]], "date": [["layout", "time"], ["layout", "int"]], "date_in_zone": [["layout", "time", "zone"]],
    "dateInZone": [["layout", "time", "zone"]], "htmlDate": [["time"]], "htmlDateInZone": [["time", "zone"]],
    "dateModify": [["duration", "time"]], "date_modify": [["duration", "time"]], "mustDateModify": [["duration", "time"]],
    "must_date_modify": [["duration", "time"]], "duration": [["number"], ["string"]], "durationRound": [["duration"], ["number"]],
    "toDate": [["layout", "date"]], "mustToDate": [["layout", "date"]], "unixEpoch": [["time"]],
    # patterns, paths, addresses, versions
    "regexMatch": [["pattern", "string"]], "mustRegexMatch": [["pattern", "string"]], "regexFind": [["pattern", "string"]],
    "mustRegexFind": [["pattern", "string"]], "regexFindAll": [["pattern", "string", "int"]], "mustRegexFindAll": [["pattern", "string", "int"]],
    "regexReplaceAll": [["pattern", "string", "template"]], "mustRegexReplaceAll": [["pattern", "string", "template"]],
    "regexReplaceAllLiteral": [["pattern", "string", "template"]], "mustRegexReplaceAllLiteral": [["pattern", "string", "string"]],
    "regexSplit": [["pattern", "string", "int"]], "mustRegexSplit": [["pattern", "string", "int"]], "regexQuoteMeta": [["string"]],
    "base": [["path"]], "dir": [["path"]], "clean": [["path"]], "ext": [["path"]], "isAbs": [["path"]], "osBase": [["path"]],
    "osDir": [["path"]], "osClean": [["path"]], "osExt": [["path"]], "osIsAbs": [["path"]], "urlParse": [["url"], ["string"]],
    "urlJoin": [["map"]], "semver": [["version"]], "semverCompare": [["constraint", "version"]],
}  # fmt: skip

TIMED = {"date", "date_in_zone", "dateInZone", "htmlDate", "htmlDateInZone", "durationRound"}
STRING_CALLS = ["upper", "lower", "trim", "title", "quote", "print", "replace", "trunc", "repeat", "toString", "join", "toJson", "cat", "camelcase", "substr", "nospace", "b64enc"]  # fmt: skip
NUMBER_CALLS = ["add", "sub", "mul", "div", "mod", "max", "min", "addf", "mulf", "floor", "round", "int64", "float64", "add1", "divf", "len"]  # fmt: skip
BOOL_CALLS = ["eq", "ne", "lt", "not", "empty", "contains", "hasPrefix", "hasKey", "has", "regexMatch", "any", "all", "kindIs", "isAbs"]  # fmt: skip
LIST_CALLS = ["list", "append", "prepend", "rest", "initial", "reverse", "uniq", "without", "compact", "concat", "splitList", "until", "sortAlpha", "slice", "chunk", "regexFindAll", "toStrings", "fromJson"]  # fmt: skip
MAP_CALLS = ["dict", "set", "unset", "pick", "omit", "merge", "mergeOverwrite", "split", "deepCopy", "get", "fromJson", "urlParse"]  # fmt: skip


def pairs(count: int, seed: int) -> Iterator[Pair]:
    """Yield that many pairs: every function in turn, then whole templates, broken ones, misses."""
    rng = random.Random(seed)
    generator = Generator(rng)
    names = list(CALLS)
    contexts = [context(rng) for _ in range(40)]
    for number in range(count):
        if number % 5 < 2:
            name = names[(number // 5 * 2 + number % 5) % len(names)]
            text = f"{{{{ {generator.call(name, 1)}{rng.choice(['', '', ' | toJson', ' | typeOf'])} }}}}"
        else:
            draw = rng.random()
            maker = (
                generator.broken
                if draw < 0.15
                else generator.missing
                if draw < 0.2
                else generator.printf
                if draw < 0.35
                else generator.template
            )
            text = maker()
        yield {"template": text, "context": rng.choice(contexts)}
