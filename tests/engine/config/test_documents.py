"""Reading YAML: plain data by YAML 1.2, a position for every value, and what is refused."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config import ConfigError, DocumentLimits, parse_yaml, read_yaml
from switchover.ground.written.scalars import read_plain

BOTH = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "python"])


def refused(text: str, *, pure: bool = False, limits: DocumentLimits | None = None) -> list[str]:
    """What is refused, each as `line:column CODE`."""
    with pytest.raises(ConfigError) as caught:
        parse_yaml(text, "f.yaml", pure=pure, limits=limits or DocumentLimits())
    places = [(problem.position, problem.code) for problem in caught.value.problems]
    return [f"{place.line}:{place.column} {code}" for place, code in places if place]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("~", None), ("null", None), ("Null", None), ("NULL", None), ("nUll", "nUll")),
        *(("true", True), ("True", True), ("TRUE", True), ("false", False), ("tRue", "tRue")),
        *((word, word) for word in ("yes", "no", "on", "off", "y", "n", "Yes", "ON")),
        *(("12", 12), ("-7", -7), ("+7", 7), ("010", 10), ("0o17", 15), ("0x1F", 31), ("0b1", "0b1")),
        *(("1_000", "1_000"), ("12:30", "12:30"), ("1:30:00", "1:30:00"), ("2030-01-31", "2030-01-31")),
        *(("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1e3), ("-1.5E+3", -1500.0), (".", ".")),
        *(("1.2.3", "1.2.3"), ("-", "-"), ("+", "+"), ("1e", "1e"), ("e3", "e3"), ("0x", "0x")),
        *((".inf", math.inf), ("-.INF", -math.inf), ("+.Inf", math.inf), (".iNf", ".iNf")),
        *((str(2**63), 2**63), (str(2**64), float(2**64)), (str(-(2**63) - 1), float(-(2**63) - 1))),
        ("9" * 300, float("9" * 300)),
        ("0x" + "F" * 16, 2**64 - 1),
        ("١٢", "١٢"),
    ],
)  # fmt: skip
def test_plain_scalars_follow_yaml_1_2(text: str, value: Any) -> None:
    """Null, true, false and numbers by the core schema; all the rest is text."""
    read = read_plain(text)
    assert read == value
    assert type(read) is type(value)


def test_not_a_number_is_read_as_such() -> None:
    """The three spellings of the core schema are not-a-number, others are text."""
    assert all(math.isnan(read_plain(text)) for text in (".nan", ".NaN", ".NAN"))  # type: ignore[arg-type]  # floats all
    assert read_plain(".nAn") == ".nAn"


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_survive(number: float) -> None:
    """A number within 64 bits reads back as itself, a larger whole one as a float."""
    read = read_plain(repr(number))
    assert read == (number if -(2**63) <= number < 2**64 else float(number))


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_reads_as_a_scalar_or_out_of_range(text: str) -> None:
    """No text makes the reader of scalars fail otherwise."""
    try:
        read_plain(text)
    except ValueError as error:
        assert "out of range" in str(error)


@BOTH
def test_every_value_knows_its_line_and_column(pure: bool) -> None:
    """Positions count from one; what is not there has the place of what is around it."""
    text = "a: 1\nb:\n  - c\n  - {d: é, e: [x, y]}\nf: |\n  text\n"
    document = parse_yaml(text, "f.yaml", pure=pure)
    places = {
        ("a",): "1:4", ("b",): "3:3", ("b", 0): "3:5", ("b", 1): "4:5", ("b", 1, "d"): "4:9",
        ("b", 1, "e", 1): "4:19", ("f",): "5:4",
        ("b", 1, "none"): "4:5", ("b", 9): "3:3", ("a", "x"): "1:4", ("z",): "1:1", (): "1:1",
    }  # fmt: skip
    for path, place in places.items():
        assert str(document.at(path)) == f"f.yaml:{place}", path


@BOTH
def test_what_is_ambiguous_or_dangerous_is_refused(pure: bool) -> None:
    """Each refusal names the place."""
    check = {
        "a: 1\nb: 2\na: 3\n": ["3:1 YAML_DUPLICATE_KEY"],
        "a: {b: 1, b: 2}\nc: [{d: 1, d: 2}]\n": ["1:11 YAML_DUPLICATE_KEY", "2:12 YAML_DUPLICATE_KEY"],
        "with: {{ .x }}\n": ["1:8 YAML_KEY"],
        "? [a]\n: b\n": ["1:3 YAML_KEY"],
        "a: !!binary aGk=\n": ["1:4 YAML_TAG"],
        "a: !!int x\n": ["1:4 YAML_TAG"],
        "a: !mine {b: 1}\n": ["1:4 YAML_TAG"],
        "a: !mine [b]\n": ["1:4 YAML_TAG"],
        "a: 1e999\n": ["1:4 YAML_NUMBER"],
        "<<: 5\n": ["1:5 YAML_MERGE"],
        "a: b\n---\nc: d\n": ["2:1 YAML_SYNTAX"],
        "a: [b\n": ["2:1 YAML_SYNTAX"],
        "a: *b\n": ["1:4 YAML_SYNTAX"],
        "a: \x01\n": ["1:4 YAML_SYNTAX"],
        "a: 1\nb: \ud800\n": ["2:4 YAML_SYNTAX"],
        "": ["1:1 YAML_EMPTY"],
        "# only a comment\n": ["1:1 YAML_EMPTY"],
    }  # fmt: skip
    for text, places in check.items():
        assert refused(text, pure=pure) == places, text


@BOTH
def test_a_document_cannot_be_too_deep_or_too_large(pure: bool) -> None:
    """Nesting, values and characters have limits, and deep text is refused before it is read."""
    deep = "[" * 100_000
    assert refused(deep, pure=pure) == ["1:100 YAML_LIMIT"]
    assert refused("a: [1, 2, 3]", pure=pure, limits=DocumentLimits(nodes=5)) == ["1:4 YAML_LIMIT"]
    assert refused("a: bcd", pure=pure, limits=DocumentLimits(characters=5)) == ["1:1 YAML_LIMIT"]
    assert parse_yaml("[" * 99 + "]" * 99, pure=pure).data


@BOTH
def test_aliases_cannot_explode(pure: bool) -> None:
    """A document that grows beyond the limit through its aliases is refused within moments."""
    rows = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]
    merges = ["m0: &m0 {k: 1}"]
    merges += [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 9)]
    start = time.process_time()
    for lines in (rows, merges):
        assert refused("\n".join(lines), pure=pure)[0].endswith("YAML_ALIAS")
    assert time.process_time() - start < 5


@BOTH
def test_an_alias_of_itself_is_refused(pure: bool) -> None:
    """A list or a map that contains itself is refused, not walked for ever."""
    for text in ("a: &a [*a]", "a: &a {b: *a}", "&a {<<: *a}"):
        assert refused(text, pure=pure)[0].endswith("YAML_ALIAS")


@BOTH
def test_anchors_copy_and_merge_keys_yield(pure: bool) -> None:
    """An alias gives a copy of its own, and `<<` fills in what the map does not say itself."""
    text = """\
