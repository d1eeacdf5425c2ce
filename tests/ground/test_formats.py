"""What a file that should be UTF-8 text is instead, by its first bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest

from switchover.ground import not_utf8

TEXT = '{"args": ["é"]}\n'
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_wide_text_is_known_and_what_is_advised_reads_it(encoding: str) -> None:
    """With its mark and without; the encoding that is named is one that gives the text back."""
    found = not_utf8(TEXT.encode(encoding))
    assert found is not None
    what, remedy = found
    assert what == f"{encoding[:6].upper()} text"
    named = remedy.split("-f ")[1].split()[0]
    assert TEXT.encode(encoding).decode(named) == TEXT


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (gzip.compress(b"x", mtime=0), "a gzip"),
        (bz2.compress(b"x"), "a bzip2"),
        (lzma.compress(b"x"), "an xz"),
    ],
)
def test_what_is_packed_is_to_be_unpacked(content: bytes, what: str) -> None:
    """By its first bytes, whatever the file is called."""
    assert not_utf8(content) == (f"{what} archive", "unpack it first")


@pytest.mark.parametrize("content", [b"", b"\0", b"\0" * 8, b"a", b"{}", TEXT.encode("utf-8-sig")])
def test_what_may_be_text_is_left_to_its_reader(content: bytes) -> None:
    """Nothing, zeros alone, and UTF-8 with its mark."""
    assert not_utf8(content) is None


def test_a_text_may_hold_zeros_where_only_marks_count() -> None:
    """As a raw line may."""
    assert not_utf8(b"a\0b\0", marked=True) is None
    assert not_utf8(b"a\0b\0") is not None
