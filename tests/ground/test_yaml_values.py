"""What a YAML document holds: YAML 1.2's scalars, text keys, merges; and what is refused, with its place."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.ground.written import ProblemsError, parse_yaml
from switchover.ground.written.compose import DocumentLimits
from switchover.ground.written.scalars import read_plain

both = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "python"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("tRUE", "tRUE"),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"),
        ("0", 0), ("-0", 0), ("+7", 7), ("010", 10), ("0o17", 15), ("0o8", "0o8"), ("0x1F", 31),
        ("0X1F", "0X1F"), ("-0x1F", "-0x1F"), ("0b11", "0b11"), ("1_000", "1_000"), ("1,5", "1,5"),
        ("1:30", "1:30"), ("2024-01-31", "2024-01-31"), ("12e", "12e"), ("e5", "e5"), ("+", "+"),
        ("-", "-"), (".", "."), ("..", ".."), ("-.", "-."), ("+.5", 0.5), (".5", 0.5), ("5.", 5.0),
        ("1e3", 1000.0), ("1E+3", 1000.0), ("1e-3", 0.001), ("-1.5e2", -150.0), ("1.e2", 100.0),
        ("0.1", 0.1), ("-0.0", -0.0), (".inf", math.inf), ("+.INF", math.inf), ("-.Inf", -math.inf),
        ("inf", "inf"), (".iNF", ".iNF"), ("1e-999", 0.0), ("1.2.3", "1.2.3"), ("--1", "--1"),
        ("9223372036854775807", 2**63 - 1), ("-9223372036854775808", -(2**63)),
        ("18446744073709551615", 2**64 - 1), ("18446744073709551616", 2.0**64),
        ("-9223372036854775809", -(2.0**63)), ("0xffffffffffffffff", 2**64 - 1),
        ("0x10000000000000000", 2.0**64), ("0" * 80 + "7", 7), ("-" + "0" * 80 + "7", -7),
        ("0x" + "0" * 80 + "f", 15), ("0o" + "0" * 80 + "7", 7), ("1" * 70, float("1" * 70)),
        ("0x" + "f" * 70, float(int("f" * 70, 16))), ("\u0661", "\u0661"), ("1\u0660", "1\u0660"),
        ("<<", "<<"), ("{{ .x }}", "{{ .x }}"), ("0x", "0x"), ("0o", "0o"), ("0xg", "0xg"),
    ],
)  # fmt: skip
def test_a_plain_scalar_is_what_yaml_1_2_says(text: str, value: Any) -> None:
    """Of the type as well; a whole number outside 64 bits is a float, as in Go."""
    found = read_plain(text)
    assert type(found) is type(value)
    assert found == value
    if isinstance(value, float):
        assert math.copysign(1, found) == math.copysign(1, value)  # type: ignore[arg-type]


def test_a_number_that_is_none_is_told_apart_from_itself() -> None:
    """`.nan` is a float."""
    assert math.isnan(read_plain(".nan"))  # type: ignore[arg-type]
    assert math.isnan(read_plain(".NaN"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1" * 400, "0x" + "f" * 300])
def test_a_number_beyond_every_float_is_refused(text: str) -> None:
    """It is no infinity."""
    with pytest.raises(ValueError, match="out of range"):
        read_plain(text)


@given(st.integers(-(2**63), 2**64 - 1), st.sampled_from(["", "0", "000"]))
@settings(max_examples=60)
def test_a_whole_number_of_64_bits_is_read_exactly(number: int, zeros: str) -> None:
    """With zeros before it as well."""
    sign = "-" if number < 0 else ""
    found = read_plain(f"{sign}{zeros}{abs(number)}")
    assert type(found) is int
    assert found == number


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=60)
def test_a_float_that_python_writes_is_read_exactly(number: float) -> None:
    """To the last bit."""
    assert read_plain(repr(number)) == number


@both
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: '5'", {"a": "5"}),
        ('a: "true"', {"a": "true"}),
        ("a: !!str 5", {"a": "5"}),
        ("a: ! '5'", {"a": "5"}),
        ("a: !!int '5'", {"a": 5}),
        ("a: !!float 5", {"a": 5.0}),
        ("a: !!float 5.5", {"a": 5.5}),
        ("a: !!bool true", {"a": True}),
        ("a: !!null ''", {"a": None}),
        ("a: !!map {}", {"a": {}}),
        ("a: !!seq []", {"a": []}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("a: |-\n  x\n", {"a": "x"}),
        ("a: >\n  x\n  y\n", {"a": "x y\n"}),
        ("1: a\n1.0: b\ntrue: c\n~: d", {"1": "a", "1.0": "b", "true": "c", "~": "d"}),
        ("!!int 1: a", {"1": "a"}),
        ("'<<': {a: 1}", {"<<": {"a": 1}}),
        ("<<: {a: 1}\nb: 2", {"a": 1, "b": 2}),
        ("!!merge <<: {a: 1}", {"a": 1}),
        ("a: 1\n<<: {a: 2}", {"a": 1}),
        ("<<: {a: 2}\na: 1", {"a": 1}),
        ("<<: [{a: 1}, {a: 2, b: 2}]", {"a": 1, "b": 2}),
        ("<<: {<<: {a: 1, b: 1}, b: 2}\nc: 3", {"a": 1, "b": 2, "c": 3}),
        ("<<: []", {}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("*x : 1", None),
        ("[a, [b], {c: d}, ]", ["a", ["b"], {"c": "d"}]),
        ("{a, b: }", {"a": None, "b": None}),
        ("- - 1\n- ", [[1], None]),
        ("5", 5),
        ('"\\u00e9\\U0001F600\\x41\\n\\e"', "é😀A\n\x1b"),
        ("'it''s'", "it's"),
    ],
)  # fmt: skip
def test_a_document_holds_plain_data(text: str, value: Any, pure: bool) -> None:
    """Quotes and tags decide on the type, keys are text as written, merges never take a key away."""
    if value is None:
        with pytest.raises(ProblemsError, match="alias"):
            parse_yaml(text, pure=pure)
        return
    found = parse_yaml(text, pure=pure).data
    assert found == value
    assert json.dumps(found, sort_keys=True) == json.dumps(value, sort_keys=True)  # types as well


@both
def test_what_is_met_again_is_no_shared_object(pure: bool) -> None:
    """A change of one is none of the other."""
    data = parse_yaml("a: &x {k: [1]}\nb: *x\nc: {<<: *x}", pure=pure).data
    data["a"]["k"].append(2)
    assert data["b"] == {"k": [1]}
    assert data["c"] == {"k": [1]}


REFUSED = [
    ("a: 1\na: 2", "YAML_DUPLICATE_KEY", 2, 1),
    ("{a: 1, 'a': 2}", "YAML_DUPLICATE_KEY", 1, 8),
    ("a: {b: 1,\n  b: 2}", "YAML_DUPLICATE_KEY", 2, 3),
    ("1: a\n'1': b", "YAML_DUPLICATE_KEY", 2, 1),
    ("? [a]\n: 1", "YAML_KEY", 1, 3),
    ("{{ .x }}: 1", "YAML_KEY", 1, 1),
    ("a: !foo 1", "YAML_TAG", 1, 4),
    ("a: !!python/object:os.system x", "YAML_TAG", 1, 4),
    ("a: !!binary aGk=", "YAML_TAG", 1, 4),
    ("a: !!timestamp 2024-01-01", "YAML_TAG", 1, 4),
    ("a: !!int 1.5", "YAML_TAG", 1, 4),
    ("a: !!int true", "YAML_TAG", 1, 4),
    ("a: !!float true", "YAML_TAG", 1, 4),
    ("a: !!float x", "YAML_TAG", 1, 4),
    ("a: !!bool 1", "YAML_TAG", 1, 4),
    ("a: !!null x", "YAML_TAG", 1, 4),
    ("a: !!set {b}", "YAML_TAG", 1, 4),
    ("a: !foo [1]", "YAML_TAG", 1, 4),
    ("a: !foo {b: 1}", "YAML_TAG", 1, 4),
    ("!foo a: 1", "YAML_TAG", 1, 1),
    ("x: {!!binary a: 1}", "YAML_TAG", 1, 5),
    ("a: 1e999", "YAML_NUMBER", 1, 4),
    ("a: &x {<<: *x}", "YAML_ALIAS", 1, 4),
    ("a: &x [*x]", "YAML_ALIAS", 1, 4),
    ("<<: 5", "YAML_MERGE", 1, 5),
    ("<<: [{a: 1}, [b]]", "YAML_MERGE", 1, 14),
    ("<<:", "YAML_MERGE", 1, 4),
    ("a: [", "YAML_SYNTAX", 1, 5),
    ("a: 'x", "YAML_SYNTAX", 1, 6),
    ("a: 1\n b: 2", "YAML_SYNTAX", 2, 3),
    ("a:\tb: 1", "YAML_SYNTAX", 1, 5),
    ("a: *none", "YAML_SYNTAX", 1, 4),
    ("a: 1\n---\nb: 2", "YAML_SYNTAX", 2, 1),
    ("x\n\x00", "YAML_SYNTAX", 2, 1),
    ("", "YAML_EMPTY", 1, 1),
    ("# nothing", "YAML_EMPTY", 1, 1),
]  # fmt: skip


@both
@pytest.mark.parametrize(("text", "code", "line", "column"), REFUSED)
def test_what_is_refused_is_told_with_its_place(
    text: str, code: str, line: int, column: int, pure: bool
) -> None:
    """With a code for a program; nothing of it is taken for something else in silence."""
    with pytest.raises(ProblemsError) as caught:
        parse_yaml(text, "f", pure=pure)
    problem = caught.value.problems[0]
    assert problem.code == code
    assert (problem.file, problem.line) == ("f", line)
    if code != "YAML_SYNTAX":  # the two composers point at other ends of what they cannot read
        assert problem.column == column


@both
def test_all_faults_are_told_at_once(pure: bool) -> None:
    """In the order of the document, each with its own place."""
    with pytest.raises(ProblemsError) as caught:
        parse_yaml("a: 1\na: 2\nb: !foo 1\nc: 1e999\n? [k]\n: 1\n", pure=pure)
    assert [(one.code, one.line) for one in caught.value.problems] == [
        ("YAML_DUPLICATE_KEY", 2),
        ("YAML_TAG", 3),
        ("YAML_NUMBER", 4),
        ("YAML_KEY", 5),
    ]


@both
@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("x" * 101, DocumentLimits(characters=100)),
        ("[" * 11 + "]" * 11, DocumentLimits(depth=10)),
        ("[1, 2, 3, 4]", DocumentLimits(nodes=4)),
        ("a: &a [1, 1, 1]\nb: [*a, *a, *a]", DocumentLimits(nodes=12)),
        ("a: &a {x: 1}\nb: {<<: [*a, *a, *a, *a]}", DocumentLimits(nodes=9)),
    ],
)
def test_a_document_beyond_its_limits_is_refused(
    text: str, limits: DocumentLimits, pure: bool
) -> None:
    """Aliases and merges count in full."""
    with pytest.raises(ProblemsError, match=r"refused|too large"):
        parse_yaml(text, limits=limits, pure=pure)


@both
def test_a_document_within_its_limits_is_read(pure: bool) -> None:
    """The limits themselves are allowed."""
    limits = DocumentLimits(characters=22, nodes=5, depth=2)
    assert parse_yaml("[1, 2, 3, 4]", limits=limits, pure=pure).data == [1, 2, 3, 4]
    assert parse_yaml("x" * 22, limits=limits, pure=pure).data == "x" * 22