base: &base {a: 1, b: {c: 2}}
other: &other {a: 9, d: 4}
one: *base
two: {<<: *base, a: 5}
three: {<<: [*base, *other], e: 6}
four: {"<<": text}
"""
    document = parse_yaml(text, "f.yaml", pure=pure)
    data = document.data
    assert data["two"] == {"a": 5, "b": {"c": 2}}
    assert data["three"] == {"a": 1, "b": {"c": 2}, "d": 4, "e": 6}
    assert data["four"] == {"<<": "text"}
    data["one"]["b"]["c"] = 7
    assert data["base"]["b"] == {"c": 2}
    assert str(document.at(("two", "b", "c"))) == "f.yaml:1:27"
    assert str(document.at(("three", "d"))) == "f.yaml:2:25"


def test_keys_are_text_as_written() -> None:
    """Keys that look like numbers, flags or null stay what the author typed."""
    assert parse_yaml("{1: a, true: b, ~: c, 1.0: d, '': e}").data == {
        "1": "a",
        "true": "b",
        "~": "c",
        "1.0": "d",
        "": "e",
    }


def test_tags_of_the_core_schema_are_understood() -> None:
    """An explicit core tag is fine where the value fits it."""
    assert parse_yaml("[!!str 5, !!int '5', !!float 1, !!bool true, !!null ~]").data == [
        *("5", 5, 1, True, None)
    ]


@BOTH
def test_a_file_is_utf_8_with_or_without_a_mark(pure: bool, tmp_path: Path) -> None:
    """A byte order mark is skipped; other encodings are refused where they show."""
    file = tmp_path / "f.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: \xc3\xa9\n")
    assert read_yaml(file).data == {"a": "é"}
    file.write_bytes("a: é\nb: ü\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"f.yaml:1:4: YAML_ENCODING"):
        read_yaml(file)
    file.write_bytes("a: é\n".encode("utf-16"))
    with pytest.raises(ConfigError, match=r"f.yaml:1:1: YAML_ENCODING"):
        read_yaml(file)


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    """Only so much of a file is read as is needed to refuse it."""
    file = tmp_path / "f.yaml"
    with file.open("wb") as out:
        out.truncate(1 << 40)  # sparse: a terabyte of zeros
    with pytest.raises(ConfigError, match="YAML_LIMIT"):
        read_yaml(file)


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | LINES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LINES, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_json_is_read_as_it_is_by_both_composers(data: Any) -> None:
    """JSON text is YAML, and comes back as the data it was written from."""
    text = json.dumps({"data": data}, ensure_ascii=False)
    assert parse_yaml(text).data == {"data": data}
    assert parse_yaml(text, pure=True).data == {"data": data}
