"""A TOML file: its data, the places of its keys, and what is wrong with it."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.ground.written import ProblemsError, TomlDocument, read_toml


def read(tmp_path: Path, content: str | bytes) -> TomlDocument:
    file = tmp_path / "plan.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_toml(file)


def refused(tmp_path: Path, content: str | bytes) -> tuple[str, int, int]:
    with pytest.raises(ProblemsError) as caught:
        read(tmp_path, content)
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / "plan.toml")
    return problem.message, problem.line, problem.column


TEXT = """\
title = "é世" # = [no]
[[pair]]
name = 'a'
rules = [ { path = "x", kinds = ["k", "l"] }, { path = "y" } ]
[[pair]]
name = "b"
[pair.budget]
"latency p95" = 1.05
a.b.c = 1
[[pair.rules]]
path = '''
[[pair]]
'''
[[pair.rules]]
path = "z"
"""


@pytest.mark.parametrize(
    ("path", "value", "line", "column"),
    [
        (("title",), "é世", 1, 1),
        (("pair", 0), None, 2, 1),
        (("pair", 0, "name"), "a", 3, 1),
        (("pair", 0, "rules", 0), None, 4, 11),
        (("pair", 0, "rules", 0, "kinds", 1), "l", 4, 39),
        (("pair", 0, "rules", 1, "path"), "y", 4, 49),
        (("pair", 1), None, 5, 1),
        (("pair", 1, "budget"), None, 7, 1),
        (("pair", 1, "budget", "latency p95"), 1.05, 8, 1),
        (("pair", 1, "budget", "a", "b", "c"), 1, 9, 1),
        (("pair", 1, "rules", 0, "path"), "[[pair]]\n", 11, 1),
        (("pair", 1, "rules", 1, "path"), "z", 15, 1),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "marked"])
def test_keys_stand_where_an_editor_shows_them(
    tmp_path: Path,
    path: tuple[Any, ...],
    value: Any,
    line: int,
    column: int,
    line_end: str,
    mark: bytes,
) -> None:
    """Whatever ends its lines, and with a byte order mark, which counts in no column."""
    document = read(tmp_path, mark + TEXT.replace("\n", line_end).encode())
    found = document.at(path)
    assert (found.line, found.column) == (line, column)
    held: Any = document.data
    for step in path:
        held = held[step]
    assert value is None or held == value


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("nothing",), 1, 1),
        (("pair", 1, "nothing"), 5, 1),
        (("pair", 1, "budget", "nothing", "more"), 7, 1),
        (("pair", 9, "name"), 2, 1),
        (("title", 0), 1, 1),
        (("title", 0, "x"), 1, 1),
        (("pair", 0, "name", 0), 3, 1),
    ],
)
def test_what_is_not_there_stands_at_the_nearest_thing(
    tmp_path: Path, path: tuple[Any, ...], line: int, column: int
) -> None:
    """An index that is not there stands for the one value written in place of a list."""
    found = read(tmp_path, TEXT).at(path)
    assert found.line == line or path[:2] == ("pair", 9)
    assert found.column == column


@pytest.mark.parametrize(
    ("content", "said", "line", "column"),
    [
        ("a = 1\nb = \n", "not TOML", 2, 5),
        ("a = 1\na = 2\n", "not TOML", 2, 6),
        ("a = 1\r\nb = @\r\n", "not TOML", 2, 5),
        ("é = 1\n", "not TOML", 1, 1),
        ('a = "x', "not TOML", 1, 0),
        ('a = """x\ny', "not TOML", 2, 0),
        ('# \u2028 \x85\na = "x', "not TOML", 2, 0),
        ("a = [1,\n 2", "not TOML", 2, 0),
        (b"a = 1\nb = '\xff'\n", "not UTF-8", 2, 6),
        (b"\xef\xbb\xbfa = '\xc3'", "not UTF-8", 1, 6),
        ("a = 1".encode("utf-16"), "UTF-16", 1, 1),
        ("a = 1".encode("utf-32"), "UTF-32", 1, 1),
        ("a = 1".encode("utf-16-le"), "UTF-16", 1, 1),
        (b"\x1f\x8b\x08", "gzip", 1, 1),
        (b"PK\x03\x04", "ZIP", 1, 1),
        ("[a]\n[a]\n", "not TOML", 2, 3),
        ("a = 1\n[a.b]\n", "not TOML", 2, 5),
        ("a = " + "[" * 10_000, "nested too deeply", 1, 0),
    ],
)  # fmt: skip
def test_what_is_no_toml_is_told_with_its_place(
    tmp_path: Path, content: str | bytes, said: str, line: int, column: int
) -> None:
    """Line and column, or the last line where the text ends too early."""
    message, at_line, at_column = refused(tmp_path, content)
    assert said in message
    assert at_line == line
    if column:
        assert abs(at_column - column) <= 1  # what stands behind is told by some versions of Python


@pytest.mark.parametrize("name", ["absent.toml", "folder"])
def test_what_cannot_be_read_is_told_with_its_name(tmp_path: Path, name: str) -> None:
    """As a problem of that file, with no line."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(ProblemsError, match="cannot be read") as caught:
        read_toml(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: cannot be read")


def test_a_problem_is_made_at_its_path(tmp_path: Path) -> None:
    """With the value that was given, also where that is nothing."""
    document = read(tmp_path, TEXT)
    problem = document.problem(("pair", 1, "name"), "is taken", "choose another", value="b")
    assert str(problem) == f'{tmp_path}/plan.toml:6:1: is taken (got "b"); choose another'
    assert "(got None)" in str(document.problem(("title",), "is nothing", value=None))
    assert "got" not in str(document.problem(("title",), "is odd"))


TABLES = st.dictionaries(
    st.text("abc-_09", min_size=1, max_size=4), st.integers(0, 9), min_size=1, max_size=4
)


@given(st.lists(TABLES, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=40)
def test_tables_of_an_array_are_told_apart(
    tables: list[dict[str, int]], line_end: str, blank: bool
) -> None:
    """The keys of each stand below its own header."""
    from tempfile import TemporaryDirectory

    lines: list[str] = []
    wanted: dict[tuple[Any, ...], int] = {}
    for number, table in enumerate(tables):
        lines += [""] * blank + ["[[t]]"]
        wanted["t", number] = len(lines)
        for key, value in table.items():
            lines.append(f"{key} = {value}")
            wanted["t", number, key] = len(lines)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "x.toml"
        file.write_bytes(line_end.join(lines).encode())
        document = read_toml(file)
    assert document.data == {"t": tables}
    assert {path: document.at(path).line for path in wanted} == wanted
