"""Where the keys of a TOML document stand."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.ground.written.toml_places import positions


def test_keys_tables_and_items_have_their_line_and_column() -> None:
    """Each kind of key is found where a person would point at."""
    text = """\
name = "x" # a comment with = and [brackets]

[a."b.c"]
d.e = 1
list = [ 1,
  [2, 3], # inner
  { k = "v", l = [4] },
]
[[pairs]]
name = '''
text with [brackets] and name = 1
'''
[pairs.budget]
latency = 0.5
[[pairs]]
when = 1979-05-27T07:32:00Z
"""
    found = positions(text)
    assert found[("name",)] == (1, 1)
    assert found[("a", "b.c")] == (3, 1)
    assert found[("a", "b.c", "d", "e")] == (4, 1)
    assert found[("a", "b.c", "list", 0)] == (5, 10)
    assert found[("a", "b.c", "list", 1, 1)] == (6, 7)
    assert found[("a", "b.c", "list", 2, "k")] == (7, 5)
    assert found[("a", "b.c", "list", 2, "l", 0)] == (7, 19)
    assert found[("pairs", 0)] == (9, 1)
    assert found[("pairs", 0, "name")] == (10, 1)
    assert found[("pairs", 0, "budget", "latency")] == (14, 1)
    assert found[("pairs", 1, "when")] == (16, 1)


KEYS = st.text(min_size=1, max_size=8).filter(lambda key: key.isprintable())
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(max_size=12).filter(str.isprintable),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def text_of(value: object) -> str:
    """Write a scalar as TOML, which knows no surrogate escapes."""
    return json.dumps(value, ensure_ascii=False)


def written(value: object) -> str:
    """Write a value as TOML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text_of(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(one) for one in value) + "]"
    return text_of(value)


def paths(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """List the path of every key and item."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return {path} | {one for key, item in inner for one in paths(item, (*path, key))}


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_key_and_item_of_any_document_is_found(table: dict[str, object]) -> None:
    """The scanner finds exactly the paths that tomllib finds, each at its own text."""
    text = "".join(f"{text_of(key)} = {written(value)}\n" for key, value in table.items())
    document = tomllib.loads(text)
    found = positions(text)
    assert set(found) == paths(document) - {()}
    for path, (line, column) in found.items():
        if isinstance(path[-1], str):
            assert text.split("\n")[line - 1][column - 1 :].startswith(text_of(path[-1]))


@pytest.mark.parametrize("text", ["", "\n\n# only a comment", 'k = """a""""'])
def test_odd_documents_are_read_to_their_end(text: str) -> None:
    """Nothing, comments, and a quote at the end of a long text do not stop the scanner."""
    assert set(positions(text)) == {(key,) for key in tomllib.loads(text)}
