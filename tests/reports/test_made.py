"""A used folder holds nothing stale, and keeps all that somebody else put there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from switchover.reports import FolderError, occupied
from switchover.reports.made import MADE_FILE, made, renew


def put(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return [Path(name) for name in names]


def there(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != MADE_FILE}


def test_what_is_not_made_again_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    """Files of ours, and folders that become empty by it; never a file that we did not write."""
    renew(tmp_path, by="run", files=put(tmp_path, "records.json", "old/pair/observations.jsonl"))
    renew(tmp_path, by="report", files=put(tmp_path, "report.html", "plots/old.png"))
    put(tmp_path, "old/notes.txt", "plots/mine.png")
    renew(tmp_path, by="report", files=put(tmp_path, "report.html", "plots/new.png"))
    assert "plots/old.png" not in there(tmp_path)
    assert made(tmp_path)["report"] == ["plots/new.png", "report.html"]
    renew(tmp_path, by="run", files=[tmp_path / "records.json", Path("new/observations.jsonl")])
    assert there(tmp_path) == {"records.json", "old", "old/notes.txt", "plots", "plots/mine.png"}
    assert made(tmp_path) == {"run": ["new/observations.jsonl", "records.json"], "report": []}


def test_a_list_leads_nowhere_else(tmp_path: Path) -> None:
    """Neither out of the folder, nor through a link, nor to what stands there in place of a file."""
    (inside := tmp_path / "out").mkdir()
    put(tmp_path, "precious", "elsewhere/x", "out/folder/x")
    (inside / "link").symlink_to(tmp_path / "elsewhere")
    (inside / "direct").symlink_to(tmp_path / "precious")
    names = ["../precious", str(tmp_path / "precious"), "link/x", "direct", "folder", "", "gone", 3]
    (inside / MADE_FILE).write_text(json.dumps({"run": names, "report": "x"}))
    before = there(tmp_path)
    renew(inside, by="run", files=[])
    assert there(tmp_path) == before
    for damaged in ("", "[]", "{", '{"run": {"a": 1}}'):
        (inside / MADE_FILE).write_text(damaged)
        renew(inside, by="run", files=[])
    assert there(tmp_path) == before


def test_a_folder_is_held_by_one_run_at_a_time(tmp_path):
    """A second run is refused with the way out; the first one's end lets the next one in."""
    with occupied(tmp_path / "out") as folder:
        assert folder.is_dir()
        with pytest.raises(FolderError, match="another run is writing"), occupied(folder):
            pass
    with occupied(folder):
        pass
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_is_told_before_anything_runs(tmp_path):
    """A file in its place, or on the way to it: where, why, and what to do."""
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(FolderError, match=f"{place}: no report can go there") as found:
            occupied(place).__enter__()
        assert "--out" in found.value.remedy
