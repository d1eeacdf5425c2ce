"""The sample project: what the README's first screen shows."""

from __future__ import annotations

import json
from pathlib import Path

from commands import typed as command

PAIR = [
    "--control",
    "shop.old:invoice",
    "--candidate",
    "shop.new:invoice",
    "--corpus",
    "orders.jsonl",
]


def test_the_sample_shows_its_difference(tmp_path: Path) -> None:
    """Half a cent to even, in the tax and so in the total of some orders, and nothing else."""
    made = command(tmp_path, "sample", "try")
    assert made.returncode == 0, made.stderr
    assert " ".join(PAIR) in made.stdout
    done = command(tmp_path / "try", "shadow", *PAIR, "--json")
    assert done.returncode == 1, done.stderr
    pair = json.loads(done.stdout)["plans"][0]["pairs"][0]
    assert pair["outcomes"] == {"match": 185, "difference": 15}
    assert {group["path"] for group in pair["differences"]} == {"$.tax", "$.total"}


def test_a_folder_that_holds_something_is_kept(tmp_path: Path) -> None:
    """Nothing of a user's is written over."""
    mine = tmp_path / "shop.py"
    mine.write_text("mine")
    done = command(tmp_path, "sample", ".")
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["shop.py"]
    assert command(tmp_path, "sample", "shop.py").returncode == 2
    assert mine.read_text() == "mine"


def test_an_empty_folder_will_do_and_json_names_the_files(tmp_path: Path) -> None:
    """For scripts: which files there are now."""
    done = command(tmp_path, "sample", ".", "--json")
    assert done.returncode == 0, done.stderr
    files = json.loads(done.stdout)["files"]
    assert set(files) >= {"README.md", "orders.jsonl", "shop/old.py", "shop/new.py"}
