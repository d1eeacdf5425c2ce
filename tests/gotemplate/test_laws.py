"""Laws that hold for every template and every context, not for chosen ones alone."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.gotemplate import (
    Limits,
    TemplateEngine,
    TemplateError,
    TemplateLimitError,
    read_json,
)

ENGINE = TemplateEngine()
INT64 = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
NAMES = st.text("abcxyz_", min_size=1, max_size=4)
SCALARS = (
    st.none() | st.booleans() | INT64 | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
quick = settings(max_examples=25)


def rendered(text: str, **context: Any) -> str:
    return ENGINE.render_text(text, context)


def same(read: Any, value: Any) -> bool:
    """Whether what was read is the value: a float's shortest digits give the same float."""
    if isinstance(value, float):
        return float(read) == value
    if isinstance(value, list):
        return len(read) == len(value) and all(map(same, read, value))
    if isinstance(value, dict):
        return read.keys() == value.keys() and all(same(read[key], value[key]) for key in value)
    return type(read) is type(value) and read == value


@given(TEXTS.filter(lambda text: "{{" not in text))
@quick
def test_a_text_without_an_action_is_its_own_rendering(text: str) -> None:
    """And reads nothing of its context."""
    assert rendered(text) == text
    assert ENGINE.references(text) == ()


@given(PLAIN)
@quick
def test_what_is_written_as_json_is_read_again(value: Any) -> None:
    """By Python, where a float may be written as a whole number; by ourselves, as Go reads it."""
    written = rendered("{{ toJson .x }}", x=value)
    assert same(json.loads(written), value)
    assert read_json(written) == json.loads(written, parse_int=float)


@given(TEXTS)
@quick
def test_codes_are_undone_by_their_inverses(text: str) -> None:
    """Base 64, base 32, and the escapes of a query."""
    assert rendered("{{ .x | b64enc | b64dec }}", x=text) == text
    assert rendered("{{ .x | b32enc | b32dec }}", x=text) == text
    assert rendered("{{ .x | b64enc }}", x=text) == base64.b64encode(text.encode()).decode()


@given(TEXTS)
@quick
def test_a_quoted_text_is_a_literal_of_itself(text: str) -> None:
    """What `%q` writes can stand in a template, and gives the text."""
    literal = rendered('{{ printf "%q" .x }}', x=text)
    assert rendered(f"{{{{ {literal} }}}}") == text


@given(INT64, INT64)
@quick
def test_arithmetic_wraps_around_as_gos_does(a: int, b: int) -> None:
    """Sums, differences and products are those of 64 bits with a sign."""

    def wrapped(number: int) -> str:
        return str((number + 2**63) % 2**64 - 2**63)

    assert rendered("{{ add .a .b }}", a=a, b=b) == wrapped(a + b)
    assert rendered("{{ sub .a .b }}", a=a, b=b) == wrapped(a - b)
    assert rendered("{{ mul .a .b }}", a=a, b=b) == wrapped(a * b)


@given(st.one_of(st.tuples(INT64, INT64), st.tuples(TEXTS, TEXTS)))
@quick
def test_comparisons_are_one_order(two: tuple[Any, Any]) -> None:
    """Of two values one relation holds, `le` and `ge` follow from it; texts go by their bytes."""
    a, b = two
    told = rendered(
        "{{ lt .a .b }} {{ eq .a .b }} {{ gt .a .b }} {{ le .a .b }} {{ ge .a .b }}", a=a, b=b
    )
    lt, eq, gt, le, ge = (word == "true" for word in told.split())
    assert lt + eq + gt == 1
    assert (le, ge) == (lt or eq, gt or eq)
    x, y = (one.encode() if isinstance(one, str) else one for one in two)
    assert lt == (x < y)


@given(st.lists(TEXTS, max_size=6))
@quick
def test_lists_keep_what_they_hold(items: list[str]) -> None:
    """Reversing twice, sorting, and a first with its rest lose and add nothing."""
    assert json.loads(rendered("{{ .x | reverse | reverse | toJson }}", x=items)) == items
    assert json.loads(rendered("{{ .x | sortAlpha | toJson }}", x=items)) == sorted(
        items, key=str.encode
    )
    if items:
        again = rendered("{{ concat (list (first .x)) (rest .x) | toJson }}", x=items)
        assert json.loads(again) == items
        assert (
            json.loads(rendered("{{ append (initial .x) (last .x) | toJson }}", x=items)) == items
        )


@given(st.lists(st.text("abc", max_size=3), min_size=1, max_size=5))
@quick
def test_what_is_joined_is_split_again(items: list[str]) -> None:
    """By a separator that no item holds."""
    assert json.loads(rendered('{{ splitList "-" (join "-" .x) | toJson }}', x=items)) == items


@given(
    st.text(" \t\n", max_size=4),
    TEXTS.filter(lambda text: "{{" not in text),
    st.text(" \t\n", max_size=4),
)
@quick
def test_trim_markers_take_the_blanks_beside_them(before: str, text: str, behind: str) -> None:
    """All of them on that side, and none on the other."""
    core = f"<{text}>"
    assert rendered(f'{core}{before}{{{{- "!" }}}}{behind}') == f"{core}!{behind}"
    assert rendered(f'{behind}{{{{ "!" -}}}}{before}{core}') == f"{behind}!{core}"


@given(st.integers(0, 60), st.integers(1, 400))
@quick
def test_a_larger_limit_gives_the_same_text(length: int, steps: int) -> None:
    """A limit only says whether a template is rendered, never what it gives."""
    text = "{{ range $i, $x := .x }}{{ $i }}:{{ $x }} {{ end }}"
    context = {"x": list(range(length))}
    wanted = ENGINE.render_text(text, context)
    try:
        given = TemplateEngine(limits=Limits(steps=steps)).render_text(text, context)
    except TemplateLimitError as error:
        assert "raise Limits.steps" in str(error)
    else:
        assert given == wanted


@given(PLAIN)
@quick
def test_a_context_is_never_changed(value: Any) -> None:
    """Not even by functions that set, merge and take away."""
    context = {"x": {"kept": value}}
    kept = json.dumps(context)
    text = '{{ $_ := set .x "new" 1 }}{{ $_ := unset .x "kept" }}{{ $_ := merge .x (dict "y" 2) }}'
    with contextlib.suppress(TemplateError):
        rendered(text, **context)
    assert json.dumps(context) == kept


@pytest.mark.parametrize("name", ["first", "second"])
def test_variables_end_with_the_block_that_declares_them(name: str) -> None:
    """An inner one hides an outer one of its name, and does not change it."""
    text = f"{{{{ ${name} := 1 }}}}{{{{ if true }}}}{{{{ ${name} := 2 }}}}{{{{ ${name} }}}}{{{{ end }}}}{{{{ ${name} }}}}"
    assert rendered(text) == "21"


@given(st.text("abcABC012 _-", max_size=16))
@quick
def test_spellings_of_a_name_have_the_same_words(text: str) -> None:
    """Snakes and kebabs differ in what is between the words alone, and are left as they are."""
    snake = rendered("{{ snakecase .x }}", x=text)
    kebab = rendered("{{ kebabcase .x }}", x=text)
    assert snake.replace("_", "-") == kebab.replace("_", "-")
    assert snake == snake.lower()
    assert rendered("{{ snakecase .x }}", x=snake) == snake
