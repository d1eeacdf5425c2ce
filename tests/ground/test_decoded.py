"""Bytes of a file that should be text, and where the first one stands that is none."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.ground.written import ProblemsError, read_yaml
from switchover.ground.written.text import decoded


@given(st.text())
def test_utf_8_is_read_with_and_without_a_mark(text: str) -> None:
    """The mark is no part of the text; a second one is."""
    content = text.encode()
    if content[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} or "\0" in text[:4]:
        return
    assert decoded(codecs.BOM_UTF8 + content, "f") == text
    if not text.startswith("\ufeff") and not content.startswith((b"PK\x03\x04", b"BZh")):
        assert decoded(content, "f") == text


@given(st.text("aé世😀\n", max_size=20), st.sampled_from([b"\xff", b"\xc3", b"\xe4\xb8", b"\xed\xa0\x80"]))  # fmt: skip
def test_the_first_wrong_byte_is_pointed_at(before: str, wrong: bytes) -> None:
    """By the characters that stand before it, however many bytes these have."""
    with pytest.raises(ProblemsError) as caught:
        decoded(f"text {before}".encode() + wrong + b" \xfe", "f", code="CODE")
    (problem,) = caught.value.problems
    lines = f"text {before}".split("\n")
    assert (problem.line, problem.column) == (len(lines), len(lines[-1]) + 1)
    assert problem.code == "CODE"
    assert f"0x{wrong[0]:02x}" in str(problem)


@pytest.mark.parametrize(
    ("content", "what", "todo"),
    [
        ("a: 1".encode("utf-16"), "UTF-16 text", "iconv -f UTF-16 -t UTF-8"),
        ("a: 1".encode("utf-16-be"), "UTF-16 text", "iconv -f UTF-16-BE"),
        ("a: 1".encode("utf-32-le"), "UTF-32 text", "iconv -f UTF-32-LE"),
        (codecs.BOM_UTF32_LE + b"a\0\0\0", "UTF-32 text", "iconv -f UTF-32 "),
        (b"\x1f\x8b\x08\x00", "a gzip archive", "unpack it first"),
        (b"BZh91AY", "a bzip2 archive", "unpack it first"),
        (b"\xfd7zXZ\x00", "an xz archive", "unpack it first"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first"),
    ],
)
def test_a_file_of_another_kind_is_told_as_that(
    tmp_path: Path, content: bytes, what: str, todo: str
) -> None:
    """With what to do about it, not with its first wrong byte."""
    file = tmp_path / "flow.yaml"
    file.write_bytes(content)
    with pytest.raises(ProblemsError) as caught:
        read_yaml(file)
    (problem,) = caught.value.problems
    assert what in problem.message
    assert todo in str(problem)
    assert problem.code == "YAML_ENCODING"
    assert (problem.file, problem.line, problem.column) == (str(file), 1, 1)


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    """A reader of YAML leaves it to whoever asked."""
    with pytest.raises(FileNotFoundError):
        read_yaml(tmp_path / "absent.yaml")


def test_a_yaml_file_of_windows_is_read(tmp_path: Path) -> None:
    """With its mark and its line ends; places are told by the name of the file."""
    file = tmp_path / "flow.yaml"
    file.write_bytes(codecs.BOM_UTF8 + "é: 1\r\nb: [x,\r\n y]\r\n".encode())
    document = read_yaml(file)
    assert document.data == {"é": 1, "b": ["x", "y"]}
    assert str(document.at(("é",))) == f"{file}:1:4"
    assert str(document.at(("b", 1))) == f"{file}:3:2"
