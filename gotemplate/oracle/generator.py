"""Writes templates: expressions of a wanted type, actions around them, and broken ones."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

from vocabulary import (
    ARGUMENTS,
    BOOL_CALLS,
    FLOATS,
    LIST_CALLS,
    MAP_CALLS,
    NUMBER_CALLS,
    NUMBERS,
    STRING_CALLS,
    TIMED,
    VERBS,
    WORDS,
)


def _read_calls() -> dict[str, list[list[str]]]:
    calls: dict[str, list[list[str]]] = {}
    lines = Path(__file__).with_name("calls.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        names, _, ways = line.partition(": ")
        kinds = [[] if way == "-" else way.split() for way in ways.split(" | ")]
        calls |= dict.fromkeys(names.split(), kinds)
    return calls


CALLS = _read_calls()
STRINGS = [".s", ".word", ".map.a", ".tasks.fetch.output.body", "$.s", "`raw \\n`"]
LISTS = [".list", ".names", ".numbers", ".none", ".items", "(list 1 2 3)", '(list "b" "a" .n)']
MAPS = [".map", ".blank", ".tasks.fetch", ".map.nested", '(dict "k" 1 "j" "v")', "(dict)"]
PIPED = ["toJson", "quote", "toString", "len", "printf `%v`", "html", "js", "urlquery"]
PIPED += ["default 1", "not", "print", "println 1"]
MISSES = [".absent", ".map.absent", ".tasks.none.output", ".null.x", ".tasks.load.output.x"]
MISSES += ["$.absent", "(.map).absent", ".s.x", ".n.x", ".list.x", '(index .map "zz").y']
MISSING = ["{{ %s }}", "{{ %s | default 1 }}", "{{if %s}}y{{else}}n{{end}}", "{{ len %s }}"]
MISSING += ["{{with %s}}{{.}}{{end}}", "{{range %s}}{{end}}", 'a{{ printf "%%v" %s }}']
WITHS = [
    (".map", "{{.b}}{{.a}}"),
    (".tasks.fetch.output", "{{.code}}"),
    (".null", "{{.x}}"),
    (".s", "[{{.}}]"),
    ("$w := .n", "{{$w}}/{{.}}"),
    (".blank", "never"),
    ("index .items 1", "{{.name}}"),
]
JUMPS = ["", "", '{{if eq (toString .) "a"}}{{continue}}{{end}}', "{{break}}"]
JUMPS += ["{{if .}}{{break}}{{end}}"]
NOISE = list("{}|().$\"`'=:,-+ 0x%\\\n")


def quoted(text: str) -> str:
    """Give a Go string literal for the text."""
    return json.dumps(text, ensure_ascii=False)


class Generator:
    """One source of templates; the same random source gives the same templates."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.variables: list[str] = []
        self.strays = True
        self.makers: dict[str, Callable[[int], str]] = {
            "string": self.string,
            "int": self.integer,
            "number": self.number,
            "float": lambda _: self.pick([*FLOATS, ".f", "(float64 .n)", "(floor .f)"]),
            "bool": self.boolean,
            "list": self.list,
            "map": self.map,
            "time": self.time,
            "collection": self.collection,
            "any": self.anything,
        }

    def pick(self, options: list[str]) -> str:
        return self.rng.choice(options)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # Expressions by type

    def of(self, calls: list[str], plain: list[str], depth: int, share: float) -> str:
        """One of the plain expressions, or a call in parentheses."""
        if depth <= 0 or self.chance(share):
            return self.pick(plain)
        return f"({self.call(self.pick(calls), depth - 1)})"

    def string(self, depth: int) -> str:
        words = [quoted(self.pick(WORDS)) for _ in STRINGS]
        return self.of(STRING_CALLS, [*words, *STRINGS], depth, 0.4)

    def integer(self, depth: int) -> str:
        if depth <= 0 or self.chance(0.7):
            return self.pick(NUMBERS[:8])
        kind = self.rng.choice([("len", "collection"), ("int", "any"), ("atoi", "string")])
        return f"({kind[0]} {self.makers[kind[1]](depth - 1)})"

    def number(self, depth: int) -> str:
        plain = [self.pick(NUMBERS), self.pick(FLOATS), self.pick([".n", ".f", ".m", ".map.b"])]
        return self.of(NUMBER_CALLS, plain, depth, 0.5)

    def boolean(self, depth: int) -> str:
        return self.of(BOOL_CALLS, ["true", "false", ".yes", ".no"], depth, 0.3)

    def list(self, depth: int) -> str:
        return self.of(LIST_CALLS, [*LISTS, "(list)"], depth, 0.4)

    def map(self, depth: int) -> str:
        return self.of(MAP_CALLS, [*MAPS, "(index .items 0)"], depth, 0.5)

    def time(self, _: int) -> str:
        date, duration = self.pick(ARGUMENTS["date"][:3]), self.pick(ARGUMENTS["duration"])
        moments = ["now", f'(toDate "2006-01-02" "{date}")', f'(dateModify "{duration}" now)']
        return self.pick(moments)

    def collection(self, depth: int) -> str:
        return self.rng.choice([self.list, self.map, self.string])(depth)

    def anything(self, depth: int) -> str:
        kinds = ["string", "string", "number", "number", "bool", "list", "map", "null", "variable"]
        kind = self.pick(kinds)
        if kind == "null":
            return ".null"
        if kind == "variable":
            return self.pick(self.variables) if self.variables else "$.n"
        return self.makers[kind](depth)

    def argument(self, kind: str, depth: int) -> str:
        """Give an argument of that kind, now and then of another."""
        if self.strays and self.chance(0.03):
            kind = "any"
        if kind in ARGUMENTS:
            return f'"{self.pick(ARGUMENTS[kind])}"'
        return self.makers[kind](depth)

    def call(self, name: str, depth: int) -> str:
        """Give a call of the function, its last argument sometimes piped in."""
        kinds = self.rng.choice(CALLS[name])
        self.strays = name not in TIMED  # where a time is missing, sprig reads the real clock
        args = [self.argument(kind, depth) for kind in kinds]
        shown = " ".join([name, *args])
        if name == "keys":  # Go gives them in any order
            return f"sortAlpha ({shown})"
        if name == "values":
            return f"len ({shown})"
        if args and kinds[-1] not in ARGUMENTS and self.chance(0.3):
            return f"{args[-1]} | {' '.join([name, *args[:-1]])}"
        return shown

    # Actions

    def printf(self) -> str:
        count = self.rng.randint(1, 3)
        layout = "".join(self.verb() for _ in range(count))
        if self.chance(0.2):
            layout += self.pick(["", "%", "%%", " end", "%!", "%[1]v", "%[3]d", "%z"])
        given = self.rng.choice([count, count, count, count + 1, count - 1])
        kinds = ["number", "string", "any"]
        args = [self.makers[self.pick(kinds)](self.rng.randint(0, 1)) for _ in range(given)]
        return f"{{{{ printf {quoted(layout)} {' '.join(args)} }}}}"

    def verb(self) -> str:
        flags = "".join(self.rng.sample("+-# 0", self.rng.choice([0, 0, 0, 1, 1, 2])))
        width = self.pick(["", "", "", "5", "12", "*" if self.chance(0.15) else ""])
        precision = self.pick(["", "", "", ".2", ".0", ".", ".10", ".3"])
        return self.pick(["", "x=", "|", " "]) + f"%{flags}{width}{precision}{self.pick(VERBS)}"

    def output(self, depth: int) -> str:
        left, right = self.pick(["{{ ", "{{", "{{- "]), self.pick([" }}", "}}", " -}}"])
        return left + self.expression(depth) + right

    def expression(self, depth: int) -> str:
        match self.rng.randint(0, 2):
            case 0:
                return self.call(self.pick(list(CALLS)), depth)
            case 1:
                return self.anything(depth)
        return f"{self.anything(depth)} | {self.pick(PIPED)}"

    def body(self, depth: int) -> str:
        return "".join(self.part(depth) for _ in range(self.rng.randint(1, 3)))

    def part(self, depth: int) -> str:
        draw = self.rng.randint(0, 9 if depth > 0 else 3)
        match draw:
            case 0:
                return self.pick(["text ", "\n  ", " - ", "{}", "é", "$", "{ }"])
            case 1 | 2 | 3:
                return self.output(2 if depth > 0 else 1)
            case 4:
                return self.printf()
            case 5:
                return self.conditional(depth)
            case 6:
                return self.range()
            case 7:
                return self.rebinding()
            case 8:
                return self.assignment()
        return self.pick(["{{/* note */}}", "{{- /* note */ -}} "])

    def conditional(self, depth: int) -> str:
        text = f"{{{{if {self.test(depth)}}}}}{self.body(depth - 1)}"
        if self.chance(0.3):
            text += f"{{{{else if {self.test(depth)}}}}}{self.body(depth - 1)}"
        if self.chance(0.6):
            text += f"{{{{else}}}}{self.body(depth - 1)}"
        return text + "{{end}}"

    def test(self, depth: int) -> str:
        compared = self.pick(["eq", "ne", "lt", "le", "gt", "ge"])
        match self.rng.randint(0, 4):
            case 0:
                return self.anything(depth - 1)
            case 1:
                return f"{self.pick(['and', 'or'])} {self.boolean(1)} {self.anything(1)}"
            case 2:
                return f"not {self.anything(1)}"
            case 3:
                return f"{compared} {self.number(0)} {self.number(0)}"
        return f"{compared} {self.string(0)} {self.string(0)}"

    def range(self) -> str:
        plain = [".names", ".items", "(until 3)", ".null", ".s", ".n"]
        over = self.pick([self.list(1), self.map(1), self.pick(plain)])
        head, inner = self.rng.choice([
            (over, "{{.}}"),
            (f"$v := {over}", "{{$v}}"),
            (f"$i, $v := {over}", "{{$i}}={{$v}};"),
            (over, "{{. | toJson}}"),
        ])  # fmt: skip
        orelse = self.pick(["", "{{else}}empty"])
        return f"{{{{range {head}}}}}{inner}{self.pick(JUMPS)},{orelse}{{{{end}}}}"

    def rebinding(self) -> str:
        value, inner = self.rng.choice([*WITHS, (self.anything(1), "{{.}}")])
        return f"{{{{with {value}}}}}{inner}{self.pick(['', '{{else}}none'])}{{{{end}}}}"

    def assignment(self) -> str:
        name = self.pick(["$a", "$b"])
        if name in self.variables and self.chance(0.5):
            return f"{{{{{name} = {self.anything(1)}}}}}"
        text = f"{{{{{name} := {self.anything(2)}}}}}"
        self.variables.append(name)
        return text + f"{{{{ {name} }}}}"

    # Templates

    def template(self) -> str:
        self.variables = []
        text = "".join(self.part(2) for _ in range(self.rng.randint(1, 3)))
        if self.chance(0.08):
            invoked = f'{{{{template "T" {self.anything(1)}}}}}'
            text = '{{define "T"}}<{{.}}{{$}}>{{end}}' + text + invoked
        if self.chance(0.04):
            text += '{{block "B" .map}}[{{.b}}]{{end}}'
        return text

    def broken(self) -> str:
        """Give a template with a letter or two lost, doubled or put in."""
        text = self.template()
        for _ in range(self.rng.randint(1, 2)):
            at = self.rng.randrange(len(text) or 1)
            put = self.rng.choice(["", self.pick(NOISE) + text[at : at + 1], text[at : at + 1] * 2])
            text = text[:at] + put + text[at + 1 :]
        return text

    def missing(self) -> str:
        """Give a template about a path that leads nowhere."""
        return self.pick(MISSING) % self.pick(MISSES)
