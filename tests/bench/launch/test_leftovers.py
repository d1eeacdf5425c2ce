"""What a launch leaves on the machine is noted, and gone when it is over."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from switchover.bench.errors import LaunchError
from switchover.bench.launch import launch
from switchover.bench.launch.leftovers import Notes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux shows shared memory")
TASKS = """
import os, tempfile
from multiprocessing import shared_memory
def leave(payload, end):
    names = [shared_memory.SharedMemory(create=True, size=8).name for _ in range(3)]
    names.append(tempfile.mkdtemp())
    handle, path = tempfile.mkstemp()
    with open(payload, "w") as file: file.write("\\n".join([*names, path]))
    if end == "dies": os.kill(os.getpid(), 9)
    if end == "raises": raise ValueError("no")
    return 1
"""


def local():
    """Return a string that only a fork can carry."""

    class Name(str):
        __slots__ = ()

    return Name


@pytest.fixture(autouse=True)
def tasks(tmp_path, monkeypatch):
    (tmp_path / "leftover_tasks.py").write_text(TASKS)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.parametrize("make", [str, local()], ids=["fresh", "fork"])
@pytest.mark.parametrize("end", ["returns", "raises", "dies"])
def test_segments_and_temporary_files_go(tmp_path, make, end):
    """Whether a launch returns, raises or is killed, its segments and temporary files are gone."""
    said = tmp_path / "names"
    try:
        launch("leftover_tasks:leave", make(said), returns=int, timeout_s=30, end=end)
    except LaunchError:
        assert end != "returns"
    *segments, folder, file = said.read_text().split()
    assert len(segments) == 3
    assert not any(Path("/dev/shm", name).exists() for name in segments)
    assert not Path(folder).exists()
    assert not Path(file).exists()
    assert Path(folder).parent != Path(tempfile.gettempdir())


def test_notes_outlive_their_writer_and_name_what_is_there(tmp_path):
    """Each name once, of what still exists, whatever bytes it is made of."""
    there = {"a", "grün", "\udcff"}
    notes = Notes(tmp_path / "notes", exists=there.__contains__)
    for name in ("a", "gone", "grün", "a", "\udcff"):
        notes.add(name)
    assert notes.existing() == ["a", "grün", "\udcff"]
    there.remove("a")
    assert notes.existing() == ["grün", "\udcff"]


def test_full_notes_forget_what_is_gone(tmp_path):
    """Names without end fit, as long as what they name does not stay."""
    there = set()
    notes = Notes(tmp_path / "notes", exists=there.__contains__)
    there.add("kept")
    notes.add("kept")
    for number in range(9_000):
        notes.add(f"{number}" * 40)
    there.add("last")
    notes.add("last")
    assert notes.existing() == ["kept", "last"]
    assert os.path.getsize(tmp_path / "notes") == 1 << 20
