"""JSON on the line, or a file that holds it: read as it is meant, and refused with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchover.cli.inputs import given_map, given_signal, placed
from switchover.engine.config import ConfigError
from switchover.ground.written import Problem

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=6),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("ab.$<~!&*", max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)  # fmt: skip


ODD = {
    "a": "\x85\u2028\u2029\x7f\x80\ufeff\ufffe\uffff\ue800\uf8ff",
    "\ue800\U00010000": ["\\\ufffe", "\U0010ffff"],
}
"""What YAML reads otherwise, or refuses."""


@settings(max_examples=80)
@example(ODD)
@given(st.dictionaries(st.text("abc:# -", max_size=4), VALUES, max_size=3))
def test_json_is_read_as_json_says(value: dict[str, Any]) -> None:
    """Every kind of value comes back with its type, whatever writes it and however it is indented."""
    for text in (
        json.dumps(value),
        json.dumps(value, ensure_ascii=False),
        json.dumps(value, indent="\t"),
    ):
        found = given_map(text, option="--input").data
        assert found == value
        assert repr(found) == repr(value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "--input:1:2: no JSON"),
        ('{"a": 1,}', "--input:1:"),
        ('{"a": 1} x', "--input:1:10: no JSON: Extra data"),
        ("{a: 1}", "--input:1:2: no JSON"),
        ('{"a": NaN}', "--input: NaN is no number of JSON"),
        ('{"a": [-Infinity]}', "--input: -Infinity is no number of JSON"),
        ("[1]", "'[1]' is neither a JSON object nor a file"),
        ("", "'' is neither a JSON object nor a file"),
        ("nowhere.json", "'nowhere.json' is neither a JSON object nor a file"),
        ("x" * 5000, "is neither a JSON object nor a file"),
        ("a\0b", "is neither a JSON object nor a file"),
        ("list.yaml", "list.yaml:2:1: must be an object"),
        ("text.json", "text.json:1:1: must be an object"),
    ],
)
def test_what_is_no_object_is_refused(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the option, and the place of what is wrong."""
    monkeypatch.chdir(tmp_path)
    Path("list.yaml").write_text("# odd\n- a: 1\n")
    Path("text.json").write_text('"text"')
    with pytest.raises(typer.BadParameter) as refused:
        given_map(text, option="--input")
    assert told in str(refused.value)
    assert refused.value.param_hint == "--input"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "YAML_DUPLICATE_KEY"),
        ('{"a": 1e999}', "YAML_NUMBER"),
        ('{"a": ' + "[" * 150 + "]" * 150 + "}", "YAML_LIMIT"),
        ('{"a": ' + "[" * 50_000 + "]" * 50_000 + "}", "YAML_LIMIT"),
    ],
)
def test_json_that_would_not_come_through_is_refused(text: str, code: str) -> None:
    """A key that is there twice, a number beyond all, what is nested without end."""
    with pytest.raises(ConfigError, match=code):
        given_map(text, option="--input")


def test_nothing_is_an_empty_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a file may be JSON or YAML."""
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text('{"a": "\\ud83d\\ude00"}')
    Path("b.yaml").write_text("b: {c: 0x10}\n")
    assert given_map(None, option="--input").data == {}
    assert given_map("  {}", option="--input").data == {}
    assert given_map("a.json", option="--input").data == {"a": "😀"}
    assert given_map("b.yaml", option="--input").data == {"b": {"c": 16}}
    assert str(given_map("b.yaml", option="--input").at(("b", "c"))) == "b.yaml:1:8"


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("ready", ("ready", {})),
        ("ready=", ("ready", {})),
        ('ready={"a": 1}', ("ready", {"a": 1})),
        ('ready={"a": "x=y"}', ("ready", {"a": "x=y"})),
        ("é.b-c", ("é.b-c", {})),
    ],
)
def test_a_signal_is_a_name_and_perhaps_a_payload(text: str, signal: tuple[str, Any]) -> None:
    """Parted at the first sign of equality."""
    assert given_signal(text) == signal


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "write NAME=JSON"), ("={}", "write NAME=JSON"), ("ready={", "--signal ready:1:2: no JSON"),
     ("ready=5", "'5' is neither a JSON object nor a file")],
)  # fmt: skip
def test_a_signal_that_is_none_is_refused(text: str, told: str) -> None:
    """And named, where it has a name."""
    with pytest.raises(typer.BadParameter) as refused:
        given_signal(text)
    assert told in str(refused.value)


def test_a_fault_of_an_input_stands_where_it_was_written() -> None:
    """Not in the schema that found it."""
    document = given_map('{"a": {\n  "b": 5}}', option="--input")
    error = ConfigError([Problem(code="INPUT", message="no", path=("a", "b"))])
    assert "--input:2:8" in str(placed(error, document))
