"""`switchover search` and `reproduce`, as a user types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SIDES = """
def old(cents: int) -> dict:
    return {"fee": 0 if cents >= 5000 else 490}

def new(cents: int) -> dict:
    return {"fee": 0 if cents > 5000 else 490}
"""


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "switchover", *words],
        cwd=folder,
        text=True,
        capture_output=True,
        env={**os.environ, "COLUMNS": "200"},
    )


def test_from_a_record_to_a_find_to_a_test(tmp_path: Path) -> None:
    """A search finds the boundary and writes it down; a test that fails reproduces it."""
    (tmp_path / "shop.py").write_text(SIDES)
    (tmp_path / "calls.jsonl").write_text('{"args": [1999]}\n{"args": [12000]}\n')
    pair = ("--control", "shop:old", "--candidate", "shop:new")
    corpus = ("--corpus", "calls.jsonl")
    options = ("--calls", "400", "--finds", "finds.jsonl")

    searched = typed(tmp_path, "search", *pair, *corpus, *options, "--json")
    assert searched.returncode == 1, searched.stderr
    (document,) = json.loads(searched.stdout)
    assert document["groups"][0]["input"] == "5000"
    assert (tmp_path / "finds.jsonl").read_text() == '{"args": [5000], "kwargs": {}}\n'

    signature = document["groups"][0]["signature"]
    made = typed(tmp_path, "reproduce", signature)
    assert made.returncode == 0, made.stderr
    test = (tmp_path / f"test_{signature}.py").read_text()
    assert "args, kwargs = (5000,), {}" in test
    assert "switchover.shadow" not in test


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    """A signature that no run has, and a kind of effect that does not exist."""
    unknown = typed(tmp_path, "reproduce", "abcdef")
    assert unknown.returncode == 2
    assert "run 'switchover check'" in unknown.stderr
    allowed = typed(
        tmp_path,
        "search",
        "--control",
        "json:loads",
        "--candidate",
        "json:loads",
        "--allow",
        "fire",
    )
    assert allowed.returncode == 2
    assert "'fire' is none of write, delete, network, process" in allowed.stderr
