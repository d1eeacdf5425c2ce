"""The reference: every public name says what it promises, and the pages can be written."""

from __future__ import annotations

import importlib
import inspect
import re
import runpy
from pathlib import Path

import pytest
from rooms import ROOMS

SCRIPT = Path(__file__).parents[2] / "docs" / "reference.py"


REFERENCE = runpy.run_path(str(SCRIPT))
packages = REFERENCE["packages"]


@pytest.mark.parametrize("name", packages())
def test_every_public_name_says_what_it_promises(name: str) -> None:
    """Functions and classes carry a docstring of their own, not one that a library generated."""
    module = importlib.import_module(f"switchover.{name}")
    assert module.__doc__
    public = getattr(module, "__all__", ())
    silent = [
        name
        for name in public
        if inspect.isfunction(value := getattr(module, name)) or inspect.isclass(value)
        if not (value.__doc__ or "").strip() or value.__doc__.startswith(f"{name}(")
    ]
    assert silent == []


def test_the_pages_can_be_written(tmp_path: Path) -> None:
    """Without a warning, names that are imported late included."""
    pytest.importorskip("pdoc")
    page = REFERENCE["write"](["reports"], tmp_path)
    assert page.exists()
    text = (tmp_path / "switchover" / "reports.html").read_text(encoding="utf-8")
    assert "write_report" in text
    assert set(REFERENCE["ROOMS"]) == set(ROOMS)


def test_the_list_knows_every_public_name() -> None:
    """And no other one; what each promises is renewed with it."""
    text = SCRIPT.with_suffix(".md").read_text(encoding="utf-8")
    for package in packages():
        public = set(getattr(importlib.import_module(f"switchover.{package}"), "__all__", ()))
        part = text.partition(f"\n## switchover.{package}\n")[2].partition("\n## ")[0]
        assert set(re.findall(r"^\| `(\w+)` ", part, re.MULTILINE)) == public, "make reference"
