"""Two versions of one library are each measured as themselves, whatever is imported first."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from switchover.bench import memory
from switchover.bench.apart import must_be_apart
from switchover.bench.driver import Suite
from switchover.bench.options import Options
from switchover.bench.pair import Pair

BESIDE = """
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "{folder}"))
from twofold import made
"""


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library that is installed, another version in a folder beside it, and a third module."""
    (tmp_path / "newer_ones").mkdir()
    (tmp_path / "twofold.py").write_text("def made(count):\n    return [0]\n")
    (tmp_path / "newer_ones" / "twofold.py").write_text(
        "def made(count):\n    return [bytearray(4000) for _ in range(count)]\n"
    )
    (tmp_path / "twofold_new.py").write_text(BESIDE.format(folder="newer_ones"))
    (tmp_path / "twofold_same.py").write_text(BESIDE.format(folder="no_ones"))
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("twofold", "twofold_new", "twofold_same"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def test_who_must_be_apart(versions: Path) -> None:
    """Where one name leads to two files, and not where the import path merely grew."""
    assert must_be_apart("twofold:made", "twofold_new:made")
    assert must_be_apart("twofold_new:made", "twofold:made")
    assert not must_be_apart("twofold:made", "twofold_same:made")
    assert not must_be_apart("twofold:made", "twofold:made")
    assert not must_be_apart("json:loads", "twofold:made")
    assert not must_be_apart("twofold:made", "not_there:made")
    assert not must_be_apart(len, "twofold:made")


def test_each_version_is_measured_as_itself(versions: Path) -> None:
    """In time each in a process of its own; in memory, whichever was imported here before."""
    path, pair = list(sys.path), ("twofold:made", "twofold_new:made")
    opened = Suite().open(
        Pair(control=pair[0], candidate=pair[1], inputs=[((9,), {})]), Options(seed=1)
    )
    assert opened._job().control_path == tuple(path)
    found = memory.measure(*pair, [((9,), {})], budget=0.05, time_s=20, gates=())
    allocated = next(each for each in found.metrics if each.name == "allocated")
    assert allocated.candidate > 9 * 4000 > 100 * allocated.control
    assert sys.path == path
