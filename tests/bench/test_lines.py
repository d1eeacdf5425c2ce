"""Whose a line of code is: a user's, a library's, the standard library's, or of what measures."""

import os
import sysconfig
from pathlib import Path

import pytest

from switchover import bench
from switchover.bench.launch.leftovers import SEGMENTS
from switchover.bench.leaks.outside import made_path
from switchover.bench.lines import described, is_ours, is_user_file

OURS = Path(bench.__file__).parent
LIBRARY = Path(sysconfig.get_path("stdlib"))
FAR = Path("/somewhere/else")


@pytest.mark.parametrize(
    ("file", "users", "ours"),
    [
        (FAR / "shop.py", True, False),
        (Path(__file__), True, False),
        (LIBRARY / "json" / "decoder.py", False, False),
        (LIBRARY / "site-packages" / "shop" / "new.py", True, False),
        (LIBRARY.with_name(f"{LIBRARY.name}-of-mine") / "shop.py", True, False),
        (OURS / "lines.py", False, True),
        (OURS / "leaks" / "probes.py", False, True),
        (OURS.with_name(f"{OURS.name}_of_mine") / "shop.py", True, False),
    ],
)
def test_a_file_is_the_users_unless_it_is_of_the_library_or_ours(file, users, ours):
    """By its folder, and not by how that begins; installed libraries are what a user chose."""
    assert (is_user_file(str(file)), is_ours(str(file))) == (users, ours)


@pytest.mark.parametrize("name", ["<string>", "<frozen importlib._bootstrap>", "<stdin>"])
def test_what_has_no_file_is_nobodys(name):
    """It could not be looked up."""
    assert not is_user_file(name)


def test_a_place_is_written_from_here_or_from_the_library(tmp_path, monkeypatch):
    """And in full where it lies elsewhere."""
    monkeypatch.chdir(tmp_path)
    assert described(str(tmp_path / "shop" / "new.py"), 3, "f") == "shop/new.py:3 in f"
    assert described(str(tmp_path / "new.py"), 3, "") == "new.py:3"
    assert described(str(LIBRARY / "json" / "decoder.py"), 7, "f") == "json/decoder.py:7 in f"
    assert described(str(FAR / "new.py"), 1, "f") == f"{FAR / 'new.py'}:1 in f"


@pytest.mark.parametrize(
    ("event", "arguments", "made"),
    [
        ("os.mkdir", ("/a/b", 0o777, -1), "/a/b"),
        ("open", ("/a/b", "w", os.O_CREAT | os.O_WRONLY), "/a/b"),
        ("open", (b"/a/b", "w", os.O_CREAT), "/a/b"),
        ("open", (Path("/a/../b"), "w", os.O_CREAT), "/b"),
        ("open", ("/a/b", "r", os.O_RDONLY), ""),
        ("open", ("/a/b", "r", None), ""),
        ("open", ("/a/b", "r+", os.O_RDWR), ""),
        ("open", (5, "w", os.O_CREAT), ""),
        ("os.mkdir", (), ""),
        ("os.rmdir", ("/a/b", -1), ""),
    ],
)
def test_only_what_makes_a_file_has_made_one(event, arguments, made):
    """Opening one that is there makes none; a descriptor has no name."""
    assert made_path(event, arguments) == made


def test_a_path_from_here_is_told_in_full(tmp_path, monkeypatch):
    """Whoever clears it away may stand elsewhere by then."""
    monkeypatch.chdir(tmp_path)
    assert made_path("os.mkdir", ("made",)) == str(tmp_path / "made")
    assert SEGMENTS.is_absolute()
