"""`switchover search` and `reproduce`, as a user types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import commands
import pytest

SIDES = """
def old(cents: int) -> dict:
    return {"fee": 0 if cents >= 5000 else 490}

def new(cents: int) -> dict:
    return {"fee": 0 if cents > 5000 else 490}
"""


@pytest.fixture(autouse=True)
def few_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A written test is run as pytest alone runs it: what else is installed here takes it a second."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return commands.typed(folder, *words, env={"COLUMNS": "200"})


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
    (tmp_path / "calls.jsonl").write_text('{"args": [1, 2, 3, 4, 5, 6, 7, 8]}\n')
    pair = ("--control", "json:dumps", "--candidate", "json:dumps")
    for text, said in (("[1]", "is a mapping"), ('{"a": [1}', "schema.json:1:")):
        (tmp_path / "schema.json").write_text(text)
        broken = typed(tmp_path, "search", *pair, "--schema", "schema.json")
        assert broken.returncode == 2, broken.stdout
        assert said in broken.stderr
    unfit = typed(tmp_path, "search", *pair, "--corpus", "calls.jsonl", "--calls", "20")
    assert unfit.returncode == 3, unfit.stdout
    assert "unknown" in unfit.stdout
    assert "raised an error on both sides, and says nothing: does the corpus fit?" in unfit.stdout
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


METHODS = """
from dataclasses import dataclass

@dataclass
class Item:
    cents: int

class Cart:
    def __init__(self, *items):
        self.items = list(items)
        self.notes = {"b": 1, "a": 2}

    def total(self, discount):
        return sum(one.cents for one in self.items) - (discount if len(self.items) > 1 else 0)

if __name__ == "__main__":
    from carts import Cart, Item
    print(Cart(Item(5)).total(0), Cart(Item(5), Item(7)).total(3))
"""


def test_a_method_is_recorded_searched_and_reproduced_without_switchover(tmp_path: Path) -> None:
    """Its object goes with each call, its keys as they were; the test needs no `switchover`."""
    (tmp_path / "carts.py").write_text(METHODS)
    (tmp_path / "baskets.py").write_text(METHODS.replace("> 1 else", "> 0 else"))
    recorded = typed(
        tmp_path, "record", "carts:Cart.total", "--out", "calls", "--", sys.executable, "carts.py"
    )
    assert recorded.returncode == 0, recorded.stderr
    line = (tmp_path / "calls" / "carts.Cart.total.jsonl").read_text()
    assert '{"b": 1, "a": 2}' in line
    pair = ("--control", "carts:Cart.total", "--candidate", "baskets:Cart.total")
    corpus = ("--corpus", "calls/carts.Cart.total.jsonl")
    classes = ("--class", "carts:Cart", "--class", "carts:Item")
    searched = typed(tmp_path, "search", *pair, *corpus, *classes, "--calls", "300", "--json")
    assert searched.returncode == 1, searched.stderr
    (document,) = json.loads(searched.stdout)
    assert document["branches"]["candidate"][1], "the method's branches are seen"
    signature = document["groups"][0]["signature"]
    made = typed(tmp_path, "reproduce", signature, "--json")
    assert made.returncode == 0, made.stderr
    assert not json.loads(made.stdout)["needs_switchover"]
    test = tmp_path / f"test_{signature}.py"
    assert " ".join(classes) in test.read_text()
    for blocked, control in ((False, False), (True, False), (True, True)):
        body = test.read_text().replace("baskets", "carts" if control else "baskets")
        (tmp_path / "test_here.py").write_text(body)
        lines = 'import sys; sys.modules["switchover"] = None\n' if blocked else ""
        (tmp_path / "conftest.py").write_text(lines)
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_here.py"]
        ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
        assert ran.returncode == (0 if control else 1), ran.stdout
