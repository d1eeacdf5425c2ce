"""Sides that draw by chance: no two processes draw the same numbers."""

from __future__ import annotations

from . import told

DRAWING = """
import random
def drawn(n):
    return random.random()
"""
SEEDED = """
import random
random.seed(5)
def drawn(n):
    return random.random()
"""


def sought(tmp_path, monkeypatch, name: str, source: str):
    for side in ("old", "new"):
        (tmp_path / f"{name}_{side}.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    calls = [((1,), {}), ((2,), {})]
    return told.sought(f"{name}_old:drawn", f"{name}_new:drawn", calls, calls=50)


def test_sides_do_not_share_one_state_of_random(tmp_path, monkeypatch) -> None:
    """Answers by chance differ as in two programs, and are no find: they are not there again."""
    found = sought(tmp_path, monkeypatch, "drawing", DRAWING)
    assert found.known_inputs == 2
    assert not found.finds


def test_a_seed_that_a_side_sets_when_it_is_loaded_holds(tmp_path, monkeypatch) -> None:
    """What a side seeds by itself is its own."""
    assert sought(tmp_path, monkeypatch, "seeded", SEEDED).known_inputs == 0
