"""Where the values of a YAML document stand, by both composers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.ground.written import Position, parse_yaml

Path = tuple[str | int, ...]
both = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "python"])


def place(text: str, *path: str | int, pure: bool = False) -> tuple[int, int]:
    found = parse_yaml(text, pure=pure).at(path)
    return found.line, found.column


BLOCK = """\
# a comment
name: first
list:
  - 1
  -   two
  - key: v
    other: [a, {b: c}]
nested:
  deep:
    deeper: |
      text
      more
"quoted key": 'x'
? complex
: y
"""


@both
@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 2, 1),
        (("name",), 2, 7),
        (("list",), 4, 3),
        (("list", 0), 4, 5),
        (("list", 1), 5, 7),
        (("list", 2), 6, 5),
        (("list", 2, "key"), 6, 10),
        (("list", 2, "other", 1, "b"), 7, 20),
        (("nested", "deep", "deeper"), 10, 13),
        (("quoted key",), 13, 15),
        (("complex",), 15, 3),
    ],
)
def test_a_value_stands_where_its_text_begins(
    path: Path, line: int, column: int, pure: bool
) -> None:
    """In blocks and in flows, behind dashes, colons and indents."""
    assert place(BLOCK, *path, pure=pure) == (line, column)


@both
@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        (("missing",), ()),
        (("list", 9), ("list",)),
        (("list", "name"), ("list",)),
        (("list", 2, "missing", "more"), ("list", 2)),
        (("name", "below"), ("name",)),
        (("name", 0), ("name",)),
        (("nested", "deep", 0), ("nested", "deep")),
    ],
)
def test_what_is_not_there_stands_where_it_would_be(path: Path, nearest: Path, pure: bool) -> None:
    """At the nearest thing around it."""
    assert place(BLOCK, *path, pure=pure) == place(BLOCK, *nearest, pure=pure)


@both
@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\ufeffa: 1\nb: 2\n", 2, 4),
        ("a: 1\r\nb: 2\r\n", 2, 4),
        ("a: 1\rb: 2\r", 2, 4),
        ("é: 世界\nb: 2\n", 2, 4),
        ("{é: 世界, b: 2}", 1, 12),
        ("{😀: 😀, b: 2}", 1, 11),
        ('{"\\u00e9": 1, b: 2}', 1, 18),
        ("%YAML 1.2\n---\nb: 2\n", 3, 4),
        ("--- {b: 2}\n", 1, 9),
        ("--- # c\nb: 2\n...\n", 2, 4),
        ("b: # c\n  2\n", 2, 3),
        ("b: &x 2\n", 1, 4),
        ("b: !!int 2\n", 1, 4),
        ("a: >\n  folded\n\n  text\nb: 2\n", 5, 4),
        ("a: 'it''s\n  long'\nb: 2\n", 3, 4),
        ('a: "x\\\n  y"\nb: 2\n', 3, 4),
        ("a: plain\n  goes on\nb: 2\n", 3, 4),
        ("a:\nb: 2\n", 2, 4),
        ("\n\n  \nb: 2\n", 4, 4),
        ("{a: 1,\n b: 2}", 2, 5),
        ("? b\n: 2\n", 2, 3),
    ],
)
def test_lines_and_columns_are_those_of_an_editor(
    text: str, line: int, column: int, pure: bool
) -> None:
    """Columns count characters, whatever their bytes; a byte order mark and line ends change none."""
    assert parse_yaml(text, pure=pure).data["b"] == 2
    assert place(text, "b", pure=pure) == (line, column)


ALIASED = """\
base: &base
  a: 1
  b: {c: 2}
one: *base
two:
  <<: *base
  a: 5
three:
  <<: [{x: 1, y: 1}, {y: 2, z: 2}]
"""


@both
@pytest.mark.parametrize(
    ("path", "value", "line", "column"),
    [
        (("one",), {"a": 1, "b": {"c": 2}}, 1, 7),
        (("one", "b", "c"), 2, 3, 10),
        (("two", "a"), 5, 7, 6),
        (("two", "b", "c"), 2, 3, 10),
        (("three", "x"), 1, 9, 12),
        (("three", "y"), 1, 9, 18),
        (("three", "z"), 2, 9, 32),
    ],
)
def test_what_was_merged_or_met_again_stands_where_it_was_written(
    path: Path, value: Any, line: int, column: int, pure: bool
) -> None:
    """And its value is that of the place: of merged maps the first wins, a key of one's own over all."""
    document = parse_yaml(ALIASED, pure=pure)
    assert reached(document.data, path) == value
    assert place(ALIASED, *path, pure=pure) == (line, column)


def reached(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


KEYS = st.text(min_size=1, max_size=6).filter(str.isprintable)
LEAVES = st.none() | st.booleans() | st.integers(-99, 99) | KEYS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


def quoted(leaf: Any) -> str:
    return json.dumps(leaf, ensure_ascii=False)


def block(value: Any, indent: int = 0) -> Iterator[str]:
    """Write a value in blocks, which begin on a line of their own."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from under(f"{pad}{quoted(key)}:", item, indent)
    elif isinstance(value, list) and value:
        for item in value:
            yield from under(f"{pad}-", item, indent)
    else:
        yield pad + quoted(value)


def under(head: str, item: Any, indent: int) -> Iterator[str]:
    if item and isinstance(item, dict | list):
        yield head
        yield from block(item, indent + 2)
    else:
        yield f"{head} {quoted(item)}"


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        yield path, value
    for step, item in inner:
        yield from leaves(item, (*path, step))


@given(VALUES, st.sampled_from(["block", "flow", "spread"]), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=120, deadline=None)
def test_every_value_of_any_document_is_found(value: Any, form: str, line_end: str) -> None:
    """Each leaf has the place at which its own text stands, in every form, by both composers."""
    text = "\n".join(block(value)) if form == "block" else quoted(value)
    if form == "spread":
        text = json.dumps(value, ensure_ascii=False, indent=1)
    for pure in (False, True):
        document = parse_yaml(text.replace("\n", line_end), "file", pure=pure)
        assert document.data == value
        for path, leaf in leaves(value):
            found = document.at(path)
            assert found.file == "file"
            assert text.split("\n")[found.line - 1][found.column - 1 :].startswith(quoted(leaf))


def test_a_place_is_told_with_the_name_of_the_file() -> None:
    """As `file:line:column`."""
    assert str(parse_yaml("a: 1", "flow.yaml").at(("a",))) == "flow.yaml:1:4"
    assert parse_yaml("a: 1").at(()) == Position("<text>", 1, 1)
