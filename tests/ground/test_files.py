"""A file is written as a whole, or the old one stands."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from switchover.ground import replace_file, whole_file


def test_what_fails_on_the_way_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    """An error inside passes through, and what was written by then is gone."""
    file = tmp_path / "deep" / "kept.txt"
    replace_file(file, b"old")
    with pytest.raises(KeyError), whole_file(file) as written:
        written.write(b"half")
        assert file.read_bytes() == b"old"
        raise KeyError
    assert file.read_bytes() == b"old"
    replace_file(file, b"new")
    assert file.read_bytes() == b"new"
    assert [path.name for path in file.parent.iterdir()] == ["kept.txt"]


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    """Not the one that is written beside it."""
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(OSError, match="taken") as caught:
        replace_file(folder, b"x")
    assert caught.value.filename == str(folder)
    assert list(tmp_path.iterdir()) == [folder]
    with pytest.raises(OSError, match=r"No space left: '.*full'"), whole_file(tmp_path / "full"):
        raise OSError(errno.ENOSPC, "No space left")
    assert list(tmp_path.iterdir()) == [folder]
    with pytest.raises(OSError, match="gone") as caught, whole_file(tmp_path / "gone" / "file"):
        pass
    assert caught.value.filename == str(tmp_path / "gone" / "file")


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_a_private_file_is_its_owners(tmp_path: Path) -> None:
    """What was recorded may be read by nobody else, also where the mask allows it."""
    before = os.umask(0o022)
    try:
        for private, mode in ((True, 0o600), (False, 0o644)):
            file = tmp_path / str(private)
            with whole_file(file, private=private, lasting=True) as written:
                written.write(b"x")
            assert stat.S_IMODE(file.stat().st_mode) == mode
    finally:
        os.umask(before)


def test_an_error_of_another_file_keeps_its_name(tmp_path: Path) -> None:
    """What the block reads while it writes may fail as well: that is told of the file that failed."""
    with pytest.raises(FileNotFoundError) as caught, whole_file(tmp_path / "written") as written:
        written.write((tmp_path / "absent").read_bytes())
    assert caught.value.filename == str(tmp_path / "absent")
    assert list(tmp_path.iterdir()) == []


def test_an_error_without_a_number_keeps_its_words(tmp_path: Path) -> None:
    """A library's own OSError says what happened."""
    with pytest.raises(OSError, match="the archive is broken"), whole_file(tmp_path / "written"):
        raise OSError("the archive is broken")
    assert list(tmp_path.iterdir()) == []


def test_two_files_may_be_written_at_once(tmp_path: Path) -> None:
    """One inside the other, each as a whole; the outer one may fail and leave the inner one."""
    with pytest.raises(ValueError, match="late"), whole_file(tmp_path / "outer") as outer:
        outer.write(b"1")
        with whole_file(tmp_path / "inner") as inner:
            inner.write(b"2")
        raise ValueError("late")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"inner": b"2"}


@pytest.mark.parametrize("data", [b"", b"\0" * 100_000, bytes(range(256))])
def test_what_was_given_is_what_stands_there(tmp_path: Path, data: bytes) -> None:
    """To the byte, and over a longer file that was there."""
    file = tmp_path / "a" / "b" / "é 世"
    replace_file(file, b"x" * 200_000)
    replace_file(file, data)
    assert file.read_bytes() == data


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are POSIX's")
def test_a_link_stays_one_and_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """Who reads by the other name sees the new text; a device of the system stays what it is."""
    (tmp_path / "far").mkdir()
    file, link, pipe = tmp_path / "far" / "file", tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(Path("far") / "file")
    for text in (b"first", b"second"):  # it leads nowhere, then to a file
        replace_file(link, text)
        assert (link.is_symlink(), file.read_bytes(), link.read_bytes()) == (True, text, text)
    assert [path.name for path in file.parent.iterdir()] == ["file"]
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_file(pipe, b"told")
        assert os.read(reading, 9) == b"told"
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
