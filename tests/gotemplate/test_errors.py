"""An error says what happened, where, and what is there instead."""

import contextlib
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from switchover.gotemplate import (
    MissingKeyError,
    TemplateEngine,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
)

ENGINE = TemplateEngine()


@pytest.mark.parametrize(
    ("text", "error", "line", "column", "message"),
    [
        ("{{ .a.b }}", MissingKeyError, 1, 4, "map has no entry for key 'b' at .a.b"),
        ("x\n  {{ .no }}", MissingKeyError, 2, 6, "'no'"),
        ("{{ .null.x }}", MissingKeyError, 1, 4, "there is a null before it"),
        ("{{ .s.x }}", TemplateRuntimeError, 1, 4, "can't evaluate field x in type string"),
        ("{{ nope 1 }}", TemplateSyntaxError, 1, 4, "function 'nope' not defined"),
        ("{{ env `HOME` }}", TemplateSyntaxError, 1, 4, "function 'env' not defined"),
        ("{{ $x }}", TemplateSyntaxError, 1, 4, "undefined variable '$x'"),
        ("{{ if .s }}a", TemplateSyntaxError, 1, 13, "{{end}} is missing"),
        ("a{{ end }}", TemplateSyntaxError, 1, 5, "unexpected {{end}}"),
        ("{{ break }}", TemplateSyntaxError, 1, 4, "outside {{range}}"),
        ('{{ "a }}', TemplateSyntaxError, 1, 4, "unterminated quoted string"),
        ("{{ 'ab' }}", TemplateSyntaxError, 1, 4, "malformed character constant"),
        ("{{/* x }}", TemplateSyntaxError, 1, 1, "unclosed comment"),
        ("{{ (1 }}", TemplateSyntaxError, 1, 7, "unclosed left paren"),
        ("{{ 1 }", TemplateSyntaxError, 1, 6, "unexpected '}'"),
        ("{{ 99999999999999999999 }}", TemplateSyntaxError, 1, 4, "integer overflow"),
        ("{{ 18446744073709551615 }}", TemplateRuntimeError, 1, 4, "overflows int"),
        ("{{ 1 | 2 }}", TemplateSyntaxError, 1, 8, "non executable command in pipeline stage 2"),
        ("{{ upper 1 }}", TemplateRuntimeError, 1, 10, "expected string; found 1"),
        ("{{ upper .n }}", TemplateRuntimeError, 1, 10, "expected string; got int64"),
        ("{{ repeat .n .s }}", TemplateRuntimeError, 1, 11, "expected int; got int64"),
        ("{{ upper }}", TemplateRuntimeError, 1, 4, "wrong number of args for upper: want 1 got 0"),
        ("{{ div 1 0 }}", TemplateRuntimeError, 1, 4, "error calling div: integer divide by zero"),
        ('{{ fail "on purpose" }}', TemplateRuntimeError, 1, 4, "on purpose"),
        ("{{ range .n }}{{ end }}", TemplateRuntimeError, 1, 4, "can't iterate over"),
        ('{{ template "x" }}', TemplateRuntimeError, 1, 4, "template 'x' not defined"),
        ('{{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }}', TemplateSyntaxError, 1, 37, "multiple"),
        ("{{ .s 1 }}", TemplateRuntimeError, 1, 4, "s is not a method but has arguments"),
        ("{{ nil }}", TemplateRuntimeError, 1, 4, "nil is not a command"),
    ],
)  # fmt: skip
def test_errors_have_positions(
    text: str, error: type[TemplateError], line: int, column: int, message: str
) -> None:
    """Each error has its class, line and column, and a message that names the matter."""
    context = {"a": {}, "s": "text", "n": 1, "null": None}
    with pytest.raises(error) as caught:
        ENGINE.render_text(text, context)
    assert type(caught.value) is error
    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"template:{line}:{column}: ")


def test_an_error_can_be_read_by_a_program() -> None:
    """Its kind is a name, and what is missing is a field."""
    with pytest.raises(MissingKeyError) as caught:
        ENGINE.render_text("{{ .nowhere }}", {})
    assert caught.value.code == "TEMPLATE_MISSING_KEY"
    assert caught.value.key == "nowhere"


def test_what_is_no_plain_data_is_refused() -> None:
    """A context of other objects is refused by the name of their type; nothing of them is called."""

    class Secret:
        @property
        def token(self) -> str:
            raise AssertionError("templates reach no attributes")

    for text in ("{{ .x }}", "{{ .x.token }}", "{{ toJson (list .x) | len | not }}{{ typeOf .x }}"):
        with pytest.raises(TemplateRuntimeError, match="Secret"):
            ENGINE.render_text(text, {"x": Secret()})


@pytest.mark.parametrize(
    "value",
    [pytest.param(10**5000, id="10**5000"), float("nan"), float("inf"), b"x", (1, 2), {1: "a", None: 2}, defaultdict(list), 1j,
     Decimal(1), datetime(2024, 1, 1), datetime.max.replace(tzinfo=UTC), object(), len, {"a"}],
)  # fmt: skip
def test_odd_values_give_a_text_or_our_error(value: object) -> None:
    """Whatever a context holds, no other exception comes out."""
    for text in (
        *("{{ .x }}!", "{{ toJson .x }}", "{{ printf `%v %d %s %x %q %e` .x .x .x .x .x .x }}"),
        *("{{ range .x }}{{ . }}{{ end }}", "{{ add .x 1 }}", "{{ eq .x .x }}", "{{ .x.a }}"),
        *("{{ dateInZone `2006` .x `Asia/Tokyo` }}", "{{ dateModify `99999h` .x }}"),
        *("{{ set .x `a` 1 }}", "{{ deepCopy .x }}", "{{ addf .x 1 }}", "{{ round .x 1 }}"),
    ):
        with contextlib.suppress(TemplateError):
            assert isinstance(ENGINE.render_text(text, {"x": value}), str)


def test_dunder_names_are_only_keys() -> None:
    """No name leads from a value to Python's own attributes."""
    for path in (".s.__class__", ".s.upper", ".l.append", ".a.keys", ".__class__", ".n.real"):
        with pytest.raises(TemplateError):
            ENGINE.render_text(f"{{{{ {path} }}}}", {"s": "", "l": [], "a": {}, "n": 1})


@pytest.mark.parametrize(
    "text", ["\ud800", "{{ .x }}\udcff", "{{ print `\ud800` }}", "{{ index .x 0 }}"]
)
def test_broken_unicode_renders(text: str) -> None:
    """A lone surrogate in a template or a context ends as a replacement character."""
    rendered = ENGINE.render_text(text, {"x": "é\ud800"})
    rendered.encode("utf-8")


def test_references_lists_the_paths_of_a_template() -> None:
    """The paths into the context are given in order, each once; what is read of a value that came
    from one of them is read with it."""
    text = (
        "{{ .a.b | default $.c }}{{ with .d-e.f }}{{ .g }}{{ end }}{{ $x := .a.b }}{{ $x.no }}"
        '{{ define "T" }}{{ .h }}{{ end }}{{ if and .i (not (index .j 0)) }}{{ (.k).l }}{{ end }}'
    )
    assert ENGINE.references(text) == (*(("a", "b"), ("c",), ("d-e", "f"), ("i",), ("j",), ("k",)),)
    assert ENGINE.references("plain") == ()
