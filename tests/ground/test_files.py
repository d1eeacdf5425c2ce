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
