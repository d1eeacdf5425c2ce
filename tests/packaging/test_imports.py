"""One convention: what a room takes of its own it imports by a relative name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = [folder.name for folder in sorted(ROOT.iterdir()) if (folder / "switchover").is_dir()]


def imports(room: str) -> list[tuple[Path, ast.ImportFrom | ast.Import]]:
    """Give every import statement of a room, also those inside functions."""
    return [
        (file, node)
        for file in sorted((ROOT / room / "switchover" / room).rglob("*.py"))
        if file.name != "sitecustomize.py"  # the interpreter runs it as a module of its own
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_its_own_by_relative_names(room: str) -> None:
    """A room could be moved, and one sees at a glance what comes from outside."""
    own = f"switchover.{room}"
    found = imports(room)
    assert found
    absolute = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file, node in found
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
        if not getattr(node, "level", 0) and (name == own or name.startswith(f"{own}."))
    ]
    assert not absolute, "write: from .module import name"
